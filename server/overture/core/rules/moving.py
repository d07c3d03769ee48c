"""Moving: how a seat goes from one phone to another of the same person (docs/protocol.md). Pure.

Nothing here changes anything but that seat's `move`, and in the end its token.
"""

import msgspec

from overture.core import commands as do
from overture.core import encoding
from overture.core.session import Moving, Newcomer, Place, Seat, Session
from overture.core.transitions import M3, MAX_M1, MAX_M2, MOVE_BOX, MOVE_LASTS, MOVING, NEW, Refused

FORMER_KEPT = 8
"""Phones that a seat has left and that are still told so. One before these hears that the conversation is gone."""


def ask(session: Session, id: str, token: bytes, now: int) -> Session | Refused:
    """Give the move with this id to whoever holds `token` (its SHA-256). First come, first served."""
    if session.ended or now >= session.expires:
        return Refused("gone")
    for seat in Seat:
        move = session.place(seat).move
        if move is None or move.id != id:
            continue
        if now >= move.until:
            return Refused("unknown")
        if move.asker is not None:
            return Refused("asked")
        return _with(session, seat, msgspec.structs.replace(move, asker=token))
    return Refused("unknown")


def by_seat(session: Session, seat: Seat, command: do.Command, now: int) -> Session | Refused:
    """A command about its move, by the phone that holds the seat."""
    move = session.place(seat).move
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
    """A command of the phone that has asked for the seat."""
    place = session.place(newcomer.seat)
    move = place.move
    if move is None:
        return Refused("gone")
    if (NEW, type(command)) not in MOVING[move.stage]:
        known = any((NEW, type(command)) in row for row in MOVING.values())
        return Refused("too-early" if known else "not-yours")
    if isinstance(command, do.Leave):
        kept = None if move.m2 is not None else msgspec.structs.replace(move, asker=None)
        return _with(session, newcomer.seat, kept)
    if now >= move.until:
        return Refused("stale")
    if isinstance(command, do.MoveReply):
        return _reply(session, newcomer.seat, move, command.m2)
    return _claimed(session, newcomer.seat, place, move)


def _reply(session: Session, seat: Seat, move: Moving, m2: do.Blob) -> Session | Refused:
    if len(m2) > MAX_M2:
        return Refused("bad-size")
    if move.m2 is not None:
        return session if move.m2 == m2 else Refused("taken")
    return _with(session, seat, msgspec.structs.replace(move, m2=bytes(m2)))


def _approve(session: Session, seat: Seat, command: do.MoveApprove, now: int) -> Session | Refused:
    if len(command.m3) != M3 or len(command.box) != MOVE_BOX:
        return Refused("bad-size")
    move = session.place(seat).move
    if move is None or move.id != command.move or move.m2 is None or encoding.digest(move.m2) != command.m2:
        return Refused("stale")
    if now >= move.until:
        return Refused("stale")
    if move.m3 is not None:
        return session if (move.m3, move.box) == (command.m3, command.box.digest) else Refused("taken")
    return _with(session, seat, msgspec.structs.replace(move, m3=bytes(command.m3), box=command.box.digest))


def _claimed(session: Session, seat: Seat, place: Place, move: Moving) -> Session:
    """The token of the phone that asked takes the place of the old one, which is good for nothing any more."""
    former = place.former if place.token is None else (*place.former, place.token)[-FORMER_KEPT:]
    return session.with_place(seat, token=move.asker, move=None, former=former)


def _with(session: Session, seat: Seat, move: Moving | None) -> Session:
    return session.with_place(seat, move=move)
