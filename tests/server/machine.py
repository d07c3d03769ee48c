"""Two seats and all they may say, with the promises of docs/rules.md: a machine for hypothesis to run."""

from functools import partial

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from overture.core import commands as do
from overture.core import encoding
from overture.core.chapter import Round, Section
from overture.core.seat import Seat
from overture.core.session import HOUR, Session
from overture.core.transitions import PAIRING, ROUND, SETTLE_BOX, Refused
from overture.core.view import advance, boxes_named, project, view_for
from tests.server.promises import (
    a_scene_takes_its_steps,
    all_sections,
    boxes_of_rounds,
    in_a_scene_nothing_is_added,
    is_due_notice,
    named_in,
    one_alone_loosens_nothing,
    the_rest_stays,
    the_talk_goes_forward,
    within_their_chapters,
)
from tests.server.worlds import (
    ADDED,
    NOW,
    QHASH,
    SECTIONS,
    add,
    again,
    blob,
    broken,
    commit,
    note,
    notice,
    pause,
    release,
    resume,
    talk,
)

SectionName = tuple[str, str]
"""A chapter and a section of it."""

seats = st.sampled_from(list(Seat))
chapters = st.sampled_from([QHASH, QHASH, ADDED])
places = st.tuples(chapters, st.sampled_from(SECTIONS))
offs = st.sampled_from([0, 0, 0, -1, 1])
variants = st.integers(1, 2)
numbers = st.integers(1, 3)


class Conversation(RuleBasedStateMachine):
    """Everything that two people may say once they are paired, and what always holds. It begins with `session`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.sealed: dict[tuple[str, str, int, Seat, str], str] = {}
        self.said: dict[str, set[str]] = {QHASH: set(), ADDED: set()}
        for chapter in session.chapters:
            self.said[chapter.qhash] |= named_in(chapter)

    def command(self, seat: Seat, command: do.Command) -> None:
        before = self.session
        after = advance(before, seat, command, NOW)
        if isinstance(after, Refused):
            assert after.code == "gone" or not is_due_notice(before, seat, command), "a notice was refused"
            return
        if hasattr(command, "chapter"):
            self.said[command.chapter] |= set(do.boxes_in(command))
        self.check_step(before, after, seat, command)
        self.session = after
        repeated = advance(after, seat, command, NOW)
        assert repeated is after or isinstance(repeated, Refused), "a repeat changed something"

    def check_step(self, before: Session, after: Session, seat: Seat, command: do.Command) -> None:
        assert after.v == before.v + (after is not before)
        if after.ended:
            return
        for who in Seat:
            changed = project(before, who) != project(after, who)
            assert after.seat_state(who).edition == before.seat_state(who).edition + changed
        if before.seat_state(seat.other).pause is not None and after.stage == before.stage:
            assert after.seat_state(seat.other).pause == before.seat_state(seat.other).pause, (
                "lifted by the wrong person"
            )
        if before.paused:
            assert boxes_of_rounds(before) == boxes_of_rounds(after), "sealed or released while paused"
        the_talk_goes_forward(before, after, seat)
        one_alone_loosens_nothing(before, after, seat)
        in_a_scene_nothing_is_added(before, after)
        a_scene_takes_its_steps(before, after, seat, command)
        the_rest_stays(before, after, command)
        assert after.stage == before.stage or PAIRING[before.stage][seat, type(command)] == after.stage
        if isinstance(command, do.RoundCommand) and after is not before:
            self.check_round(before, after, command)

    def check_round(self, before: Session, after: Session, command: do.RoundCommand) -> None:
        old, new = (s.section(command.chapter, command.section) for s in (before, after))
        assert old is not None
        assert new is not None
        about = old.rounds[min(command.round, len(old.rounds)) - 1]
        became = new.rounds[min(command.round, len(new.rounds)) - 1]
        assert became.stage in ROUND[about.stage][type(command)]

    # The conversation

    def newest(self, chapter: str, section: str) -> int:
        here = self.session.section(chapter, section)
        return 1 if here is None else len(here.rounds)

    def noted(self, chapter: str, section: str) -> int:
        here = self.session.section(chapter, section)
        return 0 if here is None else len(here.notes)

    def last_tap(self, seat: Seat, chapter: str, section: str) -> int:
        here = self.session.section(chapter, section)
        tap = None if here is None else here.settled(seat)
        return 0 if tap is None else tap.n

    @rule(seat=seats, variant=variants)
    def pauses(self, seat: Seat, variant: int) -> None:
        self.command(seat, pause(variant + 2 * (seat is Seat.B)))

    @rule(seat=seats, variant=st.integers(1, 4))
    def resumes(self, seat: Seat, variant: int) -> None:
        self.command(seat, resume(variant))

    @rule()
    def both_resume(self) -> None:
        for seat in Seat:
            held = self.session.seat_state(seat).pause
            if held is not None:
                self.command(seat, do.Resume(pause=held.id))

    @rule(seat=seats, place=places, off=offs, variant=variants)
    def commits(self, seat: Seat, place: SectionName, off: int, variant: int) -> None:
        number = max(1, self.newest(*place) + off)
        self.command(seat, commit(place[1], number, variant + 2 * (seat is Seat.B), place[0]))

    @rule(place=places)
    def both_commit(self, place: SectionName) -> None:
        for seat, variant in ((Seat.A, 1), (Seat.B, 3)):
            self.command(seat, commit(place[1], self.newest(*place), variant, place[0]))

    @rule(seat=seats, place=places, off=offs, variant=variants)
    def releases(self, seat: Seat, place: SectionName, off: int, variant: int) -> None:
        number = max(1, self.newest(*place) + off)
        self.command(seat, release(place[1], number, variant + 2 * (seat is Seat.B), place[0]))

    @rule(seat=seats, place=places)
    def releases_twice(self, seat: Seat, place: SectionName) -> None:
        for variant in (1, 2):
            self.command(seat, release(place[1], self.newest(*place), variant + 2 * (seat is Seat.B), place[0]))

    @rule(place=places, first=seats, variant=variants)
    def opens(self, place: SectionName, first: Seat, variant: int) -> None:
        """What two awake phones do as soon as both have sealed."""
        for seat in (first, first.other):
            self.command(seat, release(place[1], self.newest(*place), variant + 2 * (seat is Seat.B), place[0]))

    @rule(seat=seats, place=places, off=offs)
    def reports_broken(self, seat: Seat, place: SectionName, off: int) -> None:
        self.command(seat, broken(place[1], max(1, self.newest(*place) + off), place[0]))

    @rule(seat=seats, place=places, off=offs)
    def asks_again(self, seat: Seat, place: SectionName, off: int) -> None:
        self.command(seat, again(place[1], self.newest(*place) + 1 + off, place[0]))

    @rule(place=places, first=seats)
    def both_ask_again(self, place: SectionName, first: Seat) -> None:
        number = self.newest(*place) + 1
        for seat in (first, first.other):
            self.command(seat, again(place[1], number, place[0]))

    @rule(seat=seats, place=places)
    def withdraws_the_request(self, seat: Seat, place: SectionName) -> None:
        self.command(seat, do.NotAgain(chapter=place[0], section=place[1], round=self.newest(*place) + 1))

    @rule(seat=seats, place=places, off=offs, variant=variants)
    def writes(self, seat: Seat, place: SectionName, off: int, variant: int) -> None:
        self.command(seat, note(max(1, self.noted(*place) + 1 + off), place[1], variant, place[0]))

    @rule(seat=seats, place=places, off=offs, yes=st.booleans())
    def settles(self, *, seat: Seat, place: SectionName, off: int, yes: bool) -> None:
        here = self.session.section(*place)
        about = here.notes[-1].box if here is not None and here.notes else encoding.digest(b"")
        n = max(1, self.last_tap(seat, *place) + 1 + off)
        box = blob(SETTLE_BOX, n, f"{place[0]} {place[1]} {seat}")
        self.command(seat, do.Settle(chapter=place[0], section=place[1], n=n, note=about, yes=yes, box=box))

    @rule(seat=seats, chapter=chapters, n=numbers, variant=variants)
    def notices(self, seat: Seat, chapter: str, n: int, variant: int) -> None:
        self.command(seat, notice(n, variant, chapter))

    @rule(seat=seats, n=numbers, variant=variants)
    def talks(self, seat: Seat, n: int, variant: int) -> None:
        self.command(seat, talk(n, variant + 2 * (seat is Seat.B)))

    @rule(seat=seats, chapter=chapters)
    def adds(self, seat: Seat, chapter: str) -> None:
        self.command(seat, add(chapter))

    @rule(seat=seats, days=st.integers(1, 7))
    def prolongs(self, seat: Seat, days: int) -> None:
        self.command(seat, do.Prolong(until=NOW + days * 24 * HOUR))

    @rule(seat=seats)
    def takes_keeping_it_longer_back(self, seat: Seat) -> None:
        self.command(seat, do.NotProlong())

    @rule(seat=seats, kind=st.sampled_from([do.BeginScene, do.NotBeginScene, do.SceneOver]), off=offs)
    def says_of_a_scene(self, seat: Seat, kind: type[do.SceneCommand], off: int) -> None:
        next_one = 0 if kind is do.SceneOver else 1
        self.command(seat, kind(n=max(1, self.session.scene.n + next_one + off)))

    @rule(kind=st.sampled_from([do.BeginScene, do.SceneOver]), first=seats)
    def both_say_of_a_scene(self, kind: type[do.SceneCommand], first: Seat) -> None:
        number = max(1, self.session.scene.n + (kind is do.BeginScene))
        for seat in (first, first.other):
            self.command(seat, kind(n=number))

    # The promises

    @invariant()
    def in_a_pause_no_scene_runs_or_is_asked_for(self) -> None:
        if self.session.paused:
            assert self.session.scene.stage in {"none", "stopped"}
            assert self.session.scene.begin == ()

    @invariant()
    def nobody_sees_whether_it_is_over_for_the_other(self) -> None:
        scene = self.session.scene
        for seat in Seat:
            unsaid = msgspec.structs.replace(scene, over=tuple(each for each in scene.over if each is seat))
            without = msgspec.structs.replace(self.session, scene=unsaid)
            assert project(without, seat) == project(self.session, seat)

    @invariant()
    def sealed_is_frozen(self) -> None:
        for key, box in boxes_of_rounds(self.session).items():
            assert self.sealed.setdefault(key, box) == box

    @invariant()
    def what_is_in_a_chapter_was_said_in_it(self) -> None:
        within_their_chapters(self.session, self.said)

    @invariant()
    def nothing_is_revealed_before_both_sealed_and_then_to_both_at_once(self) -> None:
        if self.session.ended:
            return
        a, b = (
            [section for chapter in project(self.session, seat)["chapters"] for section in chapter["sections"]]
            for seat in Seat
        )
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
            for chapter, here in all_sections(self.session):
                if here.round.of(seat).commit is None:
                    bare = msgspec.structs.replace(here, rounds=(*here.rounds[:-1], Round()))
                    erased = erased.with_section(chapter, here.id, partial(_instead, bare))
            assert msgspec.json.encode(view_for(erased, seat)) == msgspec.json.encode(view_for(self.session, seat))

    @invariant()
    def what_is_hidden_cannot_be_fetched(self) -> None:
        for seat in Seat if not self.session.ended else ():
            named = boxes_named(self.session, seat)
            for _, section in all_sections(self.session):
                mine, theirs = section.round.of(seat), section.round.of(seat.other)
                hidden = {theirs.commit} if mine.commit is None else set()
                hidden |= {theirs.release} if mine.release is None else set()
                assert not named & (hidden - {None})


def _instead(new: Section, _old: Section) -> Section:
    return new
