"""The scene: two to begin it, one to stop it, two to close it; one sentence a test."""

import pytest

from overture.core import commands as do
from overture.core.rules import apply
from overture.core.seat import Seat
from overture.core.session import Session
from overture.core.view import advance, project
from tests.server.worlds import (
    NOW,
    accepted,
    after_scene,
    begin,
    in_scene,
    over,
    paired,
    pause,
    refused,
    resume,
    talking,
)

A, B = Seat.A, Seat.B


def not_begin(n: int = 1) -> do.NotBeginScene:
    return do.NotBeginScene(n=n)


def stopped_by(seat: Seat) -> Session:
    return accepted(in_scene(talking()), seat, pause())


class TestBeginning:
    def test_one_seat_alone_begins_no_scene(self) -> None:
        session = accepted(talking(), A, begin(), begin())
        assert (session.scene.stage, session.scene.n) == ("asked", 0)

    def test_the_second_begins_it(self) -> None:
        assert (in_scene(talking()).scene.stage, in_scene(talking()).scene.n) == ("running", 1)

    def test_who_asked_can_take_it_back_and_the_other_alone_then_begins_nothing(self) -> None:
        session = accepted(talking(), A, begin(), not_begin())
        assert session.scene.stage == "none"
        assert accepted(session, B, begin()).scene.stage == "asked"

    def test_a_seat_takes_back_only_its_own_readiness(self) -> None:
        session = accepted(talking(), A, begin())
        assert apply(session, B, not_begin(), NOW) == session

    def test_not_before_both_are_ready(self) -> None:
        assert refused(accepted(paired(), A, do.Ready()), A, begin()) == "not-ready"

    @pytest.mark.parametrize("seat", Seat)
    def test_not_while_anyone_has_paused(self, seat: Seat) -> None:
        session = accepted(talking(), seat, pause())
        assert [refused(session, each, begin()) for each in Seat] == ["paused", "paused"]

    @pytest.mark.parametrize("seat", Seat)
    def test_a_pause_takes_back_that_either_was_ready_to_begin(self, seat: Seat) -> None:
        session = accepted(accepted(talking(), A, begin()), seat, pause(), resume())
        assert session.scene.stage == "none"
        assert accepted(session, B, begin()).scene.stage == "asked"

    def test_a_repeat_that_comes_late_is_about_its_own_scene(self) -> None:
        session = accepted(in_scene(talking()), A, pause(), resume())
        assert apply(session, A, begin(1), NOW) is session
        assert refused(session, A, not_begin(1)) == "stale"
        assert refused(session, A, begin(3)) == "stale"

    def test_a_running_scene_is_not_begun_again(self) -> None:
        assert refused(in_scene(talking()), A, begin(2)) == "not-now"

    def test_each_sees_who_is_ready(self) -> None:
        session = accepted(talking(), A, begin())
        assert project(session, A)["scene"] == {
            "state": "asked", "n": 0, "begin": {"me": True, "them": False}, "over": False,
        }  # fmt: skip
        assert project(session, B)["scene"]["begin"] == {"me": False, "them": True}


class TestStopping:
    @pytest.mark.parametrize("seat", Seat)
    def test_a_pause_of_either_stops_it_for_both(self, seat: Seat) -> None:
        session = stopped_by(seat)
        assert [project(session, each)["scene"]["state"] for each in Seat] == ["stopped", "stopped"]

    @pytest.mark.parametrize("seat", Seat)
    def test_lifting_the_pause_does_not_make_it_run(self, seat: Seat) -> None:
        assert accepted(stopped_by(seat), seat, resume()).scene.stage == "stopped"

    def test_a_pause_that_was_lifted_does_not_stop_the_next_one(self) -> None:
        session = in_scene(accepted(stopped_by(A), A, resume()), 2)
        assert apply(session, A, pause(), NOW) is session

    def test_a_stopped_scene_runs_again_only_when_both_begin_anew(self) -> None:
        session = accepted(stopped_by(A), A, resume(), begin(2))
        assert session.scene.stage == "stopped"
        assert accepted(session, A, begin(2)).scene.stage == "stopped"
        assert accepted(session, B, begin(2)).scene.stage == "running"

    def test_a_second_stop_takes_back_that_one_was_ready_again(self) -> None:
        session = accepted(stopped_by(A), A, resume(), begin(2), pause(2), resume(2))
        assert session.scene.begin == ()
        assert accepted(session, B, begin(2)).scene.stage == "stopped"


class TestOver:
    @pytest.mark.parametrize("session", [in_scene(talking()), stopped_by(A)], ids=["running", "stopped"])
    def test_a_scene_is_over_when_both_have_said_so(self, session: Session) -> None:
        one = accepted(session, B, over(), over())
        assert one.scene.going_on
        assert accepted(one, A, over()).scene.stage == "none"

    def test_scene_over_that_was_said_before_a_stop_counts_after_it(self) -> None:
        session = accepted(in_scene(talking()), B, over())
        assert accepted(session, A, pause(), over()).scene.stage == "none"

    def test_the_other_is_not_told(self) -> None:
        after = advance(in_scene(talking()), A, over(), NOW)
        assert isinstance(after, Session)
        assert project(after, B) == project(in_scene(talking()), B)
        assert (project(after, A)["scene"]["over"], after.b.edition) == (True, in_scene(talking()).b.edition)

    def test_of_an_earlier_one_it_says_nothing_about_the_next(self) -> None:
        session = in_scene(after_scene(in_scene(talking())), 2)
        assert apply(session, A, over(1), NOW) is session
        assert refused(session, A, over(3)) == "stale"

    def test_being_ready_after_a_stop_asks_for_the_next_scene_once_this_one_is_over(self) -> None:
        session = accepted(stopped_by(A), A, resume(), begin(2), over())
        assert accepted(session, B, over()).scene.stage == "asked"

    def test_after_it_the_next_needs_both_again(self) -> None:
        session = accepted(after_scene(in_scene(talking())), A, begin(2))
        assert session.scene.stage == "asked"
