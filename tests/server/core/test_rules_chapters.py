"""Adding chapters and running a scene, one sentence a test."""

import pytest

from overture.core import commands as do
from overture.core.rules import apply
from overture.core.seat import Seat
from overture.core.session import HOUR, Session
from overture.core.transitions import MAX_CHAPTERS
from overture.core.view import advance, view_for
from tests.server.worlds import (
    ADDED,
    NOW,
    QHASH,
    accepted,
    add,
    after_scene,
    again,
    blob,
    broken,
    commit,
    in_scene,
    note,
    notice,
    opened,
    paired,
    pause,
    refused,
    release,
    resume,
    section_of,
    settle,
    talking,
)

A, B = Seat.A, Seat.B


def qhash(number: int) -> str:
    return f"{number:043d}"


class TestAdding:
    @pytest.mark.parametrize("seat", Seat)
    def test_either_adds_and_both_see_it(self, seat: Seat) -> None:
        before = talking()
        after = advance(before, seat, add(), NOW)
        assert isinstance(after, Session)
        for who in Seat:
            view = view_for(after, who)
            assert [chapter["qhash"] for chapter in view["chapters"]] == [QHASH, ADDED]
            assert view["v"] == before.seat_state(who).edition + 1

    def test_adding_a_chapter_leaves_the_other_chapters_untouched(self) -> None:
        before = accepted(opened(), A, commit("curious"), note())
        after = accepted(before, B, add())
        assert after.chapters[0] is before.chapters[0]

    def test_sections_of_one_name_are_apart(self) -> None:
        session = accepted(opened(), A, add(), commit(chapter=ADDED))
        first, second = (section_of(session, chapter=chapter) for chapter in (QHASH, ADDED))
        assert (first.round.stage, second.round.stage) == ("opened", "one-sealed")

    def test_a_change_in_a_later_chapter_is_counted_for_who_may_see_it(self) -> None:
        before = accepted(talking(), A, add())
        after = advance(before, A, commit(chapter=ADDED), NOW)
        assert isinstance(after, Session)
        assert [after.seat_state(seat).edition - before.seat_state(seat).edition for seat in Seat] == [1, 0]

    def test_adding_a_chapter_again_is_acknowledged_whatever_else_holds(self) -> None:
        session = accepted(in_scene(accepted(talking(), A, add())), B, pause())
        assert apply(session, B, add(), NOW) is session
        assert apply(session, B, add(sections=()), NOW) is session
        assert apply(session, A, add(QHASH), NOW) is session

    def test_a_set_that_is_not_offered_is_not_found(self) -> None:
        assert refused(talking(), A, add(sections=())) == "not-found"

    def test_not_before_both_are_ready(self) -> None:
        assert refused(accepted(paired(), A, do.Ready()), A, add()) == "not-ready"

    def test_not_while_anyone_has_paused(self) -> None:
        session = accepted(talking(), B, pause())
        assert [refused(session, seat, add()) for seat in Seat] == ["paused", "paused"]
        accepted(session, B, resume(), add())

    def test_not_while_a_scene_runs(self) -> None:
        session = in_scene(talking())
        assert [refused(session, seat, add()) for seat in Seat] == ["not-now", "not-now"]
        accepted(after_scene(session), A, add())

    def test_at_most_eight(self) -> None:
        session = accepted(talking(), A, *(add(qhash(n)) for n in range(MAX_CHAPTERS - 1)))
        assert len(session.chapters) == MAX_CHAPTERS
        assert refused(session, B, add(qhash(MAX_CHAPTERS))) == "full"

    def test_a_box_of_one_chapter_settles_nothing_in_another(self) -> None:
        session = accepted(opened(), A, add(), note())
        assert refused(session, A, settle(1, note(chapter=ADDED))) == "stale"
        assert refused(session, A, note(chapter=ADDED)) == "too-early"


class TestInAScene:
    def test_a_round_that_both_had_not_sealed_before_the_scene_waits(self) -> None:
        session = in_scene(accepted(talking(), A, commit()))
        assert refused(session, B, commit()) == "not-now"
        assert refused(session, A, commit(section="curious")) == "not-now"
        assert apply(session, A, commit(), NOW) is session
        accepted(after_scene(session), B, commit())

    def test_a_round_that_both_had_sealed_before_the_scene_opens_in_it(self) -> None:
        session = in_scene(accepted(accepted(talking(), A, commit()), B, commit(), release()))
        opened_in_it = accepted(session, A, release()).section(QHASH, "limits")
        assert opened_in_it is not None
        assert opened_in_it.round.stage == "opened"
        assert accepted(session, A, broken()).scene == session.scene

    def test_once_it_is_stopped_nothing_opens_until_it_is_over(self) -> None:
        session = in_scene(accepted(accepted(talking(), A, commit()), B, commit(), release()))
        session = accepted(session, A, pause(), resume())
        assert refused(session, A, release()) == "not-now"
        accepted(session, A, broken())
        accepted(after_scene(session), A, release())

    def test_no_words_are_written_or_agreed_in_it(self) -> None:
        session = in_scene(accepted(opened(), A, note(), settle(1, note())))
        assert refused(session, B, settle(1, note())) == "not-now"
        assert refused(session, B, note(2)) == "not-now"
        accepted(after_scene(session), B, settle(1, note()), note(2))

    def test_a_session_can_be_prolonged_in_a_scene(self) -> None:
        session = accepted(in_scene(talking()), A, do.Prolong(until=NOW + 24 * HOUR))
        assert accepted(session, B, do.Prolong(until=NOW + 24 * HOUR)).expires == NOW + 24 * HOUR

    def test_a_new_round_waits_until_it_is_over(self) -> None:
        session = in_scene(accepted(opened(), A, again()))
        assert refused(session, B, again()) == "not-now"
        session = accepted(after_scene(session), B, again())
        assert session.chapters[0].sections[1].round.stage == "unanswered"

    @pytest.mark.parametrize("stopped", [(), (pause(),), (pause(), resume())], ids=["running", "paused", "stopped"])
    def test_taking_away_stays_possible_in_it(self, stopped: tuple[do.Command, ...]) -> None:
        session = in_scene(accepted(accepted(opened(), A, again(), note()), B, settle(1, note())))
        session = accepted(session, B, *stopped)
        accepted(session, A, do.NotAgain(chapter=QHASH, section="limits", round=2))
        accepted(session, B, settle(2, note(), yes=False, variant=2), notice())
        accepted(session, A, notice(), notice(2), pause(2))
        assert accepted(session, A, do.End()).ended

    @pytest.mark.parametrize("command", [commit(section="curious"), note(), settle(1, note()), again(), add()])
    def test_nothing_is_added_in_a_stopped_scene_although_the_pause_is_lifted(self, command: do.Command) -> None:
        session = accepted(in_scene(accepted(opened(), A, note())), A, pause(), resume())
        command = note(2) if isinstance(command, do.WriteNote) else command
        assert refused(session, B, command) == "not-now"

    def test_only_the_size_of_a_notice_and_its_number_are_looked_at(self) -> None:
        session = accepted(in_scene(opened()), A, pause())
        assert refused(session, A, do.Notice(chapter=QHASH, n=1, box=blob(10))) == "bad-size"
        assert refused(session, A, notice(2)) == "stale"


def test_a_settlement_may_leave_numbers_out_and_never_goes_back() -> None:
    """A client counts all that it has made, also one that a hub has lost or kept to itself."""
    session = accepted(opened(), A, note(), settle(3, note()))
    assert refused(session, A, settle(2, note())) == "stale"
    assert refused(session, A, settle(3, note(), yes=False, variant=2)) == "stale"
    assert apply(session, A, settle(3, note()), NOW) is session
    back = section_of(accepted(session, A, settle(7, note(), yes=False)))
    assert back.settled_a is not None
    assert (back.settled_a.n, back.settled_a.yes) == (7, False)
