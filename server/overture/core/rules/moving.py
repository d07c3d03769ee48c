"""Moving: how a seat goes from one phone to another of the same person. Pure.

The rules here change nothing but that seat's `move`, and in the end its token.

Source: docs/protocol.md, "Moving to another phone".
"""

import msgspec

from overture.core import commands as do
from overture.core import encoding
from overture.core.seat import Moving, Newcomer, Seat, SeatState
from overture.core.session import Session
from overture.core.transitions import M3, MAX_M1, MAX_M2, MOVE_BOX, MOVE_LASTS, MOVING, NEW, Refused

FORMER_KEPT = 8
"""Phones that a seat has left and that are still told "moved". Any older one is told "gone"."""


def request(session: Session, id: str, token: bytes, now: int) -> Session | Refused:
    """Record that a new phone requests the seat that is moving. The first request is the only one.

    Args:
        id: Id of the move.
        token: SHA-256 of the new phone's bearer token, 32 bytes.
        now: Seconds since the epoch.
    """
    if session.ended or now >= session.expires:
        return Refused("gone")
    for seat in Seat:
        move = session.seat_state(seat).move
        if move is None or move.id != id:
            continue
        if now >= move.until:
            return Refused("unknown")
        if move.requester is not None:
            return Refused("asked")
        return _with(session, seat, msgspec.structs.replace(move, requester=token))
    return Refused("unknown")


def by_seat(session: Session, seat: Seat, command: do.Command, now: int) -> Session | Refused:
    """Apply a command of the phone that holds the seat, about its move.

    Args:
        now: Seconds since the epoch.
    """
    move = session.seat_state(seat).move
    match command:
        case do.Move(move=id, m1=m1):
            if len(m1) > MAX_M1:
                return Refused("bad-size")
            if move is None or move.id != id:
                return _with(session, seat, Moving(id, now + MOVE_LASTS, bytes(m1)))
            return session if move.m1 == m1 else Refused("taken")
        case do.MoveCancel(move=id):
            return session if move is None or move.id != id else _with(session, seat, None)
        case do.MoveApprove():
            return _approve(session, seat, command, now)
        case _:
            return Refused("not-yours")


def by_newcomer(session: Session, newcomer: Newcomer, command: do.Command, now: int) -> Session | Refused:
    """Apply a command of the phone that has requested the seat.

    Args:
        now: Seconds since the epoch.
    """
    held = session.seat_state(newcomer.seat)
    move = held.move
    if move is None:
        return Refused("gone")
    if (NEW, type(command)) not in MOVING[move.stage]:
        possible = any((NEW, type(command)) in row for row in MOVING.values())
        return Refused("too-early" if possible else "not-yours")
    if isinstance(command, do.Leave):
        left = None if move.m2 is not None else msgspec.structs.replace(move, requester=None)
        return _with(session, newcomer.seat, left)
    if now >= move.until:
        return Refused("stale")
    if isinstance(command, do.MoveReply):
        return _reply(session, newcomer.seat, move, command.m2)
    return _claimed(session, newcomer.seat, held, move)


def _reply(session: Session, seat: Seat, move: Moving, m2: do.Blob) -> Session | Refused:
    if len(m2) > MAX_M2:
        return Refused("bad-size")
    if move.m2 is not None:
        return session if move.m2 == m2 else Refused("taken")
    return _with(session, seat, msgspec.structs.replace(move, m2=bytes(m2)))


def _approve(session: Session, seat: Seat, command: do.MoveApprove, now: int) -> Session | Refused:
    if len(command.m3) != M3 or len(command.box) != MOVE_BOX:
        return Refused("bad-size")
    move = session.seat_state(seat).move
    if move is None or move.id != command.move or move.m2 is None or encoding.digest(move.m2) != command.m2:
        return Refused("stale")
    if now >= move.until:
        return Refused("stale")
    if move.m3 is not None:
        return session if (move.m3, move.box) == (command.m3, command.box.digest) else Refused("taken")
    return _with(session, seat, msgspec.structs.replace(move, m3=bytes(command.m3), box=command.box.digest))


def _claimed(session: Session, seat: Seat, held: SeatState, move: Moving) -> Session:
    """The token of the new phone replaces that of the old one, which opens nothing any more."""
    former = held.former if held.token is None else (*held.former, held.token)[-FORMER_KEPT:]
    return session.with_seat_state(seat, token=move.requester, move=None, former=former)


def _with(session: Session, seat: Seat, move: Moving | None) -> Session:
    return session.with_seat_state(seat, move=move)
