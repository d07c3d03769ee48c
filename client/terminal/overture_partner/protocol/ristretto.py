"""The group ristretto255, with the refusals that the protocol asks for.

This is the only module that names libsodium, whose functions accept the all-zero encoding, the identity, as a valid
point. The functions here do not. Source: RFC 9496; docs/protocol.md, "Notation".
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
    """Decodes a point.

    Args:
        data: Bytes that are not trusted.

    Returns:
        The same bytes as a point.

    Raises:
        ProtocolError: "bad point" for a wrong length, an encoding that is not canonical, or the identity.
    """
    if len(data) != LENGTH or not any(data) or not pysodium.crypto_core_ristretto255_is_valid_point(data):
        raise ProtocolError("bad point")
    return Point(data)


def decode_scalar(data: bytes) -> int:
    """Decodes a scalar, 0 to L - 1, from 32 bytes, little-endian.

    Raises:
        ProtocolError: "bad scalar" for a wrong length, or a number from L on.
    """
    scalar = int.from_bytes(data, "little")
    if len(data) != LENGTH or scalar >= ORDER:
        raise ProtocolError("bad scalar")
    return scalar


def encode_scalar(scalar: int) -> bytes:
    """Encodes a scalar, 0 to L - 1, as 32 bytes, little-endian."""
    return scalar.to_bytes(LENGTH, "little")


def from_little_endian(data: bytes) -> int:
    """Decodes bytes of any length as a little-endian number."""
    return int.from_bytes(data, "little")


def random_scalar(random: Callable[[int], bytes]) -> int:
    """Draws a random scalar that is not zero.

    Args:
        random: Returns that many random bytes.
    """
    while True:
        scalar = from_little_endian(random(64)) % ORDER
        if scalar != 0:
            return scalar


def to_point(data: bytes) -> Point:
    """Derives a point from data of any length. Source: RFC 9496, section 4.3.4, from SHA-512 of the data."""
    return Point(cast(bytes, pysodium.crypto_core_ristretto255_from_hash(H(data))))


def multiply(point: Point, scalar: bytes) -> bytes:
    """Multiplies a point by a scalar.

    Args:
        point: The point.
        scalar: 32 bytes, little-endian.

    Returns:
        32 bytes.

    Raises:
        ProtocolError: "bad scalar", also for zero; "bad point" if the result is the identity.
    """
    if decode_scalar(scalar) == 0:
        raise ProtocolError("bad scalar")
    try:
        return cast(bytes, pysodium.crypto_scalarmult_ristretto255(scalar, point))
    except ValueError:
        raise ProtocolError("bad point") from None


def times_base(scalar: int) -> Sum:
    """Multiplies the generator G by a scalar, 0 to L - 1."""
    if scalar == 0:
        return _IDENTITY
    return Sum(cast(bytes, pysodium.crypto_scalarmult_ristretto255_base(encode_scalar(scalar))))


def times(point: bytes, scalar: int) -> Sum:
    """Multiplies a Point or a Sum by a scalar, 0 to L - 1."""
    if scalar == 0 or point == _IDENTITY:
        return _IDENTITY
    return Sum(cast(bytes, pysodium.crypto_scalarmult_ristretto255(encode_scalar(scalar), point)))


def plus(left: bytes, right: bytes) -> Sum:
    """Adds two points, each a Point or a Sum."""
    return Sum(cast(bytes, pysodium.crypto_core_ristretto255_add(left, right)))


def minus(left: bytes, right: bytes) -> Sum:
    """Subtracts the right point from the left, each a Point or a Sum."""
    return Sum(cast(bytes, pysodium.crypto_core_ristretto255_sub(left, right)))
