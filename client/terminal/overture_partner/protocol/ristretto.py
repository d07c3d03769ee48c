"""The group ristretto255 (RFC 9496) with the refusals that the protocol asks for (docs/protocol.md, "Notation").

The one file that names libsodium. Its functions take the all-zero encoding, the identity, for a valid point: we do not.
"""

from collections.abc import Callable
from typing import Final, NewType, cast

import pysodium

from overture_partner.protocol.encoding import H, ProtocolError

Point = NewType("Point", bytes)
"""A canonical encoding, 32 bytes, that is not the identity; only this file makes one."""

Sum = NewType("Sum", bytes)
"""A canonical encoding, 32 bytes, of what was computed from points: it may be the identity."""

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
LENGTH: Final = 32
_IDENTITY: Final = Sum(bytes(LENGTH))


def decode_point(data: bytes) -> Point:
    """Raises ProtocolError "bad point": wrong length, not a canonical encoding, or the identity."""
    if len(data) != LENGTH or not any(data) or not pysodium.crypto_core_ristretto255_is_valid_point(data):
        raise ProtocolError("bad point")
    return Point(data)


def decode_scalar(data: bytes) -> int:
    """0 to L - 1 from 32 bytes, little endian. Raises ProtocolError "bad scalar": wrong length, or L and above."""
    scalar = int.from_bytes(data, "little")
    if len(data) != LENGTH or scalar >= ORDER:
        raise ProtocolError("bad scalar")
    return scalar


def encode_scalar(scalar: int) -> bytes:
    """32 bytes, little endian, of 0 to L - 1."""
    return scalar.to_bytes(LENGTH, "little")


def from_little_endian(data: bytes) -> int:
    """The number that bytes of any length stand for."""
    return int.from_bytes(data, "little")


def random_scalar(random: Callable[[int], bytes]) -> int:
    """A random scalar that is not zero."""
    while True:
        scalar = from_little_endian(random(64)) % ORDER
        if scalar != 0:
            return scalar


def to_point(data: bytes) -> Point:
    """RFC 9496 element derivation from H(data), of any length."""
    return Point(cast(bytes, pysodium.crypto_core_ristretto255_from_hash(H(data))))


def multiply(point: Point, scalar: bytes) -> bytes:
    """scalar * point, 32 bytes. Raises ProtocolError "bad scalar" (also for zero), or "bad point" for the identity."""
    if decode_scalar(scalar) == 0:
        raise ProtocolError("bad scalar")
    try:
        return cast(bytes, pysodium.crypto_scalarmult_ristretto255(scalar, point))
    except ValueError:
        raise ProtocolError("bad point") from None


def times_base(scalar: int) -> Sum:
    """The scalar, 0 to L - 1, times the generator G."""
    if scalar == 0:
        return _IDENTITY
    return Sum(cast(bytes, pysodium.crypto_scalarmult_ristretto255_base(encode_scalar(scalar))))


def times(point: bytes, scalar: int) -> Sum:
    """The scalar, 0 to L - 1, times a Point or a Sum."""
    if scalar == 0 or point == _IDENTITY:
        return _IDENTITY
    return Sum(cast(bytes, pysodium.crypto_scalarmult_ristretto255(encode_scalar(scalar), point)))


def plus(left: bytes, right: bytes) -> Sum:
    """Of two that are each a Point or a Sum."""
    return Sum(cast(bytes, pysodium.crypto_core_ristretto255_add(left, right)))


def minus(left: bytes, right: bytes) -> Sum:
    """Of two that are each a Point or a Sum."""
    return Sum(cast(bytes, pysodium.crypto_core_ristretto255_sub(left, right)))
