"""What a version of the client consists of, and whether a response of a hub is exactly that.

Source: docs/protocol.md, "The client and its manifest".
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from overture_partner.errors import PartnerError

LOADING_HEADERS = frozenset({
    "link", "location", "refresh", "service-worker-allowed", "set-cookie", "sourcemap", "speculation-rules",
    "x-sourcemap",
})  # fmt: skip
"""Headers by which a response can make a browser load, run or store something that its body does not name."""


class Entry(msgspec.Struct, frozen=True):
    """A response body that a phone may get.

    Attributes:
        path: Where it is; "{locator}" in it stands for any text.
        type: Value of Content-Type.
        size: Bytes of the body.
        sha256: Its digest, in hexadecimal.
        language: What a browser has to prefer to get it; empty where the path decides.
    """

    path: str
    type: str
    size: int
    sha256: str
    language: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """The client of one version.

    Attributes:
        version: The version, as in "0.2.0".
        build: The id under which its static files are served.
        headers: Headers that every response must have, by their names in lower case.
        entries: Everything that a phone may get.
    """

    version: str
    build: str
    headers: dict[str, str]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """What a hub has sent.

    Attributes:
        status: The HTTP status.
        headers: Every header in order, with names in lower case.
        body: The body, decompressed, or its beginning where it is longer than was asked for.
    """

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


def parse_manifest(data: bytes) -> Manifest:
    """Parses a manifest.

    Raises:
        PartnerError: "bad-manifest".
    """
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise PartnerError("bad-manifest") from None
    if not found.entries or not all(entry.path.startswith("/") for entry in found.entries):
        raise PartnerError("bad-manifest")
    return found


def difference(manifest: Manifest, entry: Entry, got: Response) -> str:
    """Compares a response with what it has to be.

    Returns:
        "" if it is exactly that; else "missing" (there is none), "body" (other bytes), or "header NAME" of the first
        header that is missing, different, or may load something more.
    """
    if got.status == 404:
        return "missing"
    if got.status != 200 or len(got.body) != entry.size or hashlib.sha256(got.body).hexdigest() != entry.sha256:
        return "body"
    expected = {**manifest.headers, "content-type": entry.type}
    for name, value in expected.items():
        # A second header of the same name is another policy, type or permission beside the one that is expected.
        if [said for each, said in got.headers if each == name] != [value]:
            return f"header {name}"
    return next((f"header {name}" for name, _ in got.headers if name in LOADING_HEADERS), "")


def unlisted(manifest: Manifest, theirs: Mapping[str, object]) -> list[str]:
    """Lists what a hub names in its own copy of the manifest beyond ours."""
    known, entries = {entry.path for entry in manifest.entries}, theirs.get("entries")
    named = [each.get("path") for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    return sorted({path for path in named if isinstance(path, str)} - known)
