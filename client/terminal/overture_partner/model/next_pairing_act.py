"""What comes next in pairing, for either role. Pure.

The phone has the same function in model/next-pairing-act.js, and tests/vectors/pairing.json holds the two together.
"""

from dataclasses import dataclass
from typing import Literal

from overture_partner.model.views import PairingView
from overture_partner.protocol.pairing import Role

MOST_TRIES = 3
"""How many m1, and how many m2, are sent for one code: each gives an attacker one guess in 2^20."""

Holds = Literal["nothing", "offered", "refusing", "answered", "spent", "renewing", "replied", "keyed", "failed"]
"""What a client holds of a code:

- `nothing`: no message has been made.
- `offered`: A has made m1 and not used its y.
- `refusing`: A has used y up on an m2 that it refuses.
- `answered`: A has keys and m3, for one m2.
- `spent`, `renewing`: A's code is used up; its person has asked for another.
- `replied`: B has made m2.
- `keyed`: B has keys, from an m3 that was good; so has either role on a phone that the seat has moved to.
- `failed`: B's attempt has failed.
"""

PairingWork = Literal["make-m1", "make-m2", "check-m2", "check-m3", "spend", "start-anew", "fail"]
"""Acts that make something and store it: `make-m1` and `make-m2` count a guess, `check-m2` uses y up, `check-m3` makes
keys, `spend` gives the code up, `start-anew` makes a code for the new locator, `fail` gives the attempt up.
"""

PairingAct = Literal["nothing", "offer", "answer", "reject", "renew", "reply", "confirm"] | PairingWork
"""All acts; those that are no work send what is stored."""


@dataclass(frozen=True, kw_only=True)
class PairingFacts:
    role: Role
    """This client's own."""
    holds: Holds
    paired: bool = False
    """The hub has shown the conversation to the keys held here: that is final."""
    locator: str = ""
    """Of the code that is held."""
    secret: bool = False
    """Whether the half of the code that the hub never learns is still there."""
    tries: int = 0
    """A: how many m1 were made for this code; B: how many m2, in every seat."""
    m1: str | None = None
    """A: one's own; B: the one that was answered."""
    m2: str | None = None
    """A: the digest of the one that was refused or answered."""
    shown: PairingView | None
    """What the newest view shows, with the digest of m2 in its place; None: B is confirmed."""


def next_pairing_act(facts: PairingFacts) -> PairingAct:
    """What comes next in pairing.

    Source: docs/protocol.md, "The loop" and "Paired is final".
    """
    if facts.shown is None:
        return "nothing"
    if facts.paired:
        return _again_act(facts)
    return _creator_act(facts, facts.shown) if facts.role == "A" else _joiner_act(facts, facts.shown)


def _again_act(facts: PairingFacts) -> PairingAct:
    """A hub that shows pairing again has lost its last moments, or lies: it gets the same bytes again, nothing else."""
    if facts.role == "B":
        return "confirm" if facts.holds == "keyed" else "nothing"
    return "answer" if facts.holds == "answered" else "nothing"


def _creator_act(facts: PairingFacts, shown: PairingView) -> PairingAct:
    may_make = facts.secret and facts.tries < MOST_TRIES
    match facts.holds:
        case "nothing":
            return "make-m1" if may_make and shown.m1 is None else "spend"
        case "refusing":
            return "make-m1" if may_make else "spend"
        case "offered":
            return _offered_act(facts, shown)
        case "answered":
            if shown.m2 != facts.m2:
                # The guest went after an m2 that was good, and a code is good for one.
                return "spend"
            return "answer" if shown.m3 is None else "nothing"
        case "spent":
            is_waiting = facts.locator == shown.locator and shown.m2 is not None and shown.m3 is None
            return "reject" if is_waiting else "nothing"
        case "renewing":
            return "renew" if facts.locator == shown.locator else "start-anew"
        case _:
            return "nothing"


def _offered_act(facts: PairingFacts, shown: PairingView) -> PairingAct:
    if facts.locator != shown.locator:
        return "spend"
    if shown.m2 is not None and shown.m2 == facts.m2:
        return "reject"
    if shown.m1 is None:
        return "offer"
    if shown.m1 != facts.m1:
        return "spend"
    return "nothing" if shown.m2 is None else "check-m2"


def _joiner_act(facts: PairingFacts, shown: PairingView) -> PairingAct:
    match facts.holds:
        case "nothing":
            if shown.m1 is None or shown.m2 is not None:
                return "nothing"
            return "make-m2" if facts.tries < MOST_TRIES else "fail"
        case "replied":
            if shown.m1 != facts.m1:
                # One m2 for a seat: another m1 here is nothing that the person has asked for.
                return "nothing"
            if shown.m3 is not None:
                return "check-m3"
            return "reply" if shown.m2 is None else "nothing"
        case "keyed":
            return "confirm" if shown.stage == "answered" else "nothing"
        case "failed":
            return "reject"
        case _:
            return "nothing"
