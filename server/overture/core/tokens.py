"""Bearer tokens: only their SHA-256 is ever kept."""

import hashlib

from overture.core import encoding

TOKEN_BYTES = 32


def token_hash(token: bytes) -> bytes:
    """What the hub keeps of a token."""
    return hashlib.sha256(token).digest()


def hash_of_text(text: str) -> bytes | None:
    """What the hub would keep of the token written as `text`, or None if that is no token."""
    try:
        token = encoding.decode(text)
    except ValueError:
        return None
    return token_hash(token) if len(token) == TOKEN_BYTES else None
