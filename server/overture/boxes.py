"""Names and text forms of byte strings, used wherever bytes meet JSON. Pure."""

import hashlib

import msgspec

DIGEST_BYTES = 32


def encode(data: bytes) -> str:
    """The base64url text of `data`, without padding (docs/protocol.md, "Notation")."""
    # msgspec's own base64 takes a third of the time that the standard library's takes.
    text: str = msgspec.to_builtins(data)
    return text.replace("+", "-").replace("/", "_").rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises ValueError for anything that `encode` would not have written, so that no two texts name the same bytes.
    """
    if "+" in text or "/" in text:
        raise ValueError("not base64url")
    data = msgspec.convert(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), bytes)
    # Only the last symbol can hold bits that no byte takes up.
    if encode(data[len(data) // 3 * 3 :]) != text[len(text) // 4 * 4 :]:
        raise ValueError("not base64url without padding, or with loose bits")
    return data


def digest(data: bytes) -> str:
    """The name of a box: the first 32 bytes of its SHA-512 as 43 characters (docs/protocol.md, "Notation", H32)."""
    return encode(hashlib.sha512(data).digest()[:DIGEST_BYTES])
