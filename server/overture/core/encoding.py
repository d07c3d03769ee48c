"""Digests of byte strings and their text form in JSON. Pure."""

import hashlib

import pybase64

DIGEST_BYTES = 32

LAST_SYMBOLS = {2: "AQgw", 3: "AEIMQUYcgkosw048"}
"""By the number of symbols in an incomplete last group: the last symbols without loose bits (RFC 4648, 3.5)."""


def encode(data: bytes) -> str:
    """Return the base64url text of `data`, without padding.

    Source: RFC 4648, section 5; docs/protocol.md, "Notation".
    """
    return pybase64.b64encode_as_string(data, altchars=b"-_").rstrip("=")


def decode(text: str) -> bytes:
    """Return the bytes of a base64url text without padding.

    Raises:
        ValueError: For anything that `encode` would not have returned, so that no two texts have the same bytes.

    Source: RFC 4648, sections 3.5 and 5; docs/protocol.md, "Notation".
    """
    left = len(text) % 4
    if "+" in text or "/" in text or text.endswith("=") or (left and text[-1] not in LAST_SYMBOLS.get(left, "")):
        raise ValueError("not base64url without padding, or with loose bits")
    return pybase64.b64decode(text + "=="[: -left % 4], altchars=b"-_", validate=True)


def digest(data: bytes) -> str:
    """Return the name of a box: the first 32 bytes of its SHA-512, as 43 characters of base64url.

    Source: docs/protocol.md, "Notation" (`H32`).
    """
    return encode(hashlib.sha512(data).digest()[:DIGEST_BYTES])
