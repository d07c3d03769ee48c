"""The fragment of every screen holds state and buttons only, tells nothing too early, and offers simple commands."""

import json
from typing import Any

import pytest

from overture.core import commands as do
from overture.core import messages
from overture.core.chapter import Section
from overture.core.seat import Seat, SeatState
from overture.core.session import Session
from overture.core.view import view_for
from tests.server.fragments import DATA, PHONE_ELEMENTS, Fragment, stage
from tests.server.session_states import EVERY_VIEW, ROUNDS, a_round, digest, pairing, session

COMMANDS = {"ready", "again", "not-again", "leave", "prolong", "not-prolong"}


@pytest.mark.parametrize(("shown", "seat"), EVERY_VIEW)
def test_the_phone_would_accept_every_fragment(shown: Session, seat: Seat) -> None:
    fragment = Fragment(stage(view_for(shown, seat)))
    assert fragment.problems == []
    assert fragment.elements[0] == "main"
    assert fragment.ids[0] == "stage"
    assert len(fragment.ids) == len(set(fragment.ids))
    assert {link.removeprefix("#") for link in fragment.links} <= set(fragment.ids)
    assert set(fragment.acts) <= {"end", "pause"}


@pytest.mark.parametrize(("shown", "seat"), EVERY_VIEW)
def test_commands_are_simple_and_the_hub_can_read_them(shown: Session, seat: Seat) -> None:
    for command in Fragment(stage(view_for(shown, seat))).commands:
        assert command["do"] in COMMANDS
        assert isinstance(messages.parse_command(json.dumps({"id": 1, **command})), do.Command)


def test_the_phone_lets_in_the_names_that_the_templates_have_and_no_others() -> None:
    views: list[Any] = [each.values for each in EVERY_VIEW]
    shown = [Fragment(stage(view_for(session_, seat))) for session_, seat in views]
    named = {name for fragment in shown for name in fragment.elements if name.startswith("overture-")}
    data = {name for fragment in shown for name in fragment.attributes if name.startswith("data-")}
    assert named == PHONE_ELEMENTS
    assert data == DATA | {"data-act", "data-phone"}


def test_the_check_itself_refuses_what_could_hold_an_input() -> None:
    for bad in (
        "<textarea></textarea>",
        '<p style="color:red"></p>',
        '<p name="x"></p>',
        '<button type="submit"></button>',
        '<a href="/how"></a>',
        '<p hx-get="x"></p>',
        '<overture-code locator="X"></overture-code>',
        "<p><span></p>",
        "<overture-thing data-phone></overture-thing>",
        '<p data-thing="x"></p>',
        "<!-- x -->",
        "<?x?>",
    ):
        assert Fragment(f"<main>{bad}</main>").problems, bad


@pytest.mark.parametrize("again", [(), (Seat.B,)])
@pytest.mark.parametrize("place", ["only", "first", "last"])
def test_before_its_own_seal_a_seat_gets_the_same_bytes_whatever_the_other_did(
    place: str, again: tuple[Seat, ...]
) -> None:
    around = [Section("building", "both", 4096, (ROUNDS["opened"],), again=again)]
    earlier = (ROUNDS["opened"],)

    def shown(theirs: str) -> str:
        section = Section("limits", "both", 8192, (*earlier, a_round("", theirs)))
        order = {"only": [section], "first": [section, *around], "last": [*around, section]}[place]
        return stage(view_for(session(*order), Seat.A))

    assert shown("") == shown("c")


def test_the_other_sealing_and_releasing_alone_moves_nothing() -> None:
    sealed = session(Section("limits", "both", 8192, (a_round("c", "c"),)))
    released = session(Section("limits", "both", 8192, (a_round("c", "cr"),)))
    assert stage(view_for(sealed, Seat.A)) == stage(view_for(released, Seat.A))


@pytest.mark.parametrize("stage_name", ["empty", "joining", "replied", "answered"])
def test_the_lobby_shows_the_hubs_half_of_the_code_and_no_message(stage_name: str) -> None:
    view = view_for(pairing(stage_name), Seat.A)
    html = stage(view)
    assert 'locator="HRWE"' in html
    assert all(message not in html for message in view["pairing"].values() if message and len(message) > 20)
    assert 'locator="HRWE"' not in stage(view_for(pairing(stage_name), Seat.B))


@pytest.mark.parametrize(("shown", "seat"), EVERY_VIEW)
def test_no_box_and_no_pause_is_named_in_a_fragment(shown: Session, seat: Seat) -> None:
    html = stage(view_for(shown, seat))
    assert not [d for d in (digest(n) for n in range(60)) if d in html]
    assert "p" * 22 not in html
    assert "t" * 22 not in html
    assert shown.id not in html


def test_what_the_hub_is_told_is_escaped() -> None:
    html = stage(view_for(session(Section('"><script>', "both", 4096)), Seat.A))
    assert "<script" not in html


def test_whether_the_other_is_ready_shows_only_when_both_are() -> None:
    def shown(other: bool) -> str:
        return stage(view_for(session(a=SeatState(b"a" * 32), b=SeatState(b"b" * 32, ready=other)), Seat.A))

    assert shown(False) == shown(True)
