"""What a seat may do to a session. Pure: no clock, no randomness, no await.

Each function returns the session that follows, or `Refused`, and then nothing has changed. The tables in `transitions`
say what is possible at all. A command that changes nothing, such as a repeated one, returns the session itself.

Source: docs/rules.md; docs/protocol.md, "Commands".
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from overture.core import commands as do
from overture.core.rules import moving, sections
from overture.core.rules.pairing import emptied, pair
from overture.core.rules.scene import SCENE_RULES, scene_command, stopped
from overture.core.seat import Newcomer, Pause, Seat
from overture.core.session import GUEST_PATIENCE, MAX_LIFE, Guest, Session
from overture.core.transitions import LATER_BOX, LIFTED_KEPT, Refused


def join(session: Session, token: bytes, now: int) -> Session | Refused:
    """Offer seat B to a guest. There is one guest at a time; one who stays silent may be replaced.

    Args:
        token: SHA-256 of the guest's bearer token, 32 bytes.
        now: Seconds since the epoch.

    Source: docs/protocol.md, "HTTP" (`/join`).
    """
    if session.ended or now >= session.expires:
        return Refused("gone")
    if session.pairing is None:
        return Refused("crowded")
    guest = session.pairing.guest
    # A silent guest keeps others out only for a while. One who joined while the clock was ahead may be replaced at
    # once, and not only when it is that late.
    if guest is not None and (session.stage != "joining" or guest.since <= now < guest.since + GUEST_PATIENCE):
        return Refused("joining")
    pairing = msgspec.structs.replace(session.pairing, guest=Guest(token, now))
    return msgspec.structs.replace(session, v=session.v + 1, pairing=pairing, b=emptied(session.b))


def apply(session: Session, seat: Seat, command: do.Command, now: int) -> Session | Refused:
    """Apply a command of a seat.

    Args:
        now: Seconds since the epoch.
    """
    if session.ended or now >= session.expires or not session.occupied(seat):
        return Refused("gone")
    if isinstance(command, PAIRING_COMMANDS):
        result = pair(session, seat, command)
    elif session.stage != "confirmed" and not _possible_while_pairing(seat, command):
        return Refused("not-now")
    elif isinstance(command, MOVING_COMMANDS):
        result = moving.by_seat(session, seat, command, now)
    else:
        result = HANDLERS[type(command)](session, seat, command)
    return _counted(session, result)


def request_move(session: Session, move: str, token: bytes, now: int) -> Session | Refused:
    """Record that a new phone requests the seat that is moving.

    Args:
        move: Id of the move.
        token: SHA-256 of the new phone's bearer token, 32 bytes.
        now: Seconds since the epoch.

    Source: docs/protocol.md, "Moving to another phone".
    """
    return _counted(session, moving.request(session, move, token, now))


def apply_newcomer(session: Session, newcomer: Newcomer, command: do.Command, now: int) -> Session | Refused:
    """Apply a command of a phone that has requested a seat.

    Args:
        now: Seconds since the epoch.

    Source: docs/protocol.md, "Moving to another phone".
    """
    if session.ended or now >= session.expires:
        return Refused("gone")
    return _counted(session, moving.by_newcomer(session, newcomer, command, now))


def _counted(before: Session, after: Session | Refused) -> Session | Refused:
    if isinstance(after, Refused):
        return after
    return before if after == before else msgspec.structs.replace(after, v=before.v + 1)


def _possible_while_pairing(seat: Seat, command: do.Command) -> bool:
    """A guest leaves instead of ending: a stranger who guessed a locator must not be able to end the session."""
    return isinstance(command, do.PauseNow | do.Resume) or (seat is Seat.A and isinstance(command, do.End))


def _ready(s: Session, seat: Seat, _: do.Ready) -> Session:
    return s.with_seat_state(seat, ready=True)


def _pause(s: Session, seat: Seat, command: do.PauseNow) -> Session | Refused:
    """A pause stops a running scene. A lifted one stays lifted when it is sent again; a newer one replaces it."""
    if command.later is not None and len(command.later) != LATER_BOX:
        return Refused("bad-size")
    if command.pause in s.seat_state(seat).lifted:
        return s
    later = None if command.later is None else command.later.digest
    paused = s.with_seat_state(seat, pause=Pause(command.pause, later))
    return msgspec.structs.replace(paused, scene=stopped(s.scene))


def _resume(s: Session, seat: Seat, command: do.Resume) -> Session | Refused:
    mine = s.seat_state(seat)
    if command.pause in mine.lifted:
        return s
    if mine.pause is None or mine.pause.id != command.pause:
        return Refused("stale")
    return s.with_seat_state(seat, pause=None, lifted=(*mine.lifted, command.pause)[-LIFTED_KEPT:])


def _prolong(s: Session, seat: Seat, command: do.Prolong) -> Session | Refused:
    """Once both seats ask, the session lives until the nearer of both times; the request for more stays open."""
    if s.paused:
        return Refused("paused")
    if command.until <= s.expires:
        return s
    if command.until > s.created + MAX_LIFE:
        return Refused("too-late")
    after = s.with_seat_state(seat, prolong=command.until)
    theirs = s.seat_state(seat.other).prolong
    if theirs is None:
        return after
    expires = min(theirs, command.until)
    for who in Seat:
        if after.seat_state(who).prolong == expires:
            after = after.with_seat_state(who, prolong=None)
    return msgspec.structs.replace(after, expires=expires)


def _not_prolong(s: Session, seat: Seat, _: do.NotProlong) -> Session:
    return s.with_seat_state(seat, prolong=None)


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
    do.End: _end,
    do.Add: sections.add,
    do.Notice: sections.notice,
    do.Talk: sections.talk,
    **dict.fromkeys(SCENE_RULES, scene_command),
    **dict.fromkeys(sections.SECTION_RULES, sections.change_section),
}
"""The rules of all commands but those of pairing and moving."""
