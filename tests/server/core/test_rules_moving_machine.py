"""Every interleaving that hypothesis finds of two people and the phones that ask for their seats."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from overture.core import commands as do
from overture.core.rules import request_move
from overture.core.seat import Newcomer, Seat, SeatState
from overture.core.session import Session, viewer_of
from overture.core.transitions import MOVING, NEW, OLD, Refused
from overture.core.view import advance, view_json, with_editions
from tests.server.machine import Conversation, seats, variants
from tests.server.moves import approve, cancel, id_of, move, reply
from tests.server.worlds import NOW, TOKEN_A, TOKEN_B, opened

TOKENS = (TOKEN_A, TOKEN_B, *(bytes([n]) * 32 for n in range(4)))
newcomers = st.sampled_from(TOKENS[2:])


def stage(session: Session, seat: Seat) -> str:
    here = session.seat_state(seat).move
    return "none" if here is None else here.stage


def without_moves(session: Session) -> Session:
    """The session but for what a move may change: that seat's move and token, and the numbers."""
    a, b = (
        msgspec.structs.replace(session.seat_state(seat), move=None, former=(), token=None, edition=0) for seat in Seat
    )
    return msgspec.structs.replace(session, v=0, a=a, b=b)


class Phones(Conversation):
    """Two people who have opened a section, and up to four phones that would like a seat."""

    def __init__(self) -> None:
        super().__init__(opened())
        self.handed: dict[Seat, bytes] = {}
        """The requester for which a seat was last approved."""

    def check_step(self, before: Session, after: Session, seat: Seat, command: do.Command) -> None:
        super().check_step(before, after, seat, command)
        if (OLD, type(command)) in MOVING[stage(before, seat)] and not after.ended:
            self.check_move(before, after, seat, OLD, command)
        elif not after.ended:
            assert [s.move for s in (after.a, after.b)] == [s.move for s in (before.a, before.b)]

    def check_move(self, before: Session, after: Session, seat: Seat, who: str, command: do.Command) -> None:
        assert without_moves(after) == without_moves(before), "a move changed something else"
        assert view_json(after, seat.other) == view_json(before, seat.other), "the partner sees a move"
        assert after.seat_state(seat.other) == before.seat_state(seat.other)
        assert stage(after, seat) in MOVING[stage(before, seat)][who, type(command)]
        if stage(after, seat) != "approved" and not isinstance(command, do.MoveClaim):
            self.handed.pop(seat, None)

    def arrives(self, token: bytes, command: do.Command) -> None:
        viewer = viewer_of(self.session, token)
        if not isinstance(viewer, Newcomer):
            return
        before, after = self.session, advance(self.session, viewer, command, NOW)
        if isinstance(after, Refused):
            return
        self.check_move(before, after, viewer.seat, NEW, command)
        self.session = after
        if isinstance(command, do.MoveClaim):
            assert self.handed.pop(viewer.seat) == token, "claimed by a phone that nothing was approved for"
            assert viewer_of(after, token) is viewer.seat
            return
        again = after if viewer_of(after, token) is None else advance(after, viewer, command, NOW)
        assert again is after or isinstance(again, Refused), "a repeat changed something"

    @rule(seat=seats, variant=variants)
    def moves(self, seat: Seat, variant: int) -> None:
        self.command(seat, move(variant + 2 * (seat is Seat.B)))

    @rule(seat=seats, variant=st.integers(1, 4))
    def cancels(self, seat: Seat, variant: int) -> None:
        self.command(seat, cancel(variant))

    @rule(token=newcomers, variant=st.integers(1, 4))
    def someone_asks(self, token: bytes, variant: int) -> None:
        if viewer_of(self.session, token) is not None:
            return
        after = with_editions(self.session, request_move(self.session, id_of(variant), token, NOW))
        if isinstance(after, Session):
            assert without_moves(after) == without_moves(self.session)
            self.session = after

    @rule(token=newcomers, variant=variants)
    def replies(self, token: bytes, variant: int) -> None:
        self.arrives(token, reply(variant))

    @rule(token=newcomers, command=st.sampled_from([do.MoveClaim(), do.MoveClaim(), do.Leave()]))
    def claims_or_leaves(self, token: bytes, command: do.Command) -> None:
        self.arrives(token, command)

    @rule(seat=seats, variant=st.integers(1, 4), m2=variants)
    def approves(self, seat: Seat, variant: int, m2: int) -> None:
        self.command(seat, approve(variant, m2))
        here = self.session.seat_state(seat).move
        if here is not None and here.stage == "approved":
            assert here.requester is not None
            self.handed[seat] = here.requester

    @precondition(lambda self: not self.session.ended)
    @rule(seat=seats, token=newcomers, variant=variants, steps=st.integers(2, 4), claims=st.booleans())
    def goes_so_far(self, *, seat: Seat, token: bytes, variant: int, steps: int, claims: bool) -> None:
        number = variant + 2 * (seat is Seat.B)
        self.cancels(seat, number)
        self.moves(seat, number)
        self.someone_asks(token, number)
        if steps > 2:
            self.replies(token, 1)
        if steps > 3:
            self.approves(seat, number, 1)
        if claims:
            self.arrives(token, do.MoveClaim())

    @rule(seat=seats, really=st.integers(0, 9))
    def ends(self, seat: Seat, really: int) -> None:
        if really == 0:
            self.command(seat, do.End())
            assert all(viewer_of(self.session, token) is None for token in TOKENS)
            assert [self.session.seat_state(s) for s in Seat] == [
                SeatState(edition=self.session.seat_state(s).edition) for s in Seat
            ]

    @invariant()
    def each_seat_is_held_by_exactly_one_phone(self) -> None:
        if not self.session.ended:
            held = [viewer_of(self.session, token) for token in TOKENS]
            assert [held.count(seat) for seat in Seat] == [1, 1]


Phones.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestPhones = Phones.TestCase
