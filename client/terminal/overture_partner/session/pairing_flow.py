"""From a code to keys: what the acts of next_pairing_act make, for either role, as records.

A step gives the record that has to be stored before the command in it is sent. Every m1 and every m2 that is sent gives
an attacker one guess at the code, so each record counts what was sent, and after three the code is spent. A new code
needs A's person, each time, and there are ten of them at most: each record of A counts the codes too.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from overture_partner.model.next_pairing_act import PairingFacts, PairingWork, next_pairing_act
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


class Refusing(_Record, frozen=True):
    """A: y was used up on the m2 with this digest, which is refused. Never stored: the next m1 takes its place, or the
    code is spent.
    """

    locator: str
    secret: str
    tries: int
    m2: str
    problem: str
    code: int = 1


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


Record = Offering | Refusing | Answering | Spent | Joining | Replied | Failed | Keyed | Paired


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
    """What to store and to send now, when the hub shows `pairing` (None: seat B is confirmed)."""
    if pairing is None:
        return Step(settled(record, None))
    facts = facts_of(record, pairing)
    match next_pairing_act(facts):
        case "nothing":
            return Step(record)
        case "offer" | "renew" | "answer" | "reject" | "reply" | "confirm" as do:
            return Step(record, do, _fields(do, record, facts))
        case work:
            return next_step(_worked(work, record, pairing, qhash), pairing, qhash)


def facts_of(record: Record, pairing: PairingView) -> PairingFacts:
    """What `next_pairing_act` has to know of a record and of what the hub shows."""
    shown = pairing if pairing.m2 is None else msgspec.structs.replace(pairing, m2=_digest(pairing.m2))
    match record:
        case Joining() | Replied() | Failed() | Keyed() | Paired(m2=None):
            return _joiner_facts(record, shown)
        case _:
            return _creator_facts(record, shown)


def _creator_facts(record: Offering | Refusing | Answering | Spent | Paired, shown: PairingView) -> PairingFacts:
    facts = partial(PairingFacts, role="A", shown=shown)
    match record:
        case Offering(locator=locator, tries=tries, start=start, instead_of=m2):
            m1 = base64url(start.m1)
            return facts(holds="offered", locator=locator, secret=True, tries=tries, m1=m1, m2=m2)
        case Refusing(locator=locator, tries=tries, m2=m2):
            return facts(holds="refusing", locator=locator, secret=True, tries=tries, m2=m2)
        case Answering(locator=locator, m2=m2):
            return facts(holds="answered", locator=locator, m2=m2)
        case Spent(locator=locator, asked=asked):
            return facts(holds="renewing" if asked else "spent", locator=locator)
        case Paired(m2=m2):
            return facts(holds="answered", paired=True, m2=m2)


def _joiner_facts(record: Joining | Replied | Failed | Keyed | Paired, shown: PairingView) -> PairingFacts:
    facts = partial(PairingFacts, role="B", shown=shown)
    match record:
        case Joining(locator=locator, tries=tries):
            return facts(holds="nothing", locator=locator, secret=True, tries=tries)
        case Replied(locator=locator, tries=tries, m1=m1):
            return facts(holds="replied", locator=locator, tries=tries, m1=m1)
        case Failed():
            return facts(holds="failed")
        case Keyed():
            return facts(holds="keyed")
        case Paired():
            return facts(holds="keyed", paired=True)


def _worked(act: PairingWork, record: Record, pairing: PairingView, qhash: bytes) -> Record:
    """The record that an act puts in the place of another."""
    match act, record:
        case "make-m1", Refusing():
            start = pairing_start(record.secret, record.locator, qhash)
            return Offering(
                record.locator, record.secret, record.tries + 1, start, record.m2, record.problem, record.code
            )
        case "check-m2", Offering():
            return _finished(record, pairing.m2 or "", qhash)
        case "spend", Refusing(locator=locator, problem=problem, code=code):
            return Spent(locator, problem, code)
        case "spend", Offering(locator=locator, code=code) | Answering(locator=locator, code=code):
            return Spent(locator, "left", code)
        case "start-anew", Spent(code=code):
            return offer(pairing.locator, qhash, code + 1)
        case "make-m2", Joining():
            return _replied(record, pairing.m1 or "", qhash)
        case "check-m3", Replied():
            return _confirmed(record, pairing.m3 or "")
        case "fail", _:
            return Failed("spent")
        case _:
            raise AssertionError(act)


def _finished(record: Offering, m2: str, qhash: bytes) -> Answering | Refusing:
    """Whatever comes of it, y is used up."""
    named = _digest(m2)
    try:
        m3, keys = pairing_finish(record.secret, record.locator, qhash, record.start, from_base64url(m2))
    except ProtocolError as error:
        return Refusing(record.locator, record.secret, record.tries, named, _problem(error), record.code)
    return Answering(record.locator, named, m3, keys, record.code)


def _replied(record: Joining, m1: str, qhash: bytes) -> Replied | Failed:
    try:
        m2, reply = pairing_reply(record.secret, record.locator, qhash, from_base64url(m1))
    except ProtocolError as error:
        return Failed(_problem(error))
    return Replied(record.locator, record.tries + 1, m1, m2, reply)


def _confirmed(record: Replied, m3: str) -> Keyed | Failed:
    try:
        return Keyed(pairing_confirm(record.reply, from_base64url(m3)))
    except ProtocolError as error:
        return Failed(_problem(error))


def _fields(do: str, record: Record, facts: PairingFacts) -> dict[str, Any]:
    """What is sent with a command."""
    match do, record:
        case "offer", Offering(start=start):
            return {"m1": base64url(start.m1)}
        case "answer", Answering(m2=m2, m3=m3) | Paired(m2=m2, m3=bytes() as m3):
            return {"m2": m2, "m3": base64url(m3)}
        case "reject", Offering(start=start, instead_of=m2):
            return {"m2": m2, "m1": base64url(start.m1)}
        case "reject", Spent():
            return {"m2": facts.shown and facts.shown.m2}
        case "renew", Spent(locator=locator):
            return {"spent": locator}
        case "reply", Replied(m2=m2):
            return {"m2": base64url(m2)}
        case _:
            return {}


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
