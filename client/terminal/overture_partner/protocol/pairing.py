"""Pairing: two clients with the same code and the same questions derive the same keys.

The creator of the code (A) starts and finishes, the joiner (B) replies and confirms. Every m1 and every m2 that is sent
gives an attacker one guess at the secret, so callers count what they send; this module does not.
Source: docs/protocol.md, "Pairing".
"""

import re
import secrets
from dataclasses import dataclass
from typing import Final, Literal

from overture_partner.protocol import cpace
from overture_partner.protocol.encoding import (
    ProtocolError,
    equal,
    hkdf_expand,
    hkdf_extract,
    lv,
    lv_cat,
    random_bytes,
)
from overture_partner.protocol.ristretto import Point, multiply

Role = Literal["A", "B"]
"""The creator, the joiner."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HALF = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}", re.ASCII)
_TYPED = str.maketrans("abcdefghijklmnopqrstuvwxyzOIL", "ABCDEFGH1JK1MN0PQRSTUVWXYZ011", " -")
_SID, _POINT, _TAG = 16, 32, 64

M1_SIZE: Final = 98
M2_SIZE: Final = 146
M3_SIZE: Final = 64


@dataclass(frozen=True, repr=False)
class Code:
    """A pairing code of two halves, four symbols each. The secret never reaches the hub.

    Like every class here that holds secrets, it does not print them.
    """

    locator: str
    secret: str


@dataclass(frozen=True, repr=False)
class Keys:
    """What a pairing gives.

    Attributes:
        sid: The id of the pairing, 32 bytes.
        k_a: The key of seat A, 32 bytes.
        k_b: The key of seat B, 32 bytes.
        sas: The short authentication string, 8 bytes.
    """

    sid: bytes
    k_a: bytes
    k_b: bytes
    sas: bytes


@dataclass(frozen=True, repr=False)
class Start:
    """A's first message `m1`, and what A keeps until m2 arrives: `sid` (16 bytes) and the secret scalar `y` (32
    bytes).
    """

    sid: bytes
    y: bytes
    m1: bytes


@dataclass(frozen=True, repr=False)
class Reply:
    """What B keeps until m3 arrives: the expected tag and associated data of A, the qhash, and the keys."""

    tag: bytes
    ad: bytes
    qhash: bytes
    keys: Keys


def parse_code(text: str) -> Code:
    """Parses a code as typed or scanned, with or without a hyphen.

    Raises:
        ProtocolError: "bad code".
    """
    plain = text.translate(_TYPED)
    locator, secret = plain[:4], plain[4:]
    if not _HALF.fullmatch(locator) or not _HALF.fullmatch(secret):
        raise ProtocolError("bad code")
    return Code(locator, secret)


def format_code(code: Code) -> str:
    """Formats a code as it is shown and read aloud: four symbols, a hyphen, four symbols."""
    return f"{code.locator}-{code.secret}"


def new_secret() -> str:
    """Makes the secret half of a code: four symbols, 20 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(4))


def _new_scalar() -> bytes:
    """A secret scalar below 2^252, not zero."""
    while True:
        y = bytearray(random_bytes(32))
        y[31] &= 0x0F
        if any(y):
            return bytes(y)


def _associated_data(role: Role, qhash: bytes) -> bytes:
    """50 bytes: whose, which version, which questions."""
    return lv_cat("overture1/ad", role, b"\x01", qhash)


def _generator(secret: str, locator: str, sid: bytes) -> Point:
    if not _HALF.fullmatch(secret) or not _HALF.fullmatch(locator):
        raise ProtocolError("bad code")
    return cpace.generator(lv_cat("overture1/prs", secret), lv_cat("overture1/ci", "creator", "joiner", locator), sid)


def _sized(message: bytes, length: int) -> bytes:
    if len(message) != length:
        raise ProtocolError("bad message")
    return message


def _read_m1(m1: bytes) -> tuple[bytes, cpace.Share]:
    _sized(m1, M1_SIZE)
    end = _SID + _POINT
    return m1[:_SID], cpace.Share(m1[_SID:end], m1[end:])


def _derive_keys(tr: bytes, isk: bytes) -> Keys:
    sid = cpace.sid_output(tr)[:32]
    prk = hkdf_extract(salt=sid, ikm=isk)
    return Keys(
        sid=sid,
        k_a=hkdf_expand(prk, lv(b"overture1/chan/A"), 32),
        k_b=hkdf_expand(prk, lv(b"overture1/chan/B"), 32),
        sas=hkdf_expand(prk, lv(b"overture1/sas"), 8),
    )


def pairing_start(secret: str, locator: str, qhash: bytes, random: tuple[bytes, bytes] | None = None) -> Start:
    """Makes A's first message. It needs no partner: the hub keeps m1 until B arrives.

    Args:
        secret: The secret half of the code.
        locator: The public half of the code.
        qhash: The hash of the question set, 32 bytes.
        random: (sid, y), for test vectors only.

    Returns:
        m1, and what to keep.

    Raises:
        ProtocolError: "bad code".
    """
    sid, y = random or (random_bytes(_SID), _new_scalar())
    return Start(sid, y, sid + multiply(_generator(secret, locator, sid), y) + _associated_data("A", qhash))


def pairing_reply(secret: str, locator: str, qhash: bytes, m1: bytes, y: bytes | None = None) -> tuple[bytes, Reply]:
    """Makes B's answer to m1.

    Args:
        secret: The secret half of the code.
        locator: The public half of the code.
        qhash: The hash of the question set, 32 bytes.
        m1: The first message, not trusted.
        y: A scalar of 32 bytes, for test vectors only.

    Returns:
        m2, and what to keep. The keys in it are worth nothing until `pairing_confirm` has returned them.

    Raises:
        ProtocolError: "bad code", "bad message" or "bad point".
    """
    sid, a = _read_m1(m1)
    y = y or _new_scalar()
    k = cpace.shared_point(y, a.y)
    b = cpace.Share(multiply(_generator(secret, locator, sid), y), _associated_data("B", qhash))
    tr = cpace.transcript(a, b)
    isk = cpace.intermediate_key(sid, k, tr)
    state = Reply(cpace.confirmation(sid, isk, a), a.ad, qhash, _derive_keys(tr, isk))
    return b.y + cpace.confirmation(sid, isk, b) + b.ad, state


def pairing_finish(secret: str, locator: str, qhash: bytes, start: Start, m2: bytes) -> tuple[bytes, Keys]:
    """Verifies m2 as A. m1 is computed again from sid and y.

    Whatever the outcome, y is used up: store the keys and m3, or the failure, in its place before anything is sent.

    Args:
        secret: The secret half of the code.
        locator: The public half of the code.
        qhash: The hash of the question set, 32 bytes.
        start: What `pairing_start` gave.
        m2: The answer, not trusted.

    Returns:
        m3, and the keys.

    Raises:
        ProtocolError: "bad message", "bad point", "confirmation failed" or "different questions".
    """
    sid, a = _read_m1(pairing_start(secret, locator, qhash, (start.sid, start.y)).m1)
    _sized(m2, M2_SIZE)
    b = cpace.Share(m2[:_POINT], m2[_POINT + _TAG :])
    tr = cpace.transcript(a, b)
    isk = cpace.intermediate_key(sid, cpace.shared_point(start.y, b.y), tr)
    _accept(m2[_POINT : _POINT + _TAG], cpace.confirmation(sid, isk, b), b.ad, _associated_data("B", qhash))
    return cpace.confirmation(sid, isk, a), _derive_keys(tr, isk)


def pairing_confirm(state: Reply, m3: bytes) -> Keys:
    """Verifies m3 as B.

    Args:
        state: What `pairing_reply` gave to keep.
        m3: The last message, not trusted.

    Returns:
        The keys.

    Raises:
        ProtocolError: "bad message", "confirmation failed" or "different questions".
    """
    _accept(_sized(m3, M3_SIZE), state.tag, state.ad, _associated_data("A", state.qhash))
    return state.keys


def _accept(tag: bytes, expected_tag: bytes, ad: bytes, expected_ad: bytes) -> None:
    """The tag first: before it is verified, what the other claims to hold is anybody's word."""
    if not equal(tag, expected_tag):
        raise ProtocolError("confirmation failed")
    if not equal(ad, expected_ad):
        raise ProtocolError("different questions")


def pictures(sas: bytes) -> tuple[int, ...]:
    """Maps the short authentication string to eight indices into the table of pictures, 0 to 255."""
    return tuple(sas)
