"""From a code to keys: what each act of next_pairing_act makes, for either role, as records.

A step gives the record that has to be stored before its command is sent. Every m1 and every m2 that is sent gives an
attacker one guess at the code, so each record counts what was sent, and after three the code is spent. A new code needs
A's person, each time, and there are ten of them at most: each record of A counts the codes too.
Source: docs/protocol.md, "Pairing".
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from overture_partner.model.next_pairing_act import PairingFacts, PairingWork, next_pairing_act
from overture_partner.model.pairing_record import (
    Answering,
    Failed,
    Joining,
    Keyed,
    Offering,
    Paired,
    Record,
    Refusing,
    Replied,
    Spent,
    settled,
)
from overture_partner.model.views import PairingView
from overture_partner.protocol.encoding import H32, ProtocolError, base64url, from_base64url
from overture_partner.protocol.pairing import (
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


@dataclass(frozen=True)
class Step:
    """What to do next: store `record` if it is a new one, then send the command `do` with `fields`, if there is one."""

    record: Record
    do: str | None = None
    fields: dict[str, Any] | None = None


def offer(locator: str, qhash: bytes, code: int = 1) -> Offering:
    """Makes A's record for a new code, with a new secret half.

    Args:
        locator: The public half of the code, from the hub.
        qhash: The hash of the question set, 32 bytes.
        code: The how manyth code of the session this is, from 1.
    """
    secret = new_secret()
    return Offering(locator, secret, 1, pairing_start(secret, locator, qhash), code=code)


def wait_after(code: int) -> float:
    """Returns the seconds that pass between giving up a code and the next one.

    Args:
        code: The how manyth code of the session is given up, from 1.
    """
    return FIRST_WAIT * 2.0 ** (code - 1)


def next_step(record: Record, pairing: PairingView | None, qhash: bytes) -> Step:
    """Decides and computes the next step.

    Args:
        record: The record so far.
        pairing: The lobby in the newest view; None once seat B is confirmed.
        qhash: The hash of the question set, 32 bytes.

    Returns:
        What to store and to send now.
    """
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
    """Collects what `next_pairing_act` has to know.

    Args:
        record: What this client holds.
        pairing: The lobby in the newest view.
    """
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
        case Spent(locator=locator, requested=requested):
            return facts(holds="renewing" if requested else "spent", locator=locator)
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
