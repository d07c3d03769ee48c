"""What one seat's view looks like: view (docs/protocol.md, wire) -> the fragment that replaces the stage.

A fragment holds state and buttons, never an input: the phone refuses anything that is not on its list. Questions,
answers and titles are drawn by the phone inside the `overture-*` elements.
"""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from jinja2 import Template
from markupsafe import Markup

from overture.core.view import SectionView
from overture.i18n import ENGLISH
from overture.realtime.frames import encoded as encode
from overture.templates import environment

View = Mapping[str, Any]

BETWEEN = b"\\n"
"""A new line within a JSON string."""
DAY = 24 * 60 * 60
PIECES_KEPT = 8192
"""How many parts of screens are kept, of a few kB each at most."""


class Shown(NamedTuple):
    """All that a drawing of a section depends on: no box, no note and nobody's token. `key` is the id of its room.

    Sessions with the same questions share these, so a section in a given state is drawn once and kept.
    """

    chapter: str
    id: str
    key: str
    reveal: str
    round: int
    state: str
    told: str
    wished_by_me: bool
    wished_by_them: bool
    earlier: tuple[int, ...]
    """The earlier rounds that were opened."""

    @property
    def worded(self) -> str:
        """Which sentence says it at length, `state.*` in the catalogue: a mutual section opens something else."""
        own = self.told in {"open", "open-again", "opened"}
        return f"mutual-{self.told}" if own and self.reveal == "mutual" else self.told


class Drawn(NamedTuple):
    """A section, its card in the overview, and its room."""

    shown: Shown
    card: bytes
    whole: bytes


class Step(NamedTuple):
    """The shared next step. `kind` names its sentence; `ahead` is a section that this seat could answer meanwhile."""

    kind: str
    section: Shown | None
    ahead: Shown | None


SCENE = Step("scene", None, None)
"""While a scene is running nothing is opened or put into words: the card is what there is."""


@cache
def _template(language: str, name: str) -> Template:
    return environment(language).get_template(f"fragments/{name}.html")


@lru_cache(maxsize=PIECES_KEPT)
def _drawn(language: str, name: str, **values: Hashable) -> bytes:
    """A part of a screen, drawn once for each set of values and kept: what stands within a JSON string."""
    return _within_json(_template(language, name).render(values))


def _within_json(drawn: str) -> bytes:
    # A single letter beyond ASCII makes all further handling of a whole screen much slower.
    return encode(drawn.encode("ascii", "xmlcharrefreplace").decode())[1:-1]


@lru_cache(maxsize=PIECES_KEPT)
def _drawn_section(language: str, section: SectionView, number: int, qhash: str, *, calm: bool, scene: bool) -> Drawn:
    shown = _shown(section, number, qhash)
    card = _drawn(language, "section-card", section=shown)
    return Drawn(shown, card, _drawn(language, "section", section=shown, calm=calm, scene=scene))


HOLE = "\0"
"""Stands in a frame where a part comes. No text and no name can hold it."""


@lru_cache(maxsize=PIECES_KEPT)
def _frame(language: str, paused: str, expires: int, qhashes: tuple[str, ...]) -> tuple[bytes, ...]:
    """What stands around the parts of a conversation: before the first, between any two, and behind the last."""
    hole = Markup(HOLE)  # noqa: S704 - nothing of it is from elsewhere
    drawn = _template(language, "talk").render(
        paused=paused,
        expires=expires,
        nav=Markup(_template(language, "nav").render()),  # noqa: S704 - the template has escaped it
        overview=hole,
        chapters=[(number, qhash, hole) for number, qhash in enumerate(qhashes, 1)],
        keep=hole,
        sections=hole,
        rooms=hole,
    )
    return tuple(map(_within_json, drawn.split(HOLE)))


def stage(view: View, language: str = ENGLISH) -> bytes:
    """The whole `<main id="stage">` for one seat's view as a JSON string, in the language of that seat's phone."""
    screen = screen_of(view)
    paused = _paused(view["paused"])
    if screen != "talk":
        return encode(_template(language, screen).render(view=view, paused=paused))
    calm, both_ready, scene = paused == "none", view["ready"]["both"], view["scene"]["running"]
    draw = partial(_drawn, language)
    chapters = [
        [
            _drawn_section(language, section, number, chapter["qhash"], calm=calm, scene=scene)
            for section in chapter["sections"]
        ]
        for number, chapter in enumerate(view["chapters"], 1)
    ]
    drawn = [each for of_chapter in chapters for each in of_chapter]
    step = SCENE if scene else next_step([each.shown for each in drawn])
    parts = [
        draw("overview", both_ready=both_ready, step=step),
        *[BETWEEN.join([each.card for each in of_chapter]) for of_chapter in chapters],
        draw("keep", calm=calm, **_keep(view["prolong"], view["expires"], calm=calm)),
        BETWEEN.join([each.whole for each in drawn]),
        draw("rooms", may_begin=calm and both_ready, **view["scene"]),
    ]
    frame = _frame(language, paused, view["expires"], tuple([chapter["qhash"] for chapter in view["chapters"]]))
    between = zip(frame, (*parts, b""), strict=True)
    return b'"%b"' % b"".join([piece for pair in between for piece in pair])


def _keep(wished: View, expires: int, *, calm: bool) -> dict[str, Hashable]:
    """Who wishes to keep the conversation for longer, and until when, where this seat may still wish for it."""
    me, them = wished["me"] is not None, wished["them"] is not None
    until = wished["them"] if them else expires + DAY
    return {"me": me, "them": them, "until": until if calm and not me else None}


def screen_of(view: View) -> str:
    """Which screen a view is: "lobby" or "joining" while pairing, "ready" until this seat is, then "talk"."""
    if view["pairing"] is not None:
        return "lobby" if view["role"] == "A" else "joining"
    return "talk" if view["ready"]["me"] else "ready"


def _paused(paused: View) -> str:
    mine, theirs = bool(paused["me"]), paused["them"]
    return "both" if mine and theirs else "me" if mine else "them" if theirs else "none"


def _shown(section: SectionView, number: int, qhash: str) -> Shown:
    """A section of the chapter with this number, counted from 1."""
    # Rooms of the first chapter are found by their section alone; a later chapter may ask a section of the same name.
    prefix = "" if number == 1 else f"chapter-{number}-"
    return Shown(
        chapter=qhash,
        id=section["id"],
        key=f"{prefix}section-{section['id']}",
        reveal=section["reveal"],
        round=section["round"],
        state=section["state"],
        told=told(section),
        wished_by_me=section["again"]["me"],
        wished_by_them=section["again"]["them"],
        earlier=tuple(before["round"] for before in section["earlier"] if before["state"] == "opened"),
    )


def sections_of(number: int, chapter: View) -> list[Shown]:
    """The sections of the chapter with this number, counted from 1, in the order of the question set."""
    return [_shown(section, number, chapter["qhash"]) for section in chapter["sections"]]


def told(section: View) -> str:
    """Which sentence says how a section stands; the keys are `tag.*` and `state.*` in the catalogue."""
    state: str = section["state"]
    if state == "opened":
        return _in_words(section)
    return "open-again" if state == "open" and section["round"] > 1 else state


def _in_words(section: View) -> str:
    note = section["note"]
    if section["agreed"]:
        return "settled"
    if note is None:
        return "opened"
    taken_back = any(
        said is not None and said["note"] == note["box"] and not said["yes"] for said in section["settled"].values()
    )
    return "to-talk" if taken_back else "noted"


def next_step(sections: Sequence[Shown]) -> Step | None:
    """The first section that is not open yet, else the first that is not in words, else where they stand.

    Opening happens for both at once, so both phones name the same section. Only the wording differs, by what this
    seat itself has sealed.
    """
    if not sections:
        return None
    for section in sections:
        if section.state in {"sealed", "both-sealed"}:
            return Step("wait", section, next((other for other in sections if other.state == "open"), None))
        if section.state in {"open", "broken"}:
            return Step(section.state, section, None)
    unsettled = next((section for section in sections if section.told != "settled"), None)
    return Step("words" if unsettled else "stand", unsettled, None)
