"""Names and text forms of byte strings, used wherever bytes meet JSON. Pure."""

import hashlib

import pybase64

DIGEST_BYTES = 32

ENDS = {2: "AQgw", 3: "AEIMQUYcgkosw048"}
"""What a text may end with that has so many symbols behind its last four. Others hold bits that no byte takes up."""


def encode(data: bytes) -> str:
    """The base64url text of `data`, without padding (docs/protocol.md, "Notation")."""
    return pybase64.b64encode_as_string(data, altchars=b"-_").rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises ValueError for anything that `encode` would not have written, so that no two texts name the same bytes.
    """
    left = len(text) % 4
    if "+" in text or "/" in text or text.endswith("=") or (left and text[-1] not in ENDS.get(left, "")):
        raise ValueError("not base64url without padding, or with loose bits")
    return pybase64.b64decode(text + "=="[: -left % 4], altchars=b"-_", validate=True)


def digest(data: bytes) -> str:
    """The name of a box: the first 32 bytes of its SHA-512 as 43 characters (docs/protocol.md, "Notation", H32)."""
    return encode(hashlib.sha512(data).digest()[:DIGEST_BYTES])
