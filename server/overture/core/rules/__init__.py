"""What a seat may do to a session. Pure: no clock, no randomness, no await.

`apply` answers a command with the session that follows, or with `Refused`, and then nothing has happened. Two tables in
`transitions.py` say what is possible at all. A command that changes nothing (a repeat) returns the session itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from overture.core import commands as do
from overture.core.rules import moving, sections
from overture.core.rules.pairing import emptied, pair
from overture.core.session import GUEST_PATIENCE, MAX_LIFE, Guest, Newcomer, Pause, Seat, Session
from overture.core.transitions import LATER_BOX, LIFTED_KEPT, Refused


def join(session: Session, token: bytes, now: int) -> Session | Refused:
    """Offer seat B to whoever holds `token` (its SHA-256). One guest at a time; a silent one may be replaced."""
    if session.ended or now >= session.expires:
        return Refused("gone")
    if session.pairing is None:
        return Refused("crowded")
    guest = session.pairing.guest
    # A silent guest holds the door for a while only; one who came while the clock was ahead, not until it is that late.
    if guest is not None and (session.stage != "joining" or guest.since <= now < guest.since + GUEST_PATIENCE):
        return Refused("joining")
    pairing = msgspec.structs.replace(session.pairing, guest=Guest(token, now))
    return msgspec.structs.replace(session, v=session.v + 1, pairing=pairing, b=emptied(session.b))


def apply(session: Session, seat: Seat, command: do.Command, now: int) -> Session | Refused:
    """The session after `command` by `seat` at `now` (seconds), or why not."""
    if session.ended or now >= session.expires or not session.occupied(seat):
        return Refused("gone")
    if isinstance(command, PAIRING_COMMANDS):
        result = pair(session, seat, command)
    elif session.stage != "confirmed" and not _fits_the_lobby(seat, command):
        return Refused("not-now")
    elif isinstance(command, MOVING_COMMANDS):
        result = moving.by_seat(session, seat, command, now)
    else:
        result = HANDLERS[type(command)](session, seat, command)
    return _counted(session, result)


def ask(session: Session, move: str, token: bytes, now: int) -> Session | Refused:
    """Let the phone that holds `token` (its SHA-256) ask for the seat whose move this is."""
    return _counted(session, moving.ask(session, move, token, now))


def arrive(session: Session, newcomer: Newcomer, command: do.Command, now: int) -> Session | Refused:
    """The session after `command` by a phone that has asked for a seat, or why not."""
    if session.ended or now >= session.expires:
        return Refused("gone")
    return _counted(session, moving.by_newcomer(session, newcomer, command, now))


def _counted(before: Session, after: Session | Refused) -> Session | Refused:
    if isinstance(after, Refused) or after == before:
        return after if isinstance(after, Refused) else before
    return msgspec.structs.replace(after, v=before.v + 1)


def _fits_the_lobby(seat: Seat, command: do.Command) -> bool:
    """A guest leaves instead of ending: a stranger who guessed a locator must not be able to close the lobby."""
    return isinstance(command, do.PauseNow | do.Resume) or (seat is Seat.A and isinstance(command, do.End))


def _ready(s: Session, seat: Seat, _: do.Ready) -> Session:
    return s.with_place(seat, ready=True)


def _pause(s: Session, seat: Seat, command: do.PauseNow) -> Session | Refused:
    """A pause that was lifted stays lifted when it is said again; a newer pause takes the place of an older one."""
    if command.later is not None and len(command.later) != LATER_BOX:
        return Refused("bad-size")
    if command.pause in s.place(seat).lifted:
        return s
    later = None if command.later is None else command.later.digest
    return s.with_place(seat, pause=Pause(command.pause, later))


def _resume(s: Session, seat: Seat, command: do.Resume) -> Session | Refused:
    place = s.place(seat)
    if command.pause in place.lifted:
        return s
    if place.pause is None or place.pause.id != command.pause:
        return Refused("stale")
    return s.with_place(seat, pause=None, lifted=(*place.lifted, command.pause)[-LIFTED_KEPT:])


def _prolong(s: Session, seat: Seat, command: do.Prolong) -> Session | Refused:
    """Two wishes prolong to the nearer of both; the wish for more stays a wish."""
    if s.paused:
        return Refused("paused")
    if command.until <= s.expires:
        return s
    if command.until > s.created + MAX_LIFE:
        return Refused("too-late")
    wished = s.with_place(seat, prolong=command.until)
    theirs = s.place(seat.other).prolong
    if theirs is None:
        return wished
    expires = min(theirs, command.until)
    for who in Seat:
        if wished.place(who).prolong == expires:
            wished = wished.with_place(who, prolong=None)
    return msgspec.structs.replace(wished, expires=expires)


def _not_prolong(s: Session, seat: Seat, _: do.NotProlong) -> Session:
    return s.with_place(seat, prolong=None)


def _scene(s: Session, seat: Seat, _: do.Scene) -> Session | Refused:
    if s.paused or not s.both_ready:
        return Refused("paused" if s.paused else "not-ready")
    return msgspec.structs.replace(s, scene=True, scene_over=tuple(x for x in s.scene_over if x is not seat))


def _scene_over(s: Session, seat: Seat, _: do.SceneOver) -> Session:
    if not s.scene:
        return s
    over = (*(x for x in s.scene_over if x is not seat), seat)
    return msgspec.structs.replace(s, scene=len(over) < 2, scene_over=over if len(over) < 2 else ())


def _end(s: Session, _seat: Seat, _command: do.End) -> Session:
    return Session(s.id, s.v, s.created, s.expires, None, emptied(s.a), emptied(s.b), (), ended=True)


PAIRING_COMMANDS = (do.Offer, do.Reply, do.Answer, do.Reject, do.Confirm, do.Leave, do.Renew)
MOVING_COMMANDS = (do.Move, do.MoveReply, do.MoveApprove, do.MoveClaim, do.MoveCancel)

HANDLERS: Mapping[type[do.Command], Callable[[Session, Seat, Any], Session | Refused]] = {
    do.Ready: _ready,
    do.PauseNow: _pause,
    do.Resume: _resume,
    do.Prolong: _prolong,
    do.NotProlong: _not_prolong,
    do.Scene: _scene,
    do.SceneOver: _scene_over,
    do.End: _end,
    do.Add: sections.add,
    do.Commit: sections.commit,
    do.Release: sections.release,
    do.Broken: sections.broken,
    do.Again: sections.again,
    do.NotAgain: sections.not_again,
    do.WriteNote: sections.note,
    do.Settle: sections.settle,
    do.Notice: sections.notice,
}
