"""Names and text forms of byte strings, used wherever bytes meet JSON. Pure."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

DIGEST_BYTES = 32


def encode(data: bytes) -> str:
    """The base64url text of `data`, without padding (docs/protocol.md, "Notation")."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises ValueError for anything that `encode` would not have written, so that no two texts name the same bytes.
    """
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(data) != text:
        raise ValueError("not base64url without padding")
    return data


def digest(data: bytes) -> str:
    """The name of a box: the first 32 bytes of its SHA-512 as 43 characters (docs/protocol.md, "Notation", H32)."""
    return encode(hashlib.sha512(data).digest()[:DIGEST_BYTES])
