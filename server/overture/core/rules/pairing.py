"""Pairing: how seat B goes from empty to confirmed. Pure.

Source: docs/protocol.md, "Pairing".
"""

import msgspec

from overture.core import commands as do
from overture.core import encoding
from overture.core.seat import Seat, SeatState
from overture.core.session import Pairing, Session
from overture.core.transitions import M3, MAX_M1, MAX_M2, PAIRING, Refused


def emptied(state: SeatState) -> SeatState:
    """Return the state of a seat that nobody holds. The edition stays, so that it never falls for the next guest."""
    return SeatState(edition=state.edition)


def pair(session: Session, seat: Seat, command: do.Command) -> Session | Refused:
    """Apply a command of pairing."""
    if (seat, type(command)) not in PAIRING[session.stage]:
        possible = any((seat, type(command)) in row for row in PAIRING.values())
        return Refused("not-now" if possible else "not-yours")
    if session.pairing is None:
        return session
    if isinstance(command, do.Confirm):
        token = session.pairing.guest.token if session.pairing.guest is not None else None
        return msgspec.structs.replace(session.with_seat_state(Seat.B, token=token), pairing=None)
    pairing = _pairing_after(session.pairing, seat, command)
    if isinstance(pairing, Refused):
        return pairing
    changed = msgspec.structs.replace(session, pairing=pairing)
    return changed if pairing.guest is not None else msgspec.structs.replace(changed, b=emptied(changed.b))


def _pairing_after(p: Pairing, seat: Seat, command: do.Command) -> Pairing | Refused:
    match command:
        case do.Offer(m1=m1):
            return _once(p, "m1", m1, len(m1) <= MAX_M1)
        case do.Reply(m2=m2):
            return _once(p, "m2", m2, len(m2) <= MAX_M2) if p.m1 is not None else Refused("too-early")
        case do.Answer(m2=named, m3=m3):
            return _once(p, "m3", m3, len(m3) == M3) if _names(named, p.m2) else Refused("stale")
        case do.Reject(m2=named, m1=m1) if seat is Seat.A:
            if not _names(named, p.m2):
                return Refused("stale")
            if m1 is not None and len(m1) > MAX_M1:
                return Refused("bad-size")
            return Pairing(p.locator, None if m1 is None else bytes(m1))
        case do.Renew(spent=spent, locator=locator):
            return Pairing(locator) if spent == p.locator else Refused("stale")
        case _:
            # A guest who leaves before replying has not used m1; after a reply it is spent.
            return Pairing(p.locator, p.m1 if p.m2 is None else None)


def _once(p: Pairing, field: str, value: bytes, fits: bool) -> Pairing | Refused:
    if not fits:
        return Refused("bad-size")
    there = getattr(p, field)
    if there is not None and there != value:
        return Refused("taken")
    return msgspec.structs.replace(p, **{field: bytes(value)})


def _names(named: str | None, m2: bytes | None) -> bool:
    return m2 is not None and named == encoding.digest(m2)
