"""Requests the pages and files of a hub's client as a phone would, one after another."""

import http.client
import secrets
import urllib.error
import urllib.request
import zlib
from collections.abc import Mapping
from typing import Any

import brotli
import msgspec

from overture_partner.model.client_manifest import Entry, Response
from overture_partner.net.opener import OPENER, TIMEOUT, unreachable

PIECE = 64 * 1024
"""Bytes that are read at a time."""
LONGEST = 4 * 1024 * 1024
"""Bytes of a manifest that are read."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The symbols of the first half of a code. `protocol.pairing` has them too, but loads cryptography."""
WORKER = "/worker.js"
"""The service worker, which browsers ask for with a header of its own."""
AS_A_PHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1",
}
CODINGS = {"http": "gzip, deflate", "https": "gzip, deflate, br"}
"""A phone sends the same: a hub must not recognise this check at first sight, nor send another form to phones alone."""


def fetch_entry(base_url: str, entry: Entry) -> Response:
    """Requests one page or file. Blocking.

    Args:
        base_url: The hub, without a path.
        entry: What is expected there. One byte more than it has is read at most.

    Raises:
        PartnerError: "no-hub" or "untrusted".
    """
    path = entry.path.replace("{locator}", "".join(secrets.choice(ALPHABET) for _ in range(4)))
    accept = "text/html,application/xhtml+xml" if entry.type.startswith("text/html") else "*/*"
    headers = {"Accept": accept, "Accept-Language": entry.language or "en"}
    if path == WORKER:
        headers["Service-Worker"] = "script"
    return _fetch(base_url + path, headers, entry.size + 1)


def fetch_manifest(base_url: str) -> Mapping[str, Any]:
    """Requests what a hub says its client consists of. Blocking.

    Returns:
        It, or nothing if the hub has none that can be read.

    Raises:
        PartnerError: "no-hub" or "untrusted".
    """
    got = _fetch(f"{base_url}/client-manifest.json", {"Accept": "application/json"}, LONGEST)
    try:
        return msgspec.json.decode(got.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _fetch(url: str, headers: Mapping[str, str], most: int) -> Response:
    as_a_phone = {**AS_A_PHONE, "Accept-Encoding": CODINGS[url.partition(":")[0]]}
    request = urllib.request.Request(url, headers={**as_a_phone, **headers})  # noqa: S310 - http and https only
    try:
        with OPENER.open(request, timeout=TIMEOUT) as answer:
            return _response(answer, most)
    except urllib.error.HTTPError as error:
        with error:
            return _response(error, most)
    except (OSError, http.client.HTTPException) as error:
        raise unreachable(error) from None


def _response(answer: Any, most: int) -> Response:
    headers = [(name.lower(), value) for name, value in answer.headers.items()]
    coding = ", ".join(value for name, value in headers if name == "content-encoding").lower()
    if coding in ("", "identity"):
        return Response(answer.status, headers, answer.read(most))
    unpack = {"gzip": _gunzipped, "br": _from_brotli}.get(coding)
    try:
        return Response(answer.status, headers, unpack(answer, most) if unpack else b"")
    except (zlib.error, brotli.error):
        return Response(answer.status, headers, b"")


def _gunzipped(answer: Any, most: int) -> bytes:
    unpack, unpacked = zlib.decompressobj(wbits=31), b""
    while len(unpacked) < most and (piece := answer.read(PIECE)):
        unpacked += unpack.decompress(piece, most - len(unpacked))
    # Browsers differ in what they make of anything behind the end, so nothing may be there.
    return b"" if unpack.unused_data or (unpack.eof and answer.read(1)) else unpacked


def _from_brotli(answer: Any, most: int) -> bytes:
    unpack, unpacked = brotli.Decompressor(), b""
    while len(unpacked) < most and (piece := answer.read(PIECE)):
        # Anything behind the end is an error.
        unpacked += unpack.process(piece, output_buffer_limit=most - len(unpacked))
    return unpacked if unpack.is_finished() or len(unpacked) >= most else b""
