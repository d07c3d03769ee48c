"""A view made ready is the view, and names what the view names."""

from typing import Any
from unittest.mock import Mock

import msgspec
import pytest

from overture.core import commands as do
from overture.core.seat import Newcomer, Seat
from overture.core.session import Session
from overture.core.transitions import LATER_BOX, Refused
from overture.core.view import boxes_named, view_for
from overture.counts import Counts
from overture.realtime.broadcast import encode_view, plan, viewer_on
from overture.realtime.socket import Socket
from tests.server.moves import REQUESTER, approved, arrived
from tests.server.worlds import (
    TOKEN_A,
    accepted,
    again,
    blob,
    broken,
    by_both,
    commit,
    fresh,
    note,
    notice,
    opened,
    pause,
    settle,
    talk,
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
    "asked again and opened": by_both(accepted(accepted(opened(), A, again()), B, again()), commit(round_=2)),
    "talked through": accepted(accepted(opened(), A, talk()), B, talk(2)),
    "paused": accepted(talking(), B, pause()),
    "paused until later": accepted(talking(), B, do.PauseNow(pause=pause().pause, later=blob(LATER_BOX, 1, "later"))),
}


def digests_in(shown: Any, name: str = "") -> set[str]:
    """Every digest of a box that stands anywhere in a view."""
    if isinstance(shown, dict):
        return set().union(*(digests_in(value, key) for key, value in shown.items()))
    if isinstance(shown, list):
        return set().union(*(digests_in(value, "box") for value in shown))
    return {shown} if isinstance(shown, str) and name in {"box", "before", "later", "commit", "release"} else set()


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("seat", Seat)
def test_an_encoded_view_is_the_view_and_names_its_boxes(name: str, seat: Seat) -> None:
    session: Session = STATES[name]
    view = view_for(session, seat)
    shown = encode_view(session, seat)
    assert msgspec.json.decode(shown.body) == view
    assert shown.edition == view["v"]
    assert shown.named == boxes_named(session, seat) == digests_in(view)


def test_the_cached_view_of_a_section_belongs_to_one_seat() -> None:
    session = accepted(accepted(talking(), A, commit()), B, commit(variant=2))
    first, second = encode_view(session, A), encode_view(session, B)
    assert first.named == second.named
    a, b = (msgspec.json.decode(shown.body)["chapters"][0]["sections"][1] for shown in (first, second))
    assert a["mine"] == b["theirs"]
    assert a["theirs"] == b["mine"]


def test_what_the_other_seals_does_not_show_in_what_is_kept() -> None:
    assert encode_view(STATES["one sealed"], B).named == frozenset()
    assert len(encode_view(STATES["one sealed"], A).named) == 1


def test_a_phone_that_has_claimed_its_seat_has_seen_nothing_of_it_whatever_the_numbers() -> None:
    socket = Socket(Mock(), Counts(), html=False)
    socket.token, session = REQUESTER, approved(opened())
    assert viewer_on(socket, session) == Newcomer(A)
    claimed = arrived(session, A, do.MoveClaim())
    view = encode_view(claimed, A)
    socket.viewer, socket.edition, socket.greeted = Newcomer(A), view.edition, True
    assert viewer_on(socket, claimed) is A
    (delivery,) = plan(claimed, [socket]).deliveries
    assert (delivery.view, delivery.first, delivery.boxes) == (view, True, frozenset())
    socket.token = TOKEN_A
    assert viewer_on(socket, claimed) == Refused("moved")


def test_nothing_is_sent_to_who_has_the_newest_view_and_one_encoding_serves_all_of_a_seat() -> None:
    sockets = [Socket(Mock(), Counts(), html=False) for _ in range(3)]
    for socket in sockets:
        socket.token = TOKEN_A
    session = opened()
    planned = plan(session, sockets)
    assert [each.socket for each in planned.deliveries] == sockets
    assert len({id(each.view) for each in planned.deliveries}) == 1
    sockets[0].viewer, sockets[0].greeted, sockets[0].edition = A, True, planned.deliveries[0].view.edition
    assert [each.socket for each in plan(session, sockets).deliveries] == sockets[1:]


def test_boxes_go_with_a_view_once() -> None:
    socket = Socket(Mock(), Counts(), html=False)
    socket.token, session = TOKEN_A, opened()
    view = encode_view(session, A)
    assert view.named
    socket.viewer, socket.greeted, socket.named = A, True, frozenset(sorted(view.named)[1:])
    assert plan(session, [socket]).boxes == view.named - socket.named
    socket.named = view.named
    assert plan(session, [socket]).boxes == frozenset()
