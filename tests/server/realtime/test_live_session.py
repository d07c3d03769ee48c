"""A view made ready is the view, and names what the view names."""

from unittest.mock import Mock

import msgspec
import pytest

from overture.core import commands as do
from overture.core.session import Newcomer, Seat, Session
from overture.core.transitions import Refused
from overture.core.view import boxes_named, view_for
from overture.realtime.live_session import prepare, recognise
from overture.realtime.socket import Socket
from tests.server.moves import ASKER, approved, arrived
from tests.server.worlds import (
    TOKEN_A,
    accepted,
    again,
    broken,
    commit,
    fresh,
    note,
    notice,
    opened,
    pause,
    settle,
    talking,
)

A, B = Seat.A, Seat.B

STATES = {
    "lobby": fresh(),
    "one sealed": accepted(talking(), A, commit()),
    "opened": opened(),
    "broken": accepted(opened(), B, broken()),
    "settled": accepted(opened(), A, note(), note(2, variant=2), settle(1, note(2, variant=2)), notice()),
    "asked again": accepted(accepted(opened(), A, again()), B, again(), commit(round_=2)),
    "paused": accepted(talking(), B, pause()),
}


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("seat", Seat)
def test_it_is_the_view_and_names_its_boxes(name: str, seat: Seat) -> None:
    session: Session = STATES[name]
    view = view_for(session, seat)
    shown = prepare(session, seat)
    assert msgspec.json.decode(shown.body) == view
    assert shown.edition == view["v"]
    assert shown.named == boxes_named(view)


def test_what_is_kept_of_a_section_is_of_one_seat() -> None:
    session = accepted(accepted(talking(), A, commit()), B, commit(variant=2))
    first, second = prepare(session, A), prepare(session, B)
    assert first.named == second.named
    a, b = (msgspec.json.decode(shown.body)["chapters"][0]["sections"][1] for shown in (first, second))
    assert a["mine"] == b["theirs"]
    assert a["theirs"] == b["mine"]


def test_what_the_other_seals_does_not_show_in_what_is_kept() -> None:
    assert prepare(STATES["one sealed"], B).named == frozenset()
    assert len(prepare(STATES["one sealed"], A).named) == 1


def test_a_phone_that_has_claimed_its_seat_has_seen_nothing_of_it_whatever_the_numbers() -> None:
    socket = Socket(Mock(), Mock(), html=False)
    socket.token, session = ASKER, approved(opened())
    assert recognise(socket, session) == Newcomer(A)
    socket.viewer, socket.shown, socket.greeted = Newcomer(A), 3, True
    claimed = arrived(session, A, do.MoveClaim())
    assert recognise(socket, claimed) is A
    seen: tuple[object, ...] = (socket.viewer, socket.shown, socket.greeted)
    assert seen == (A, None, False)
    socket.token = TOKEN_A
    assert recognise(socket, claimed) == Refused("moved")
