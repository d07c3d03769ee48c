"""The fragment of every screen holds state and buttons only, tells nothing too early, and wishes for simple things."""

import itertools
import json
import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from overture import boxes, messages
from overture import commands as do
from overture.render import catalogue, next_step, sections_of, stage, told
from overture.session import (
    Chapter,
    Guest,
    Note,
    Pairing,
    Pause,
    Place,
    Round,
    Seat,
    Section,
    Session,
    Settlement,
    Slots,
)
from overture.view import View, view_for

ELEMENTS = {
    *("main", "section", "article", "header", "nav", "h1", "h2", "h3", "p", "ul", "ol", "li", "a", "button", "span"),
    *("strong", "em", "small", "div", "details", "summary", "dl", "dt", "dd", "hr"),
}
ATTRIBUTES = {"id", "class", "hidden", "role", "tabindex", "lang", "dir", "open", "hx-ws:send", "hx-vals"}
PHONE_ATTRIBUTES = {"locator", "stage", "part", "chapter", "section", "round", "state"}
WISHES = {"ready", "again", "not-again", "leave", "prolong", "not-prolong", "scene", "scene-over"}

QHASH = "Q" * 43
OTHER_QHASH = "R" * 43


def digest(n: int) -> str:
    return boxes.digest(n.to_bytes(4, "big"))


class Fragment(HTMLParser):
    """A Python twin of the phone's check, and what it found on the way."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.wishes: list[dict[str, Any]] = []
        self.acts: list[str] = []
        self.elements: list[str] = []
        self.stack: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()
        if self.stack:
            self.problems.append(f"not closed: {self.stack}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.stack.append(tag)
        if tag not in ELEMENTS and not tag.startswith("overture-"):
            self.problems.append(f"<{tag}>")
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.problems.append(f"<{tag}> repeats an attribute: {names}")
        if tag == "hr":
            self.stack.pop()
        given = dict(attrs)
        for name, value in attrs:
            self._check(tag, name, value or "")
        if tag == "button" and given.get("type") != "button":
            self.problems.append("a button that could submit")
        if tag.startswith("overture-") and "data-phone" not in given:
            self.problems.append(f"<{tag}> would be morphed")
        if "hx-vals" in given:
            self.wishes.append(json.loads(given["hx-vals"] or ""))
        if ("hx-ws:send" in given) != ("hx-vals" in given):
            self.problems.append("half a wish")

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.problems.append(f"</{tag}> out of place")

    def _check(self, tag: str, name: str, value: str) -> None:
        if name == "href":
            self.links.append(value)
            allowed = tag == "a" and re.fullmatch(r"#[a-z0-9-]+", value) is not None
        elif name == "type":
            allowed = tag == "button" and value == "button"
        elif name in PHONE_ATTRIBUTES:
            allowed = tag.startswith("overture-")
        else:
            allowed = name in ATTRIBUTES or name.startswith(("aria-", "data-"))
        if not allowed:
            self.problems.append(f"<{tag} {name}={value!r}>")
        if name == "id":
            self.ids.append(value)
        if name == "data-act":
            self.acts.append(value)


# Sessions in every state


def slots(n: int, *, commit: bool, release: bool) -> Slots:
    return Slots(digest(n) if commit else None, digest(n + 1) if release else None)


def a_round(a: str = "", b: str = "", broken: Seat | None = None) -> Round:
    """`a` and `b`: "" nothing, "c" sealed, "cr" released."""
    return Round(slots(10, commit="c" in a, release="r" in a), slots(20, commit="c" in b, release="r" in b), broken)


ROUNDS = {
    "open": a_round(),
    "sealed": a_round("c"),
    "both-sealed": a_round("c", "c"),
    "one-released": a_round("c", "cr"),
    "opened": a_round("cr", "cr"),
    "broken-before-by-a": a_round("c", "c", Seat.A),
    "broken-before-by-b": a_round("c", "c", Seat.B),
    "broken-after-by-a": a_round("cr", "cr", Seat.A),
    "broken-after-by-b": a_round("cr", "cr", Seat.B),
}
FIRST, SECOND = Note(Seat.A, digest(30)), Note(Seat.B, digest(31))


def tap(note: Note, *, yes: bool) -> Settlement:
    return Settlement(1, note.box, yes, digest(40))


def in_words(notes: tuple[Note, ...], a: Settlement | None, b: Settlement | None) -> Section:
    return Section("feelings", "both", 4096, (ROUNDS["opened"],), notes, a, b)


SECTIONS = {
    **{name: Section("limits", "both", 8192, (asked,)) for name, asked in ROUNDS.items()},
    **{
        f"again-{name}-{''.join(who)}": Section("limits", "both", 8192, (ROUNDS[name],), again=tuple(who))
        for name in ("opened", "broken-before-by-a")
        for who in ([], [Seat.A], [Seat.B])
    },
    "second-round": Section("limits", "both", 8192, (ROUNDS["opened"], ROUNDS["broken-after-by-b"], ROUNDS["open"])),
    "mutual": Section("curious", "mutual", 8192),
    "noted": in_words((FIRST,), None, None),
    "one-said-so": in_words((FIRST,), tap(FIRST, yes=True), None),
    "settled": in_words((FIRST,), tap(FIRST, yes=True), tap(FIRST, yes=True)),
    "taken-back": in_words((FIRST,), tap(FIRST, yes=True), tap(FIRST, yes=False)),
    "edited": in_words((FIRST, SECOND), tap(FIRST, yes=True), tap(FIRST, yes=False)),
}
PAUSES = {
    "none": (None, None),
    "me": (Pause("p" * 22), None),
    "them": (None, Pause("t" * 22, digest(50))),
    "both": (Pause("p" * 22), Pause("t" * 22)),
}


def session(*sections: Section, **changes: Any) -> Session:
    made = Session(
        id="i" * 22,
        v=1,
        created=1_800_000_000,
        expires=1_800_043_200,
        pairing=None,
        a=Place(token=b"a" * 32, ready=True),
        b=Place(token=b"b" * 32, ready=True),
        chapters=(Chapter(QHASH, sections or (Section("limits", "both", 8192),)),),
    )
    return msgspec.structs.replace(made, **changes)


def pairing(name: str) -> Session:
    guest = None if name == "empty" else Guest(b"g" * 32, 1_800_000_000)
    m2 = b"2" * 108 if name in {"replied", "answered"} else None
    m3 = b"3" * 64 if name == "answered" else None
    return session(pairing=Pairing("HRWE", b"1" * 100, guest, m2, m3), a=Place(token=b"a" * 32), b=Place())


def sessions() -> dict[str, Session]:
    made = {f"pairing-{name}": pairing(name) for name in ("empty", "joining", "replied", "answered")}
    for name, section in SECTIONS.items():
        made[f"section-{name}"] = session(section)
    for name, (a, b) in PAUSES.items():
        paused = session(*unlike(SECTIONS.values()))
        made[f"paused-{name}"] = msgspec.structs.replace(
            paused, a=msgspec.structs.replace(paused.a, pause=a), b=msgspec.structs.replace(paused.b, pause=b)
        )
    for ours, other in itertools.product((False, True), repeat=2):
        made[f"ready-{ours}-{other}"] = session(a=Place(b"a" * 32, ready=ours), b=Place(b"b" * 32, ready=other))
    made["prolong-a"] = session(a=Place(b"a" * 32, ready=True, prolong=1_800_100_000))
    made["scene"] = session(scene=True)
    made["scene-over"] = session(scene=True, scene_over=(Seat.A,))
    made["two-chapters"] = session(
        chapters=(
            Chapter(QHASH, tuple(unlike(SECTIONS.values()))),
            Chapter(OTHER_QHASH, tuple(unlike(SECTIONS.values()))),
        )
    )
    made["no-sections"] = session(chapters=(Chapter(QHASH, ()),))
    return made


def unlike(sections: Any) -> list[Section]:
    """The same sections under ids of their own, as one question set would have them."""
    return [msgspec.structs.replace(section, id=f"{section.id}-{n}") for n, section in enumerate(sections)]


SESSIONS = sessions()
EVERY_VIEW = [pytest.param(s, seat, id=f"{name}-{seat}") for name, s in SESSIONS.items() for seat in Seat]


@pytest.mark.parametrize(("shown", "seat"), EVERY_VIEW)
def test_the_phone_would_accept_every_fragment(shown: Session, seat: Seat) -> None:
    fragment = Fragment(stage(view_for(shown, seat)))
    assert fragment.problems == []
    assert fragment.elements[0] == "main"
    assert fragment.ids[0] == "stage"
    assert len(fragment.ids) == len(set(fragment.ids))
    assert {link.removeprefix("#") for link in fragment.links} <= set(fragment.ids)
    assert set(fragment.acts) <= {"end"}


@pytest.mark.parametrize(("shown", "seat"), EVERY_VIEW)
def test_wishes_are_simple_and_the_hub_can_read_them(shown: Session, seat: Seat) -> None:
    for wish in Fragment(stage(view_for(shown, seat))).wishes:
        assert wish["do"] in WISHES
        assert isinstance(messages.parse_command(json.dumps({"id": 1, **wish})), do.Command)


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
    ):
        assert Fragment(f"<main>{bad}</main>").problems, bad


@pytest.mark.parametrize("wish", [(), (Seat.B,)])
@pytest.mark.parametrize("place", ["only", "first", "last"])
def test_before_its_own_seal_a_seat_gets_the_same_bytes_whatever_the_other_did(
    place: str, wish: tuple[Seat, ...]
) -> None:
    around = [Section("building", "both", 4096, (ROUNDS["opened"],), again=wish)]
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
        ("broken-before-by-a", Seat.A, "broken-me-before"),
        ("broken-before-by-a", Seat.B, "broken-them-before"),
        ("broken-after-by-a", Seat.A, "broken-me-after"),
        ("broken-after-by-a", Seat.B, "broken-them-after"),
        ("noted", Seat.A, "noted"),
        ("one-said-so", Seat.B, "noted"),
        ("settled", Seat.A, "settled"),
        ("taken-back", Seat.A, "to-talk"),
        ("edited", Seat.A, "noted"),
    ],
)
def test_each_state_says_what_is_true(name: str, seat: Seat, sentence: str) -> None:
    section = view_for(session(SECTIONS[name]), seat)["chapters"][0]["sections"][0]
    assert told(section) == sentence
    html = stage(view_for(session(SECTIONS[name]), seat))
    assert catalogue()[f"tag.{sentence}"] in html
    # What is true of a sealed section is said by the phone, right below.
    assert sentence in {"sealed", "both-sealed"} or catalogue()[f"state.{sentence}"] in html


def elements(shown: Session, seat: Seat = Seat.A) -> list[str]:
    return [e for e in Fragment(stage(view_for(shown, seat))).elements if e.startswith("overture-")]


@pytest.mark.parametrize(
    ("name", "drawn", "not_drawn"),
    [
        ("open", {"overture-questions"}, {"overture-sealed", "overture-opened", "overture-notes"}),
        ("sealed", {"overture-sealed"}, {"overture-questions", "overture-opened", "overture-notes"}),
        ("both-sealed", {"overture-sealed"}, {"overture-questions", "overture-opened"}),
        ("opened", {"overture-opened", "overture-notes"}, {"overture-questions", "overture-sealed"}),
        ("broken-after-by-b", set(), {"overture-questions", "overture-opened", "overture-sealed"}),
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


def test_whether_the_other_is_ready_shows_only_when_both_are() -> None:
    def shown(other: bool) -> str:
        return stage(view_for(session(a=Place(b"a" * 32), b=Place(b"b" * 32, ready=other)), Seat.A))

    assert shown(False) == shown(True)


def wishes(shown: Session, seat: Seat = Seat.A) -> list[dict[str, Any]]:
    return Fragment(stage(view_for(shown, seat))).wishes


@pytest.mark.parametrize("who", ["me", "them", "both"])
def test_while_paused_nothing_new_can_be_wished_for_but_what_is_open_stays(who: str) -> None:
    shown = SESSIONS[f"paused-{who}"]
    assert {wish["do"] for wish in wishes(shown)} <= {"not-again", "not-prolong", "scene-over"}
    assert {"overture-opened", "overture-standing", "overture-card"} <= set(elements(shown))
    assert f'data-paused="{who}"' in stage(view_for(shown, Seat.A))


def test_a_wish_for_a_new_round_names_the_next_round_and_can_be_taken_back() -> None:
    place = {"chapter": QHASH, "section": "limits", "round": 2}
    assert {"do": "again", **place} in wishes(session(SECTIONS["again-opened-"]))
    assert {"do": "not-again", **place} in wishes(session(SECTIONS["again-opened-A"]))
    assert {"do": "again", **place} in wishes(session(SECTIONS["again-opened-B"]))
    assert {"do": "again", **place} in wishes(session(SECTIONS["again-broken-before-by-a-B"]))


def test_keeping_longer_asks_for_a_day_and_agrees_to_what_the_other_named() -> None:
    assert {"do": "prolong", "until": 1_800_043_200 + 86_400} in wishes(session())
    assert {"do": "not-prolong"} in wishes(SESSIONS["prolong-a"], Seat.A)
    assert {"do": "prolong", "until": 1_800_100_000} in wishes(SESSIONS["prolong-a"], Seat.B)


def test_a_scene_is_begun_by_one_and_over_by_both() -> None:
    assert {"do": "scene"} in wishes(session())
    assert {"do": "scene-over"} in wishes(SESSIONS["scene"])
    assert {"do": "scene-over"} not in wishes(SESSIONS["scene-over"], Seat.A)
    assert {"do": "scene-over"} in wishes(SESSIONS["scene-over"], Seat.B)


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
    assert steps("settled", "opened", seat=Seat.A) == ("words", "1", None)
    assert steps("settled", "settled", seat=Seat.A) == ("stand", None, None)
    assert next_step([]) is None
