"""Each state of a session says what is true in it, and offers what can be done next."""

import itertools
import re
from html import unescape
from typing import Any

import msgspec
import pytest

from overture.core.seat import Seat
from overture.core.session import Scene, Session
from overture.core.view import View, view_for
from overture.i18n import catalogue
from overture.web.render import next_step, room_after, section_status, sections_of
from tests.server.fragments import Fragment, stage
from tests.server.session_states import QHASH, SECTIONS, SESSIONS, session, unlike


@pytest.mark.parametrize(
    ("name", "seat", "sentence"),
    [
        ("open", Seat.A, "open"),
        ("second-round", Seat.A, "open-again"),
        ("sealed", Seat.A, "sealed"),
        ("sealed", Seat.B, "open"),
        ("both-sealed", Seat.A, "both-sealed"),
        ("one-released", Seat.A, "both-sealed"),
        ("opened", Seat.A, "opened"),
        ("broken-before-by-a", Seat.A, "broken"),
        ("broken-before-by-a", Seat.B, "broken"),
        ("broken-between-by-b", Seat.A, "broken"),
        ("broken-between-by-b", Seat.B, "broken"),
        ("broken-after-by-a", Seat.A, "broken"),
        ("broken-after-by-a", Seat.B, "broken"),
        ("noted", Seat.A, "noted"),
        ("one-said-so", Seat.B, "noted"),
        ("settled", Seat.A, "settled"),
        ("taken-back", Seat.A, "to-talk"),
        ("edited", Seat.A, "noted"),
    ],
)
def test_each_state_says_what_is_true(name: str, seat: Seat, sentence: str) -> None:
    section = view_for(session(SECTIONS[name]), seat)["chapters"][0]["sections"][0]
    assert section_status(section) == sentence
    html = unescape(stage(view_for(session(SECTIONS[name]), seat)))
    # What is open to answer needs no tag.
    assert sentence == "open" or catalogue("en", "hub")[f"tag.{sentence}"] in html
    # What is true of a sealed section is said by the phone, right below.
    assert sentence in {"sealed", "both-sealed", "broken"} or catalogue("en", "hub")[f"state.{sentence}"] in html


def elements(shown: Session, seat: Seat = Seat.A) -> list[str]:
    return [e for e in Fragment(stage(view_for(shown, seat))).elements if e.startswith("overture-")]


@pytest.mark.parametrize(
    ("name", "drawn", "not_drawn"),
    [
        ("open", {"overture-questions"}, {"overture-sealed", "overture-opened", "overture-notes"}),
        ("sealed", {"overture-sealed"}, {"overture-questions", "overture-opened", "overture-notes"}),
        ("both-sealed", {"overture-sealed"}, {"overture-questions", "overture-opened"}),
        ("opened", {"overture-opened", "overture-notes"}, {"overture-questions", "overture-sealed"}),
        ("broken-before-by-b", {"overture-broken"}, {"overture-questions", "overture-opened", "overture-sealed"}),
        ("broken-after-by-a", {"overture-broken"}, {"overture-questions", "overture-opened", "overture-sealed"}),
        ("broken-after-by-b", {"overture-broken"}, {"overture-questions", "overture-sealed", "overture-notes"}),
        ("second-round", {"overture-questions", "overture-opened"}, {"overture-sealed"}),
    ],
)
def test_each_state_makes_room_for_the_phones_own_part(name: str, drawn: set[str], not_drawn: set[str]) -> None:
    found = set(elements(session(SECTIONS[name])))
    assert drawn <= found
    assert not found & not_drawn


def test_screens_follow_the_session() -> None:
    def screen(name: str, seat: Seat) -> str:
        found = re.search(r'data-screen="(\w+)"', stage(view_for(SESSIONS[name], seat)))
        assert found
        return found[1]

    assert screen("pairing-empty", Seat.A) == "lobby"
    assert screen("pairing-joining", Seat.B) == "joining"
    assert screen("ready-False-True", Seat.A) == "ready"
    assert screen("ready-False-True", Seat.B) == "talk"


def commands(shown: Session, seat: Seat = Seat.A) -> list[dict[str, Any]]:
    return Fragment(stage(view_for(shown, seat))).commands


@pytest.mark.parametrize("who", ["me", "them", "both"])
def test_while_paused_nothing_new_can_be_requested_but_what_is_open_stays(who: str) -> None:
    shown = SESSIONS[f"paused-{who}"]
    assert {command["do"] for command in commands(shown)} <= {"not-again", "not-prolong"}
    assert {"overture-opened", "overture-standing", "overture-card"} <= set(elements(shown))
    assert f'data-paused="{who}"' in stage(view_for(shown, Seat.A))


def test_a_request_for_a_new_round_names_the_next_round_and_can_be_withdrawn() -> None:
    place = {"chapter": QHASH, "section": "limits", "round": 2}
    assert {"do": "again", **place} in commands(session(SECTIONS["again-opened-"]))
    assert {"do": "not-again", **place} in commands(session(SECTIONS["again-opened-A"]))
    assert {"do": "again", **place} in commands(session(SECTIONS["again-opened-B"]))
    assert {"do": "again", **place} in commands(session(SECTIONS["again-broken-before-by-a-B"]))


def test_keeping_longer_asks_for_a_day_and_agrees_to_what_the_other_named() -> None:
    assert {"do": "prolong", "until": 1_800_043_200 + 86_400} in commands(session())
    assert {"do": "not-prolong"} in commands(SESSIONS["prolong-a"], Seat.A)
    assert {"do": "prolong", "until": 1_800_100_000} in commands(SESSIONS["prolong-a"], Seat.B)


@pytest.mark.parametrize("state", ["running", "stopped"])
def test_in_a_scene_nothing_that_adds_can_be_requested(state: str) -> None:
    whole = session(*unlike(SECTIONS.values()), scene=Scene(1, state))
    for seat in Seat:
        drawn = Fragment(stage(view_for(whole, seat)))
        assert not {command["do"] for command in drawn.commands} & {"again", "add"}
        assert "New rounds wait" in stage(view_for(whole, seat))
        assert "Your answers stay on this phone" in stage(view_for(whole, seat))


@pytest.mark.parametrize("name", ["scene-asked", "scene-running", "scene-stopped", "section-open"])
def test_the_phone_itself_draws_how_a_scene_begins_and_stops(name: str) -> None:
    """A button of the hub could say one thing and begin a scene."""
    shown = SESSIONS[name]
    for seat in Seat:
        assert "overture-begin" in elements(shown, seat)
        asked = {command["do"] for command in commands(shown, seat)}
        assert not asked & {"begin-scene", "not-begin-scene", "scene-over"}


def steps(*states: str, seat: Seat) -> tuple[str, str | None, str | None]:
    sections = [msgspec.structs.replace(SECTIONS[state], id=f"{n}") for n, state in enumerate(states)]
    view: View = view_for(session(*sections), seat)
    step = next_step(sections_of(1, view["chapters"][0]))
    assert step is not None
    return step.kind, step.section and step.section.id, step.ahead and step.ahead.id


def test_both_phones_are_shown_the_same_next_step() -> None:
    for states in itertools.product(("open", "sealed", "both-sealed", "opened", "settled"), repeat=3):
        assert steps(*states, seat=Seat.A)[1] == steps(*states, seat=Seat.B)[1]


def test_the_next_step_goes_on_in_order_and_offers_to_go_ahead() -> None:
    assert steps("open", "open", seat=Seat.A) == ("open", "0", None)
    assert steps("opened", "sealed", "open", seat=Seat.A) == ("wait", "1", "2")
    assert steps("opened", "sealed", "open", seat=Seat.B) == ("open", "1", None)
    assert steps("broken-after-by-a", "open", seat=Seat.A) == ("broken", "0", None)
    assert steps("settled", "opened", seat=Seat.A) == ("words", None, None)
    assert steps("settled", "settled", seat=Seat.A) == ("stand", None, None)
    assert next_step([]) is None


def after(at: int, *states: str) -> str | None:
    sections = [msgspec.structs.replace(SECTIONS[state], id=f"{n}") for n, state in enumerate(states)]
    shown = sections_of(1, view_for(session(*sections), Seat.A)["chapters"][0])
    room = room_after(shown[at], shown)
    return room and room.id


def test_an_opened_section_leads_to_the_next_that_is_left_to_answer() -> None:
    assert after(0, "opened", "open", "open") == "1"
    assert after(1, "open", "opened", "sealed", "open") == "3"
    assert after(1, "open", "opened", "sealed") == "0"
    assert after(0, "opened", "sealed", "opened") is None
    assert after(0, "open", "open") is None
