"""Names and text forms of byte strings, used wherever bytes meet JSON. Pure."""

import hashlib

import pybase64

DIGEST_BYTES = 32


def encode(data: bytes) -> str:
    """The base64url text of `data`, without padding (docs/protocol.md, "Notation")."""
    return pybase64.b64encode_as_string(data, altchars=b"-_").rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises ValueError for anything that `encode` would not have written, so that no two texts name the same bytes.
    """
    if "+" in text or "/" in text:
        raise ValueError("not base64url")
    data = pybase64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    # Only the last symbol can hold bits that no byte takes up.
    if encode(data[len(data) // 3 * 3 :]) != text[len(text) // 4 * 4 :]:
        raise ValueError("not base64url without padding, or with loose bits")
    return data


def digest(data: bytes) -> str:
    """The name of a box: the first 32 bytes of its SHA-512 as 43 characters (docs/protocol.md, "Notation", H32)."""
    return encode(hashlib.sha512(data).digest()[:DIGEST_BYTES])
