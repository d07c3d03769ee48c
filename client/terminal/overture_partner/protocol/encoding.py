"""Byte encodings, hashes and the one error of the protocol. Source: docs/protocol.md, "Notation"."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any, Literal, NoReturn, TypeGuard

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
    """A message, box or code was refused.

    Attributes:
        kind: The failure class. The test vectors and every other client use the same names. It never holds a secret.
    """

    def __init__(self, kind: FailureClass) -> None:
        super().__init__(kind)
        self.kind: FailureClass = kind


def utf8(text: str) -> bytes:
    """Encodes text as UTF-8. Half a surrogate pair, which no text should hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


def from_utf8(data: bytes) -> str:
    """Decodes UTF-8.

    Raises:
        ProtocolError: "bad content" if the bytes are not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError("bad content") from None


def to_json(value: object) -> bytes:
    """Encodes JSON data without white space, as UTF-8."""
    return utf8(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def from_json(data: bytes, number: Callable[[str], Any] = int) -> Any:
    """Decodes JSON in UTF-8.

    Args:
        data: Bytes that are not trusted.
        number: Decodes the digits of a whole number.

    Raises:
        ProtocolError: "bad content" for anything else, NaN and the infinities too.
    """

    def no_constant(_: str) -> NoReturn:
        raise ProtocolError("bad content")

    try:
        return json.loads(from_utf8(data), parse_constant=no_constant, parse_int=number)
    except (ValueError, RecursionError):
        raise ProtocolError("bad content") from None


def base64url(data: bytes) -> str:
    """Encodes bytes as base64url without padding, as they are on the wire. Source: RFC 4648, section 5."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Decodes base64url as the exact inverse of `base64url`.

    Padding, other alphabets, white space and non-zero trailing bits are refused, so that no two texts name the same
    bytes.

    Raises:
        ProtocolError: "bad message".
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise ProtocolError("bad message") from None
    if base64url(data) != text:
        raise ProtocolError("bad message")
    return data


def is_base64url(text: object, length: int) -> TypeGuard[str]:
    """Whether a value that is not trusted is base64url of that many bytes."""
    try:
        return isinstance(text, str) and len(from_base64url(text)) == length
    except ProtocolError:
        return False


def lv(data: bytes) -> bytes:
    """Puts the length of the bytes before them, in LEB128."""
    length = bytearray()
    rest = len(data)
    while rest >= 0x80:
        length.append(rest & 0x7F | 0x80)
        rest >>= 7
    length.append(rest)
    return bytes(length) + data


def lv_cat(*parts: bytes | str) -> bytes:
    """Concatenates the parts, each with its length before it. A string stands for its UTF-8."""
    return b"".join(lv(utf8(part) if isinstance(part, str) else part) for part in parts)


def u32(number: int) -> bytes:
    """Encodes a number as four bytes, big-endian."""
    return number.to_bytes(4, "big")


def from_u32(data: bytes) -> int:
    """Decodes the first four bytes, big-endian."""
    return int.from_bytes(data[:4], "big")


def equal(left: bytes, right: bytes) -> bool:
    """Compares in constant time, so that a tag cannot be guessed byte by byte."""
    return hmac.compare_digest(left, right)


def random_bytes(length: int) -> bytes:
    """Returns bytes from the random generator of the system."""
    return secrets.token_bytes(length)


def H(*parts: bytes) -> bytes:  # noqa: N802 - the name in the formulas
    """Hashes the concatenated parts with SHA-512, 64 bytes."""
    return hashlib.sha512(b"".join(parts)).digest()


def H32(*parts: bytes) -> bytes:  # noqa: N802 - the name in the formulas
    """Returns the first 32 bytes of `H`."""
    return H(*parts)[:32]


def hmac_sha512(key: bytes, message: bytes) -> bytes:
    """Computes HMAC-SHA512, 64 bytes. Source: RFC 2104."""
    return hmac.digest(key, message, "sha512")


def hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    """Extracts a pseudorandom key of 64 bytes with HKDF-SHA512. Source: RFC 5869, section 2.2."""
    return hmac_sha512(salt, ikm)


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    """Expands a pseudorandom key with HKDF-SHA512.

    Args:
        prk: 64 bytes from `hkdf_extract`.
        info: What the output is for.
        length: Bytes of the result.

    Returns:
        The output keying material.

    Source: RFC 5869, section 2.3.
    """
    block = okm = b""
    while len(okm) < length:
        block = hmac_sha512(prk, block + info + bytes([len(okm) // 64 + 1]))
        okm += block
    return okm[:length]
