"""What the tests of both implementations need to play a mutual section, and every alteration that must be refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from overture_partner.protocol import mutual, ristretto
from overture_partner.protocol.box import open_box, seal
from overture_partner.protocol.encoding import H, u32
from overture_partner.protocol.mutual import MutualAsking, MutualState
from overture_partner.protocol.pairing import Keys, Role

KEYS = Keys(sid=b"s" * 32, k_a=b"a" * 32, k_b=b"b" * 32, sas=b"pictures")
QHASH = bytes(range(32))
IDS = ["rope/a-to-b", "rope/b-to-a", "candle wax"]
A = MutualAsking(KEYS, "A", QHASH, "curious", 1)
B = MutualAsking(KEYS, "B", QHASH, "curious", 1)
TURNS: dict[Role, MutualAsking] = {"A": A, "B": B}

ELSEWHERE: dict[str, Any] = {
    "keys": Keys(b"t" * 32, KEYS.k_a, KEYS.k_b, KEYS.sas),
    "qhash": bytes(32),
    "section": "curious?",
    "round": 2,
}
"""One field each of another place to which a message may have been carried."""


def stream(seed: bytes) -> mutual.Random:
    """The same numbers for the same seed, here and in tests/js/support/protocol.js."""
    count = -1

    def random(length: int) -> bytes:
        nonlocal count
        count += 1
        return H(seed, u32(count))[:length]

    return random


@dataclass(frozen=True)
class Played:
    """Both commits, verified, and both releases."""

    a: MutualState
    b: MutualState
    a_commit: bytes
    b_commit: bytes
    a_release: bytes
    b_release: bytes

    def matches(self, ids: list[str]) -> tuple[bool, ...]:
        """As A reads them, and B."""
        of_a = mutual.mutual_open_release(B, ids, self.a, self.b.m1, self.b_release)
        assert mutual.mutual_open_release(A, ids, self.b, self.a.m1, self.a_release) == of_a
        return of_a


def play(ids: list[str], a_yes: list[bool], b_yes: list[bool]) -> Played:
    """One asking, by two honest terminals."""
    a, b = mutual.mutual_commit(A, ids, a_yes), mutual.mutual_commit(B, ids, b_yes)
    assert mutual.mutual_open_commit(A, ids, a.commit, own_pk=b.state.pk) == a.state.m1
    assert mutual.mutual_open_commit(B, ids, b.commit, own_pk=a.state.pk) == b.state.m1
    a_release = mutual.mutual_release(A, ids, a.state, b.state.m1)
    b_release = mutual.mutual_release(B, ids, b.state, a.state.m1)
    return Played(a.state, b.state, a.commit, b.commit, a_release, b_release)


def resealed(turn: MutualAsking, purpose: str, message: bytes) -> bytes:
    """A box that opens, whatever is in it."""
    return seal(turn.key, turn.context(turn.round, purpose), message)


def opened(turn: MutualAsking, purpose: str, box: bytes) -> bytes:
    """What is in a box, unverified."""
    return open_box(turn.key, turn.context(turn.round, purpose), box)


def flipped(data: bytes, at: int) -> bytes:
    """With the lowest bit of one byte the other way round."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


Pieces = list[bytes]
ORDER = ristretto.ORDER
POINT = ristretto.to_point(b"any other point")


def number(piece: bytes) -> int:
    """A scalar, or what is none."""
    return int.from_bytes(piece, "little")


def piece(number: int) -> bytes:
    """32 bytes, little endian."""
    return number.to_bytes(32, "little")


def changed(message: bytes, change: Callable[[Pieces], object]) -> bytes:
    """The message, a row of 32-byte pieces, after `change` has been at the list of them."""
    pieces = [message[at : at + 32] for at in range(0, len(message), 32)]
    change(pieces)
    return b"".join(pieces)


def _put(at: int, value: bytes) -> Callable[[bytes], bytes]:
    return lambda message: changed(message, lambda pieces: pieces.__setitem__(at, value))


def _add(at: int, more: int, modulus: int = 2**256) -> Callable[[bytes], bytes]:
    def change(pieces: Pieces) -> None:
        pieces[at] = piece((number(pieces[at]) + more) % modulus)

    return lambda message: changed(message, change)


def _swap(*pairs: tuple[int, int]) -> Callable[[bytes], bytes]:
    def change(pieces: Pieces) -> None:
        for left, right in pairs:
            pieces[left], pieces[right] = pieces[right], pieces[left]

    return lambda message: changed(message, change)


def _both(*changes: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def change(message: bytes) -> bytes:
        for each in changes:
            message = each(message)
        return message

    return change


Alteration = tuple[str, Callable[[bytes], bytes], str]
"""What it is called, what it does to a message, and the class of the refusal."""


def _alterations(points: int, scalars: int) -> list[Alteration]:
    """Of a message that is so many points and then so many scalars."""
    whole = points + scalars
    first, last = points, whole - 1
    found: list[Alteration] = [
        ("one byte short", lambda message: message[:-1], "bad message"),
        ("one byte long", lambda message: message + b"\0", "bad message"),
        ("one item short", lambda message: message[:-32], "bad message"),
        ("one item long", lambda message: message + bytes(32), "bad message"),
        ("empty", lambda _: b"", "bad message"),
        ("bad point, short", _both(_put(0, bytes(32)), lambda message: message[:-1]), "bad message"),
        ("bad point, bad scalar", _both(_put(points - 1, bytes(32)), _put(first, b"\xff" * 32)), "bad point"),
        ("all scalars zero", _both(*(_put(at, bytes(32)) for at in range(first, whole))), "bad proof"),
        ("the last two pieces the other way round", _swap((last, last - 1)), "bad proof"),
        ("the last two points the other way round", _swap((points - 2, points - 1)), "bad proof"),
    ]
    for at in range(points):
        found += [
            (f"identity at {at}", _put(at, bytes(32)), "bad point"),
            (f"no point at {at}", _put(at, b"\xff" * 32), "bad point"),
            (f"another point at {at}", _put(at, POINT), "bad proof"),
        ]
    for at in range(first, whole):
        found += [
            (f"L at {at}", _put(at, piece(ORDER)), "bad scalar"),
            (f"L more at {at}", _add(at, ORDER), "bad scalar"),
            (f"one more at {at}", _add(at, 1, ORDER), "bad proof"),
            (f"zero at {at}", _put(at, bytes(32)), "bad proof"),
        ]
    return found


def _other_branch(m1: bytes) -> bytes:
    def change(pieces: Pieces) -> None:
        pieces[6] = piece((number(pieces[4]) - number(pieces[6])) % ORDER)
        pieces[7], pieces[8] = pieces[8], pieces[7]

    return changed(m1, change)


M1_ALTERATIONS: list[Alteration] = [
    *_alterations(len(IDS) + 1, 3 * len(IDS) + 2),
    ("the proofs of two items the other way round", _swap((6, 9), (7, 10), (8, 11)), "bad proof"),
    ("two items the other way round", _swap((1, 2), (6, 9), (7, 10), (8, 11)), "bad proof"),
    ("the two challenges of an item the other way round", _other_branch, "bad proof"),
]
"""Of what is in a commit to IDS."""

M2_ALTERATIONS: list[Alteration] = _alterations(len(IDS), 2)
"""Of what is in a release for IDS."""
