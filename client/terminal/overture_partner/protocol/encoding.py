"""Bytes, hashes and the one error of the protocol (docs/protocol.md, "Notation")."""

import base64
import binascii
import hashlib
import hmac
import os
from typing import Literal

FailureClass = Literal[
    "bad code",
    "bad message",
    "bad point",
    "bad scalar",
    "confirmation failed",
    "different questions",
    "cannot open",
    "bad padding",
    "release does not match",
    "bad proof",
    "bad content",
    "too long",
]


class ProtocolError(Exception):
    """A message, box or code was refused. `kind` is the failure class, the same names as in the test vectors and in
    every other client; there is never anything secret in it.
    """

    def __init__(self, kind: FailureClass) -> None:
        super().__init__(kind)
        self.kind: FailureClass = kind


def utf8(text: str) -> bytes:
    """UTF-8; half a surrogate pair, which no text should hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


def from_utf8(data: bytes) -> str:
    """The text. Raises ProtocolError "bad content" if it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError("bad content") from None


def base64url(data: bytes) -> str:
    """Base64url without padding, as on the wire."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Exactly the inverse of base64url: padding, other alphabets, white space and loose last bits are refused, so that
    no two texts name the same bytes. Raises ProtocolError "bad message".
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise ProtocolError("bad message") from None
    if base64url(data) != text:
        raise ProtocolError("bad message")
    return data


def lv(data: bytes) -> bytes:
    """The length in LEB128, then the bytes."""
    length = bytearray()
    rest = len(data)
    while rest >= 0x80:
        length.append(rest & 0x7F | 0x80)
        rest >>= 7
    length.append(rest)
    return bytes(length) + data


def lv_cat(*parts: bytes | str) -> bytes:
    """Each part with its length before it; strings stand for their UTF-8."""
    return b"".join(lv(utf8(part) if isinstance(part, str) else part) for part in parts)


def u32(number: int) -> bytes:
    """Four bytes, big endian."""
    return number.to_bytes(4, "big")


def from_u32(data: bytes) -> int:
    """The first four bytes, big endian."""
    return int.from_bytes(data[:4], "big")


def equal(left: bytes, right: bytes) -> bool:
    """Takes the same time wherever the difference is, so that a tag cannot be guessed byte by byte."""
    return hmac.compare_digest(left, right)


def random_bytes(length: int) -> bytes:
    """From the system's generator."""
    return os.urandom(length)


def H(*parts: bytes) -> bytes:  # noqa: N802 - the name in the formulas
    """SHA-512 of the parts one after another, 64 bytes."""
    return hashlib.sha512(b"".join(parts)).digest()


def H32(*parts: bytes) -> bytes:  # noqa: N802 - the name in the formulas
    """The first 32 bytes of H."""
    return H(*parts)[:32]


def hmac_sha512(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA512, 64 bytes."""
    return hmac.digest(key, message, "sha512")


def hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    """HKDF-SHA512, RFC 5869 section 2.2: 64 bytes."""
    return hmac_sha512(salt, ikm)


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA512, RFC 5869 section 2.3."""
    block = okm = b""
    while len(okm) < length:
        block = hmac_sha512(prk, block + info + bytes([len(okm) // 64 + 1]))
        okm += block
    return okm[:length]
