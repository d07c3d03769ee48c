"""What comes next in pairing, for either role (docs/protocol.md, "Pairing"). Pure but for the secrets of a new message.

A step gives the record that has to be stored before the command in it is sent. Every m1 and every m2 that is sent gives
an attacker one guess at the code, so each record counts what was sent, and after three the code is spent.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from overture_partner.protocol.encoding import H32, ProtocolError, base64url, from_base64url
from overture_partner.protocol.pairing import (
    Keys,
    Reply,
    Start,
    new_secret,
    pairing_confirm,
    pairing_finish,
    pairing_reply,
    pairing_start,
)
from overture_partner.views import PairingView

MOST_TRIES = 3
"""How many m1, and how many m2, are sent for one code."""


class _Record(msgspec.Struct, frozen=True, tag=True):
    pass


class Offering(_Record, frozen=True):
    """A: m1 is made, number `tries` of this code. It goes with the rejection of the m2 named `instead_of`, if any."""

    locator: str
    secret: str
    tries: int
    start: Start
    instead_of: str | None = None
    problem: str | None = None


class Answering(_Record, frozen=True):
    """A: the m2 with this digest was good; y and the secret are gone, m3 may be sent again."""

    locator: str
    m2: str
    m3: bytes
    keys: Keys


class Spent(_Record, frozen=True):
    """A: the code is used up, by three m1 or by a guest who left after a good m2. `reject` is the digest of the m2 that
    failed last, if that is why.
    """

    locator: str
    reject: str | None
    problem: str


class Joining(_Record, frozen=True):
    """B: the code as typed, nothing sent; `tries` m2 were sent for it before."""

    locator: str
    secret: str
    tries: int


class Replied(_Record, frozen=True):
    """B: m2 is made, number `tries` of this code."""

    locator: str
    tries: int
    m1: str
    m2: bytes
    reply: Reply


class Failed(_Record, frozen=True):
    """B: this attempt failed; the seat has to be given back."""

    problem: str


class Keyed(_Record, frozen=True):
    """Both have proved that they hold the code. The secret is gone."""

    keys: Keys


Record = Offering | Answering | Spent | Joining | Replied | Failed | Keyed


@dataclass(frozen=True)
class Step:
    """Store `record` first if it is another one, then say `do` with `fields`, if anything."""

    record: Record
    do: str | None = None
    fields: dict[str, Any] | None = None


def offer(locator: str, qhash: bytes) -> Offering:
    """A's record for a new code, with the secret half made here."""
    secret = new_secret()
    return Offering(locator, secret, 1, pairing_start(secret, locator, qhash))


def next_step(record: Record, pairing: PairingView | None, qhash: bytes) -> Step:
    """What to store and to say now, when the hub shows `pairing` (None: seat B is confirmed)."""
    match record:
        case Offering():
            return Step(record) if pairing is None else _offering(record, pairing, qhash)
        case Answering():
            return Step(Keyed(record.keys)) if pairing is None else _answering(record, pairing)
        case Spent():
            return Step(record) if pairing is None else _spent(record, pairing, qhash)
        case Joining():
            return Step(record) if pairing is None else _joining(record, pairing, qhash)
        case Replied():
            return Step(record) if pairing is None else _replied(record, pairing)
        case Failed():
            return Step(record, "reject", {}) if pairing is not None else Step(record)
        case Keyed():
            # Only B is keyed while the lobby still stands: its confirmation has not arrived.
            return Step(record, "confirm", {}) if pairing is not None and pairing.stage == "answered" else Step(record)


def _offering(record: Offering, pairing: PairingView, qhash: bytes) -> Step:
    m1 = base64url(record.start.m1)
    named = None if pairing.m2 is None else _digest(pairing.m2)
    if named is not None and named == record.instead_of:
        return Step(record, "reject", {"m2": named, "m1": m1})
    if pairing.m1 is None:
        return Step(record, "offer", {"m1": m1})
    if pairing.m1 != m1:
        return Step(Spent(record.locator, None, "left"))
    if named is None or pairing.m2 is None:
        return Step(record)
    try:
        m3, keys = pairing_finish(record.secret, record.locator, qhash, record.start, from_base64url(pairing.m2))
    except ProtocolError as error:
        return _again(record, named, _problem(error), qhash)
    answering = Answering(record.locator, named, m3, keys)
    return Step(answering, "answer", {"m2": named, "m3": base64url(m3)})


def _answering(record: Answering, pairing: PairingView) -> Step:
    if pairing.m2 is None or _digest(pairing.m2) != record.m2:
        # The guest went away after an m2 that was good: a code is good for one.
        return Step(Spent(record.locator, None, "left"))
    return Step(record, "answer", {"m2": record.m2, "m3": base64url(record.m3)}) if pairing.m3 is None else Step(record)


def _again(record: Offering, failed: str, problem: str, qhash: bytes) -> Step:
    """The next m1 of this code if it is not spent, in place of the m2 that failed."""
    if record.tries >= MOST_TRIES:
        return Step(Spent(record.locator, failed, problem), "reject", {"m2": failed})
    start = pairing_start(record.secret, record.locator, qhash)
    again = Offering(record.locator, record.secret, record.tries + 1, start, failed, problem)
    return Step(again, "reject", {"m2": failed, "m1": base64url(start.m1)})


def _spent(record: Spent, pairing: PairingView, qhash: bytes) -> Step:
    if pairing.locator != record.locator:
        fresh = offer(pairing.locator, qhash)
        return Step(fresh, "offer", {"m1": base64url(fresh.start.m1)})
    if record.reject is not None and pairing.m2 is not None and _digest(pairing.m2) == record.reject:
        return Step(record, "reject", {"m2": record.reject})
    return Step(record)


def _joining(record: Joining, pairing: PairingView, qhash: bytes) -> Step:
    if pairing.m1 is None:
        return Step(record)
    if record.tries >= MOST_TRIES:
        return Step(Failed("spent"), "reject", {})
    try:
        m2, reply = pairing_reply(record.secret, record.locator, qhash, from_base64url(pairing.m1))
    except ProtocolError as error:
        return Step(Failed(_problem(error)), "reject", {})
    return Step(Replied(record.locator, record.tries + 1, pairing.m1, m2, reply), "reply", {"m2": base64url(m2)})


def _replied(record: Replied, pairing: PairingView) -> Step:
    if pairing.m3 is None:
        return Step(record, "reply", {"m2": base64url(record.m2)}) if pairing.m2 is None else Step(record)
    try:
        keys = pairing_confirm(record.reply, from_base64url(pairing.m3))
    except ProtocolError as error:
        return Step(Failed(_problem(error)), "reject", {})
    return Step(Keyed(keys), "confirm", {})


def _problem(error: ProtocolError) -> str:
    return {"confirmation failed": "wrong-code", "different questions": "different-questions"}.get(
        error.kind, "bad-pairing"
    )


def _digest(message: str) -> str:
    """The name of a message that the hub shows as base64url text; of a text that is none, the text itself."""
    try:
        return base64url(H32(from_base64url(message)))
    except ProtocolError:
        return message
