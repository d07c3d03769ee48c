"""Every interleaving that hypothesis finds of both seats and all commands, against the promises of docs/rules.md."""

from functools import partial

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from overture import boxes
from overture import commands as do
from overture.rules import join
from overture.session import HOUR, Round, Seat, Section, Session, seat_of
from overture.transitions import PAIRING, ROUND, Refused
from overture.view import boxes_named, project, stamp, step, view_for
from tests.server.worlds import (
    NOW,
    QHASH,
    SECTIONS,
    TOKEN_A,
    TOKEN_B,
    again,
    blob,
    broken,
    commit,
    fresh,
    note,
    notice,
    pause,
    release,
    resume,
    settle,
)

seats = st.sampled_from(list(Seat))
sections = st.sampled_from(SECTIONS)
rounds = st.sampled_from([1, 1, 1, 2, 3])
variants = st.integers(1, 2)
numbers = st.integers(1, 3)


class TwoSeats(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.session: Session = fresh()
        self.sealed: dict[tuple[str, int, Seat, str], str] = {}
        self.confirmed = False

    def say(self, seat: Seat, command: do.Command) -> None:
        before = self.session
        after = step(before, seat, command, NOW)
        if isinstance(after, Refused):
            return
        self.check_step(before, after, seat, command)
        self.session = after
        repeated = step(after, seat, command, NOW)
        assert repeated is after or isinstance(repeated, Refused), "a repeat changed something"

    def check_step(self, before: Session, after: Session, seat: Seat, command: do.Command) -> None:
        assert after.v == before.v + (after is not before)
        if after.ended:
            return
        for who in Seat:
            changed = project(before, who) != project(after, who)
            assert after.place(who).edition == before.place(who).edition + changed
        if before.place(seat.other).pause is not None and after.stage == before.stage:
            assert after.place(seat.other).pause == before.place(seat.other).pause, "lifted by the wrong person"
        if before.paused:
            assert _boxes_of_rounds(before) == _boxes_of_rounds(after), "sealed or released while paused"
        assert after.stage == before.stage or PAIRING[before.stage][seat, type(command)] == after.stage
        if isinstance(command, do.RoundCommand) and after is not before:
            self.check_round(before, after, command)

    def check_round(self, before: Session, after: Session, command: do.RoundCommand) -> None:
        old, new = (s.section(command.chapter, command.section) for s in (before, after))
        assert old is not None
        assert new is not None
        assert new.round.stage in ROUND[old.round.stage][type(command)]

    # Pairing

    @rule(variant=variants)
    def offer(self, variant: int) -> None:
        self.say(Seat.A, do.Offer(m1=blob(100, variant)))

    @rule(token=st.sampled_from([TOKEN_B, b"c" * 32]), later=st.sampled_from([0, 40]))
    def someone_joins(self, token: bytes, later: int) -> None:
        after = stamp(self.session, join(self.session, token, NOW + later))
        if isinstance(after, Session):
            assert not self.confirmed, "a third person was seated"
            self.session = after

    @rule(variant=variants)
    def reply(self, variant: int) -> None:
        if self.session.pairing is not None and self.session.pairing.guest is not None:
            self.say(Seat.B, do.Reply(m2=blob(200, variant)))

    @rule(variant=variants)
    def answer(self, variant: int) -> None:
        self.say(Seat.A, do.Answer(m2=boxes.digest(blob(200, variant)), m3=blob(64)))

    @rule(seat=seats, variant=variants)
    def reject(self, seat: Seat, variant: int) -> None:
        if seat is Seat.A or self.session.stage not in {"empty", "confirmed"}:
            self.say(seat, do.Reject(m2=boxes.digest(blob(200, variant)), m1=blob(100, variant)))

    @rule()
    def leave(self) -> None:
        if self.session.pairing is not None and self.session.pairing.guest is not None:
            self.say(Seat.B, do.Leave())

    @rule(locator=st.sampled_from(["ABCD", "EFGH"]))
    def renew(self, locator: str) -> None:
        spent = "HRWE" if self.session.pairing is None else self.session.pairing.locator
        self.say(Seat.A, do.Renew(spent=spent, locator=locator))

    @rule()
    def confirm(self) -> None:
        was = self.session.stage
        self.say(Seat.B, do.Confirm())
        if was == "answered":
            self.confirmed = True
            self.token_b = next(t for t in (TOKEN_B, b"c" * 32) if seat_of(self.session, t) is Seat.B)

    @precondition(lambda self: self.session.stage != "confirmed" and not self.session.ended)
    @rule()
    def pair_at_once(self) -> None:
        self.renew("WXYZ")
        self.say(Seat.A, do.Offer(m1=blob(100)))
        self.someone_joins(TOKEN_B, 0)
        self.reply(1)
        self.answer(1)
        self.confirm()
        self.say(Seat.A, do.Ready())
        self.say(Seat.B, do.Ready())

    # The conversation

    @rule(seat=seats)
    def ready(self, seat: Seat) -> None:
        self.say(seat, do.Ready())

    @rule(seat=seats, variant=variants)
    def pauses(self, seat: Seat, variant: int) -> None:
        self.say(seat, pause(variant + 2 * (seat is Seat.B)))

    @rule(seat=seats, variant=st.integers(1, 4))
    def resumes(self, seat: Seat, variant: int) -> None:
        self.say(seat, resume(variant))

    @rule(seat=seats, section=sections, round_=rounds, variant=variants)
    def commits(self, seat: Seat, section: str, round_: int, variant: int) -> None:
        self.say(seat, commit(section, round_, variant + 2 * (seat is Seat.B)))

    @rule(section=sections, round_=rounds)
    def both_commit(self, section: str, round_: int) -> None:
        self.say(Seat.A, commit(section, round_))
        self.say(Seat.B, commit(section, round_, 3))

    @rule(seat=seats, section=sections, round_=rounds, variant=variants)
    def releases(self, seat: Seat, section: str, round_: int, variant: int) -> None:
        self.say(seat, release(section, round_, variant + 2 * (seat is Seat.B)))

    @rule(seat=seats, section=sections, round_=rounds)
    def releases_twice(self, seat: Seat, section: str, round_: int) -> None:
        for variant in (1, 2):
            self.say(seat, release(section, round_, variant + 2 * (seat is Seat.B)))

    @rule(section=sections, first=seats, variant=variants)
    def opens(self, section: str, first: Seat, variant: int) -> None:
        """What two awake phones do as soon as both have sealed."""
        here = self.session.section(QHASH, section)
        if here is not None:
            for seat in (first, first.other):
                self.say(seat, release(section, len(here.rounds), variant + 2 * (seat is Seat.B)))

    @rule(seat=seats, section=sections, round_=rounds)
    def reports_broken(self, seat: Seat, section: str, round_: int) -> None:
        self.say(seat, broken(section, round_))

    @rule(seat=seats, section=sections, round_=rounds)
    def asks_again(self, seat: Seat, section: str, round_: int) -> None:
        self.say(seat, again(section, round_))

    @rule(seat=seats, section=sections, round_=rounds)
    def takes_the_wish_back(self, seat: Seat, section: str, round_: int) -> None:
        self.say(seat, do.NotAgain(chapter=QHASH, section=section, round=round_))

    @rule(seat=seats, section=sections, n=numbers, variant=variants)
    def writes(self, seat: Seat, section: str, n: int, variant: int) -> None:
        self.say(seat, note(n, section, variant))

    @rule(seat=seats, section=sections, n=numbers, about=numbers, variant=variants, yes=st.booleans())
    def settles(self, *, seat: Seat, section: str, n: int, about: int, variant: int, yes: bool) -> None:
        self.say(seat, settle(n, note(about, section, variant), yes=yes, variant=n))

    @rule(seat=seats, n=numbers, variant=variants)
    def notices(self, seat: Seat, n: int, variant: int) -> None:
        self.say(seat, notice(n, variant))

    @rule(seat=seats, days=st.integers(1, 7))
    def prolongs(self, seat: Seat, days: int) -> None:
        self.say(seat, do.Prolong(until=NOW + days * 24 * HOUR))

    @rule(seat=seats, command=st.sampled_from([do.Scene(), do.SceneOver(), do.NotProlong()]))
    def says(self, seat: Seat, command: do.Command) -> None:
        self.say(seat, command)

    @precondition(lambda self: self.session.stage == "confirmed")
    @rule(seat=seats, really=st.integers(0, 9))
    def ends(self, seat: Seat, really: int) -> None:
        if really == 0:
            self.say(seat, do.End())
            assert self.session.ended
            for command in (do.Ready(), pause(), commit(), do.End(), do.Offer(m1=blob(9))):
                assert step(self.session, seat, command, NOW) == Refused("gone")

    # The promises

    @invariant()
    def a_confirmed_seat_comes_back(self) -> None:
        if self.confirmed and not self.session.ended:
            assert seat_of(self.session, self.token_b) is Seat.B
            assert seat_of(self.session, TOKEN_A) is Seat.A

    @invariant()
    def sealed_is_frozen(self) -> None:
        for key, box in _boxes_of_rounds(self.session).items():
            assert self.sealed.setdefault(key, box) == box

    @invariant()
    def nothing_is_revealed_before_both_sealed_and_then_to_both_at_once(self) -> None:
        if self.session.ended:
            return
        a, b = (project(self.session, seat)["chapters"][0]["sections"] for seat in Seat)
        for for_a, for_b in zip(a, b, strict=True):
            for x, y in zip((for_a, *for_a["earlier"]), (for_b, *for_b["earlier"]), strict=True):
                if x["mine"]["commit"] is None or y["mine"]["commit"] is None:
                    assert "theirs" not in x
                    assert "theirs" not in y
                    continue
                assert x["theirs"]["commit"] == y["mine"]["commit"]
                shown = x["theirs"]["release"], y["theirs"]["release"]
                assert shown in {(None, None), (y["mine"]["release"], x["mine"]["release"])}
                assert (None in shown) == (shown == (None, None)), "opened for one only"

    @invariant()
    def before_sealing_the_other_leaves_no_trace(self) -> None:
        for seat in Seat:
            erased = self.session
            for section in SECTIONS if not self.session.ended else ():
                here = erased.section(QHASH, section)
                assert here is not None
                if here.round.of(seat).commit is None:
                    bare = msgspec.structs.replace(here, rounds=(*here.rounds[:-1], Round()))
                    erased = erased.with_section(QHASH, section, partial(_instead, bare))
            assert msgspec.json.encode(view_for(erased, seat)) == msgspec.json.encode(view_for(self.session, seat))

    @invariant()
    def what_is_hidden_cannot_be_fetched(self) -> None:
        for seat in Seat if not self.session.ended else ():
            named = boxes_named(project(self.session, seat))
            for name in SECTIONS:
                section = self.session.section(QHASH, name)
                assert section is not None
                mine, theirs = section.round.of(seat), section.round.of(seat.other)
                hidden = {theirs.commit} if mine.commit is None else set()
                hidden |= {theirs.release} if mine.release is None else set()
                assert not named & (hidden - {None})


def _instead(new: Section, _old: Section) -> Section:
    return new


def _boxes_of_rounds(session: Session) -> dict[tuple[str, int, Seat, str], str]:
    return {
        (section.id, n, seat, kind): box
        for chapter in session.chapters
        for section in chapter.sections
        for n, this in enumerate(section.rounds, start=1)
        for seat in Seat
        for kind, box in (("commit", this.of(seat).commit), ("release", this.of(seat).release))
        if box is not None
    }


TwoSeats.TestCase.settings = settings(max_examples=200, stateful_step_count=60, deadline=None)
TestTwoSeats = TwoSeats.TestCase
