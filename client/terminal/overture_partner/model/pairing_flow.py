"""What comes next in pairing, for either role (docs/protocol.md, "Pairing"). Pure but for the secrets of a new message.

A step gives the record that has to be stored before the command in it is sent. Every m1 and every m2 that is sent gives
an attacker one guess at the code, so each record counts what was sent, and after three the code is spent. A new code
needs A's person, each time, and there are ten of them at most: each record of A counts the codes too.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from overture_partner.model.views import PairingView
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

MOST_TRIES = 3
"""How many m1, and how many m2, are sent for one code."""
MOST_CODES = 10
"""How many codes A's person may make for one session."""
FIRST_WAIT = 5.0
"""Seconds before the second code; twice as long before each further one."""


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
    code: int = 1
    """The how manyth code of the session this is; likewise in the next two."""


class Answering(_Record, frozen=True):
    """A: the m2 with this digest was good; y and the secret are gone, m3 may be sent again."""

    locator: str
    m2: str
    m3: bytes
    keys: Keys
    code: int = 1


class Spent(_Record, frozen=True):
    """A: the code is used up, by three m1 or by a guest who left after a good m2. `asked`: the person wants another."""

    locator: str
    problem: str
    code: int = 1
    asked: bool = False


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
    """B: m3 was good, and the hub has not heard it yet. The secret is gone."""

    keys: Keys


class Paired(_Record, frozen=True):
    """Both have proved that they hold the code, and the hub has shown it. That is final: nothing makes keys, codes or
    guesses from here on. A keeps what it answered, to say it again to a hub that has lost it.
    """

    keys: Keys
    m2: str | None = None
    m3: bytes | None = None


Record = Offering | Answering | Spent | Joining | Replied | Failed | Keyed | Paired


@dataclass(frozen=True)
class Step:
    """Store `record` first if it is another one, then say `do` with `fields`, if anything."""

    record: Record
    do: str | None = None
    fields: dict[str, Any] | None = None


def offer(locator: str, qhash: bytes, code: int = 1) -> Offering:
    """A's record for a new code, with the secret half made here."""
    secret = new_secret()
    return Offering(locator, secret, 1, pairing_start(secret, locator, qhash), code=code)


def wait_after(code: int) -> float:
    """Seconds that pass between a code that is given up, the how manyth it is, and the next."""
    return FIRST_WAIT * 2.0 ** (code - 1)


def settled(record: Record, pairing: PairingView | None) -> Record:
    """The record as a view leaves it that shows the lobby or does not: without one, whoever holds keys is paired."""
    if pairing is not None:
        return record
    match record:
        case Answering(m2=m2, m3=m3, keys=keys):
            return Paired(keys, m2, m3)
        case Keyed(keys=keys):
            return Paired(keys)
        case _:
            return record


def next_step(record: Record, pairing: PairingView | None, qhash: bytes) -> Step:
    """What to store and to say now, when the hub shows `pairing` (None: seat B is confirmed)."""
    if pairing is None:
        return Step(settled(record, None))
    match record:
        case Offering():
            return _offering(record, pairing, qhash)
        case Answering():
            return _answering(record, pairing)
        case Spent():
            return _spent(record, pairing, qhash)
        case Joining():
            return _joining(record, pairing, qhash)
        case Replied():
            return _replied(record, pairing)
        case Failed():
            return Step(record, "reject", {})
        case Keyed():
            return Step(record, "confirm", {}) if pairing.stage == "answered" else Step(record)
        case Paired():
            return _paired(record)


def _offering(record: Offering, pairing: PairingView, qhash: bytes) -> Step:
    m1 = base64url(record.start.m1)
    named = None if pairing.m2 is None else _digest(pairing.m2)
    if named is not None and named == record.instead_of:
        return Step(record, "reject", {"m2": named, "m1": m1})
    if pairing.m1 is None:
        return Step(record, "offer", {"m1": m1})
    if pairing.m1 != m1:
        return Step(Spent(record.locator, "left", record.code))
    if named is None or pairing.m2 is None:
        return Step(record)
    try:
        m3, keys = pairing_finish(record.secret, record.locator, qhash, record.start, from_base64url(pairing.m2))
    except ProtocolError as error:
        return _again(record, named, _problem(error), qhash)
    answering = Answering(record.locator, named, m3, keys, record.code)
    return Step(answering, "answer", {"m2": named, "m3": base64url(m3)})


def _answering(record: Answering, pairing: PairingView) -> Step:
    if pairing.m2 is None or _digest(pairing.m2) != record.m2:
        # The guest went away after an m2 that was good: a code is good for one.
        return Step(Spent(record.locator, "left", record.code))
    return Step(record, "answer", {"m2": record.m2, "m3": base64url(record.m3)}) if pairing.m3 is None else Step(record)


def _again(record: Offering, failed: str, problem: str, qhash: bytes) -> Step:
    """The next m1 of this code if it is not spent, in place of the m2 that failed."""
    if record.tries >= MOST_TRIES:
        return Step(Spent(record.locator, problem, record.code), "reject", {"m2": failed})
    start = pairing_start(record.secret, record.locator, qhash)
    again = Offering(record.locator, record.secret, record.tries + 1, start, failed, problem, record.code)
    return Step(again, "reject", {"m2": failed, "m1": base64url(start.m1)})


def _spent(record: Spent, pairing: PairingView, qhash: bytes) -> Step:
    """Whoever answers a code that is spent hears that it is."""
    if record.asked and pairing.locator != record.locator:
        fresh = offer(pairing.locator, qhash, record.code + 1)
        return Step(fresh, "offer", {"m1": base64url(fresh.start.m1)})
    if record.asked:
        return Step(record, "renew", {"spent": record.locator})
    if pairing.locator == record.locator and pairing.m2 is not None and pairing.m3 is None:
        return Step(record, "reject", {"m2": _digest(pairing.m2)})
    return Step(record)


def _paired(record: Paired) -> Step:
    """A hub that shows the lobby again has lost its last moments, or lies. It hears the same bytes and nothing else."""
    if record.m3 is None:
        return Step(record, "confirm", {})
    return Step(record, "answer", {"m2": record.m2, "m3": base64url(record.m3)})


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
