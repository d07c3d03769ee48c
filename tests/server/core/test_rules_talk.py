"""Talking the open points through, one sentence a test."""

import pytest

from overture.core import commands as do
from overture.core.rules import apply
from overture.core.seat import Seat, Talk
from overture.core.session import Session
from overture.core.transitions import MAX_TALKS, NOTE_BOX
from overture.core.view import advance, boxes_named, project
from tests.server.worlds import (
    NOW,
    accepted,
    again,
    blob,
    broken,
    commit,
    in_scene,
    opened,
    pause,
    refused,
    release,
    resume,
    talk,
    talking,
)

A, B = Seat.A, Seat.B


@pytest.mark.parametrize("seat", Seat)
def test_either_moves_and_both_see_it(seat: Seat) -> None:
    before = opened()
    after = advance(before, seat, talk(), NOW)
    assert isinstance(after, Session)
    named = {"n": 1, "box": talk().box.digest}
    assert project(after, seat)["talk"] == {"me": named, "them": None}
    assert project(after, seat.other)["talk"] == {"me": None, "them": named}
    assert all(talk().box.digest in boxes_named(after, who) for who in Seat)
    assert [after.seat_state(who).edition - before.seat_state(who).edition for who in Seat] == [1, 1]


def test_only_the_newest_of_a_seat_is_named() -> None:
    session = accepted(opened(), A, talk(1), talk(5))
    assert session.a.talk == Talk(5, talk(5).box.digest)
    assert talk(1).box.digest not in boxes_named(session, B)


def test_the_other_seat_counts_for_itself() -> None:
    session = accepted(accepted(opened(), A, talk(7)), B, talk(1, 2))
    assert (session.a.talk, session.b.talk) == (Talk(7, talk(7).box.digest), Talk(1, talk(1, 2).box.digest))


def test_the_same_again_changes_nothing() -> None:
    session = accepted(opened(), A, talk(2))
    assert apply(session, A, talk(2), NOW) is session


@pytest.mark.parametrize("late", [talk(1), talk(2, 2)])
def test_a_talk_with_a_lower_number_is_stale(late: do.Talk) -> None:
    assert refused(accepted(opened(), A, talk(2)), A, late) == "stale"


def test_not_before_anything_was_opened() -> None:
    assert refused(talking(), A, talk()) == "too-early"
    sealed = accepted(accepted(talking(), A, commit()), B, commit())
    assert refused(accepted(sealed, A, release()), A, talk()) == "too-early"


def test_a_talk_needs_a_section_that_was_opened_once() -> None:
    asked = accepted(accepted(opened(), A, again()), B, again())
    accepted(asked, A, talk())
    accepted(accepted(opened(), B, broken()), A, talk())


@pytest.mark.parametrize("who", Seat)
def test_a_talk_rests_while_either_has_paused(who: Seat) -> None:
    assert refused(accepted(opened(), who, pause()), A, talk()) == "paused"


def test_a_talk_rests_in_a_scene_and_after_a_stop() -> None:
    running = in_scene(opened())
    assert refused(running, A, talk()) == "not-now"
    stopped = accepted(running, B, pause(), resume())
    assert refused(stopped, A, talk()) == "not-now"
    accepted(accepted(accepted(stopped, A, do.SceneOver(n=1)), B, do.SceneOver(n=1)), A, talk())


def test_repeating_a_talk_from_before_a_pause_is_acknowledged() -> None:
    session = accepted(accepted(opened(), A, talk()), B, pause())
    assert apply(session, A, talk(), NOW) is session


@pytest.mark.parametrize("off", [-1, 1])
def test_the_box_has_one_size(off: int) -> None:
    assert refused(opened(), A, do.Talk(n=1, box=blob(NOTE_BOX + off))) == "bad-size"


def test_there_is_a_last_one() -> None:
    session = accepted(opened(), A, talk(MAX_TALKS))
    assert refused(session, A, talk(MAX_TALKS + 1)) == "full"
    accepted(session, B, talk(1))


def test_the_end_leaves_none() -> None:
    assert accepted(accepted(opened(), A, talk()), A, do.End()).a.talk is None
