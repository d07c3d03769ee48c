"""What a seat sees, and what it does not."""

import msgspec

from overture.core.commands import Leave, Offer
from overture.core.rules import join
from overture.core.seat import Seat
from overture.core.session import Session
from overture.core.view import advance, boxes_named, project, view_for, with_editions
from tests.server.worlds import (
    NOW,
    QHASH,
    accepted,
    again,
    blob,
    broken,
    commit,
    fresh,
    note,
    opened,
    paired,
    pause,
    release,
    settle,
    talking,
)

A, B = Seat.A, Seat.B


def section(session: Session, seat: Seat, name: str = "limits") -> dict[str, object]:
    return next(s for s in project(session, seat)["chapters"][0]["sections"] if s["id"] == name)


def test_the_partners_seal_is_not_told_before_ones_own_by_a_byte() -> None:
    before = talking()
    after = advance(before, A, commit(), NOW)
    assert isinstance(after, Session)
    assert msgspec.json.encode(view_for(before, B)) == msgspec.json.encode(view_for(after, B))
    assert view_for(after, A)["v"] == view_for(before, A)["v"] + 1


def test_states_as_each_may_know_them() -> None:
    session = accepted(talking(), A, commit())
    assert (section(session, A)["state"], section(session, B)["state"]) == ("sealed", "open")
    session = accepted(session, B, commit(variant=2))
    assert (section(session, A)["state"], section(session, B)["state"]) == ("both-sealed", "both-sealed")
    session = accepted(session, A, release())
    assert (section(session, A)["state"], section(session, B)["state"]) == ("both-sealed", "both-sealed")
    session = accepted(session, B, release(variant=2))
    assert (section(session, A)["state"], section(session, B)["state"]) == ("opened", "opened")


def test_the_first_release_is_hidden_and_both_show_at_once() -> None:
    session = accepted(accepted(talking(), A, commit()), B, commit(variant=2))
    first = accepted(session, A, release())
    assert section(first, B)["theirs"] == section(session, B)["theirs"]
    second = accepted(first, B, release(variant=2))
    mine, theirs = section(second, A), section(second, B)
    assert mine["theirs"] == theirs["mine"]
    assert theirs["theirs"] == mine["mine"]


def test_a_broken_round_names_who_reported_it_and_whether_answers_were_shown() -> None:
    sealed = accepted(accepted(talking(), A, commit()), B, commit(variant=2))
    session = accepted(sealed, B, broken())
    assert section(session, A)["broken"] == {"by": "them", "after": False}
    assert section(session, B)["broken"] == {"by": "me", "after": False}
    assert section(accepted(opened(), A, broken()), A)["broken"] == {"by": "me", "after": True}


def test_a_pause_is_named_to_who_paused_only() -> None:
    session = accepted(talking(), A, pause())
    assert project(session, A)["paused"]["me"] == pause().pause
    assert project(session, B)["paused"] == {"me": None, "them": True, "later": None}


def test_an_earlier_round_stays_readable() -> None:
    session = accepted(accepted(opened(), A, again()), B, again())
    shown = section(session, A)
    assert shown["round"] == 2
    assert shown["state"] == "open"
    assert isinstance(shown["earlier"], list)
    assert shown["earlier"][0]["state"] == "opened"
    assert boxes_named(session, A) == boxes_named(opened(), A)


def test_notes_and_settlements_name_their_boxes() -> None:
    session = accepted(opened(), A, note(), note(2, variant=2), settle(1, note(2, variant=2)))
    shown = section(session, B)
    assert isinstance(shown["note"], dict)
    assert shown["note"]["by"] == "them"
    assert shown["note"]["n"] == 2
    assert shown["note"]["before"] is not None
    assert shown["agreed"] is False
    assert shown["settled"] == {"me": None, "them": section(session, A)["settled"]["me"]}  # type: ignore[index]


def test_the_edition_grows_for_whoever_waits_in_the_lobby() -> None:
    before = accepted(fresh(), A, Offer(m1=blob(90)))
    after = with_editions(before, join(before, b"b" * 32, NOW))
    assert isinstance(after, Session)
    assert view_for(after, A)["v"] == view_for(before, A)["v"] + 1
    left = advance(after, B, Leave(), NOW)
    assert isinstance(left, Session)
    assert view_for(left, A)["v"] == view_for(after, A)["v"] + 1


def test_phases() -> None:
    assert [project(s, A)["phase"] for s in (fresh(), paired(), talking())] == ["pairing", "preparing", "talking"]
    assert project(paired(), A)["pairing"] is None
    assert project(talking(), A)["chapters"][0]["qhash"] == QHASH
