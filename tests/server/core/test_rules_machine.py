"""Every interleaving that hypothesis finds of both seats and all commands, against the promises of docs/rules.md."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from overture.core import commands as do
from overture.core import encoding
from overture.core.rules import join
from overture.core.seat import Seat
from overture.core.session import Session, seat_of
from overture.core.transitions import Refused
from overture.core.view import advance, with_editions
from tests.server.machine import Conversation, seats, variants
from tests.server.worlds import NOW, TOKEN_A, TOKEN_B, accepted, add, blob, commit, fresh, note, opened, pause


class TwoSeats(Conversation):
    """From an empty lobby to the end."""

    def __init__(self) -> None:
        super().__init__(fresh())
        self.confirmed = False

    # Pairing

    @rule(variant=variants)
    def offer(self, variant: int) -> None:
        self.command(Seat.A, do.Offer(m1=blob(100, variant)))

    @rule(token=st.sampled_from([TOKEN_B, b"c" * 32]), later=st.sampled_from([0, 40]))
    def someone_joins(self, token: bytes, later: int) -> None:
        after = with_editions(self.session, join(self.session, token, NOW + later))
        if isinstance(after, Session):
            assert not self.confirmed, "a third person was seated"
            self.session = after

    @rule(variant=variants)
    def reply(self, variant: int) -> None:
        if self.session.pairing is not None and self.session.pairing.guest is not None:
            self.command(Seat.B, do.Reply(m2=blob(200, variant)))

    @rule(variant=variants)
    def answer(self, variant: int) -> None:
        self.command(Seat.A, do.Answer(m2=encoding.digest(blob(200, variant)), m3=blob(64)))

    @rule(seat=seats, variant=variants)
    def reject(self, seat: Seat, variant: int) -> None:
        if seat is Seat.A or self.session.stage not in {"empty", "confirmed"}:
            self.command(seat, do.Reject(m2=encoding.digest(blob(200, variant)), m1=blob(100, variant)))

    @rule()
    def leave(self) -> None:
        if self.session.pairing is not None and self.session.pairing.guest is not None:
            self.command(Seat.B, do.Leave())

    @rule(locator=st.sampled_from(["ABCD", "EFGH"]))
    def renew(self, locator: str) -> None:
        spent = "HRWE" if self.session.pairing is None else self.session.pairing.locator
        self.command(Seat.A, do.Renew(spent=spent, locator=locator))

    @rule()
    def confirm(self) -> None:
        was = self.session.stage
        self.command(Seat.B, do.Confirm())
        if was == "answered":
            self.confirmed = True
            self.token_b = next(t for t in (TOKEN_B, b"c" * 32) if seat_of(self.session, t) is Seat.B)

    @precondition(lambda self: self.session.stage != "confirmed" and not self.session.ended)
    @rule()
    def pair_at_once(self) -> None:
        self.renew("WXYZ")
        self.command(Seat.A, do.Offer(m1=blob(100)))
        self.someone_joins(TOKEN_B, 0)
        self.reply(1)
        self.answer(1)
        self.confirm()
        self.command(Seat.A, do.Ready())
        self.command(Seat.B, do.Ready())

    @rule(seat=seats)
    def ready(self, seat: Seat) -> None:
        self.command(seat, do.Ready())

    @precondition(lambda self: self.session.stage == "confirmed")
    @rule(seat=seats, really=st.integers(0, 9))
    def ends(self, seat: Seat, really: int) -> None:
        if really == 0:
            self.command(seat, do.End())
            assert self.session.ended
            for command in (do.Ready(), pause(), commit(), do.End(), do.Offer(m1=blob(9))):
                assert advance(self.session, seat, command, NOW) == Refused("gone")

    @invariant()
    def a_confirmed_seat_comes_back(self) -> None:
        if self.confirmed and not self.session.ended:
            assert seat_of(self.session, self.token_b) is Seat.B
            assert seat_of(self.session, TOKEN_A) is Seat.A


class Together(Conversation):
    """Two people who have opened a section, found words and added a chapter: here most of what is said is accepted."""

    def __init__(self) -> None:
        super().__init__(accepted(opened(), Seat.B, add(), note()))


TwoSeats.TestCase.settings = settings(max_examples=100, stateful_step_count=60, deadline=None)
TestTwoSeats = TwoSeats.TestCase
Together.TestCase.settings = settings(max_examples=100, stateful_step_count=60, deadline=None)
TestTogether = Together.TestCase
