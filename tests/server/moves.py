"""A seat that moves, in small steps, for the tests of the rules: as worlds.py has it for the rest."""

from overture.core import commands as do
from overture.core import encoding
from overture.core.rules import apply_newcomer, request_move
from overture.core.seat import Newcomer, Seat
from overture.core.session import Session
from overture.core.transitions import MOVE_BOX
from tests.server.worlds import NOW, accepted, blob

REQUESTER, OTHER_REQUESTER = b"n" * 32, b"o" * 32


def id_of(variant: int = 1) -> str:
    return encoding.encode(bytes([variant]) * 16)


def move(variant: int = 1) -> do.Move:
    return do.Move(move=id_of(variant), m1=blob(70, variant))


def reply(variant: int = 1) -> do.MoveReply:
    return do.MoveReply(m2=blob(118, variant))


def approve(variant: int = 1, m2: int = 1) -> do.MoveApprove:
    named = encoding.digest(blob(118, m2))
    return do.MoveApprove(move=id_of(variant), m2=named, m3=blob(64, variant), box=blob(MOVE_BOX, variant))


def cancel(variant: int = 1) -> do.MoveCancel:
    return do.MoveCancel(move=id_of(variant))


def asked(session: Session, token: bytes = REQUESTER, variant: int = 1, now: int = NOW) -> Session:
    """The session after a phone with this token has asked; it must be let in."""
    after = request_move(session, id_of(variant), token, now)
    assert isinstance(after, Session), after
    return after


def arrived(session: Session, seat: Seat, *commands: do.Command, now: int = NOW) -> Session:
    """The session after the commands of the phone that has asked, each of which must be accepted."""
    for command in commands:
        after = apply_newcomer(session, Newcomer(seat), command, now)
        assert isinstance(after, Session), (command, after)
        session = after
    return session


def approved(session: Session, seat: Seat = Seat.A) -> Session:
    """The session in which the seat is handed over and the new phone has not claimed it."""
    offered = asked(accepted(session, seat, move()))
    return accepted(arrived(offered, seat, reply()), seat, approve())
