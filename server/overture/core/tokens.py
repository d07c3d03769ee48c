"""Bearer tokens, of which the hub keeps only the SHA-256. Pure."""

import hashlib

from overture.core import encoding

TOKEN_BYTES = 32


def token_hash(token: bytes) -> bytes:
    """Return the SHA-256 of a token, which is all that the hub keeps of it."""
    return hashlib.sha256(token).digest()


def hash_of_text(text: str) -> bytes | None:
    """Return the SHA-256 of a token in its text form.

    Args:
        text: 32 bytes as base64url.

    Returns:
        32 bytes, or None if `text` is not the form of a token.
    """
    try:
        token = encoding.decode(text)
    except ValueError:
        return None
    return token_hash(token) if len(token) == TOKEN_BYTES else None
