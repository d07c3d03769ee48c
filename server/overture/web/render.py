"""The stage: the HTML fragment that shows one seat its view of the session.

A fragment holds state and buttons, never an input: the phone refuses anything that is not on its list
(`client/static/js/ui/fragment-check.js`). Questions, answers and titles are rendered by the phone inside the
`overture-*` elements.
"""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import msgspec
from jinja2 import Template
from markupsafe import Markup

from overture.i18n import ENGLISH
from overture.templates import environment

View = Mapping[str, Any]

DAY = 24 * 60 * 60
PIECES_CACHED = 8192
"""Rendered pieces of stages kept in memory, a few kB each at most."""
STAGES_CACHED = 256
"""Rendered stages kept in memory, some 20 kB each."""


class SectionDisplay(NamedTuple):
    """Everything that the display of a section depends on: no box, no note and nobody's token.

    Sessions with the same questions share these values, so a section in a given state is rendered once.

    Args:
        chapter: Digest of the question set.
        id: Id of the section in the question set.
        key: Id of the section's tab, and the end of every id within it.
        reveal: "both" or "mutual".
        round: Number of the newest round, from 1.
        state: State of that round as the view has it.
        status: Key of the word that says how the section stands, `tag.*` in the catalogue.
        again_by_me: Whether this seat asks for another round.
        again_by_them: Whether the other seat does.
        earlier: Numbers of the earlier rounds that were opened.
    """

    chapter: str
    id: str
    key: str
    reveal: str
    round: int
    state: str
    status: str
    again_by_me: bool
    again_by_them: bool
    earlier: tuple[int, ...]

    @property
    def explanation(self) -> str:
        """Key of the sentence for the status, `state.*` in the catalogue: a mutual section has some of its own."""
        own = self.status in {"open", "open-again", "opened"}
        return f"mutual-{self.status}" if own and self.reveal == "mutual" else self.status


class Room(NamedTuple):
    """A section that a link leads to, and nothing of how it stands: its title is the phone's to draw."""

    chapter: str
    id: str
    key: str


class NextStep(NamedTuple):
    """What the two do next, the same section on both phones.

    Args:
        kind: Key of its sentence, `next.*` in the catalogue.
        section: The section that it is about, if it is about one.
        ahead: A section that this seat could answer while it waits for the other.
    """

    kind: str
    section: SectionDisplay | None
    ahead: SectionDisplay | None


SCENE = NextStep("scene", None, None)
"""While a scene is running or stopped nothing is sealed or put into words: the scene card is what there is."""


class TalkScreen(NamedTuple):
    """Everything that the display of a session depends on once this seat is ready.

    Both phones of a session mostly show the same, so a stage is rendered once for both.

    Args:
        paused: Who has paused: "none", "me", "them" or "both".
        both_ready: Whether both seats are ready.
        expires: When the session ends, in seconds since the epoch.
        prolong: Until when this seat, and the other, ask to prolong it.
        scene: Whether there is a scene that is not over, running or stopped.
        chapters: The qhash and the sections of each chapter.
    """

    paused: str
    both_ready: bool
    expires: int
    prolong: tuple[int | None, int | None]
    scene: bool
    chapters: tuple[tuple[str, tuple[SectionDisplay, ...]], ...]


@cache
def _template(language: str, name: str) -> Template:
    return environment(language).get_template(f"fragments/{name}.html")


def stage(view: View, language: str = ENGLISH) -> bytes:
    """Render the whole `<main id="stage">` for one seat.

    Args:
        view: The seat's view, as `core.view.view_for` returns it.
        language: Code of the language that the phone is shown in.

    Returns:
        The HTML as a JSON string, ready to stand in a frame.

    Source: docs/protocol.md, "What the hub says" (`html`).
    """
    screen, paused = screen_of(view), _paused(view["paused"])
    if screen != "talk":
        return _json(_template(language, screen).render(view=view, paused=paused))
    chapters = tuple(
        (chapter["qhash"], sections_of(number, chapter)) for number, chapter in enumerate(view["chapters"], 1)
    )
    prolong = view["prolong"]
    return _talk(
        language,
        TalkScreen(
            paused=paused,
            both_ready=view["ready"]["both"],
            expires=view["expires"],
            prolong=(prolong["me"], prolong["them"]),
            scene=view["scene"]["state"] in {"running", "stopped"},
            chapters=chapters,
        ),
    )


@lru_cache(maxsize=STAGES_CACHED)
def _talk(language: str, screen: TalkScreen) -> bytes:
    piece = partial(_piece, language)
    unpaused, scene = screen.paused == "none", screen.scene
    sections = [section for _, of_chapter in screen.chapters for section in of_chapter]
    html = _template(language, "talk").render(
        paused=screen.paused,
        expires=screen.expires,
        nav=piece("nav"),
        overview=piece(
            "overview",
            both_ready=screen.both_ready,
            step=SCENE if scene else next_step(sections),
            talk=any_opened(sections),
        ),
        chapters=[
            (number, qhash, [piece("section-card", section=section) for section in of_chapter])
            for number, (qhash, of_chapter) in enumerate(screen.chapters, 1)
        ],
        sections=[
            piece("section", section=section, after=room_after(section, sections), unpaused=unpaused, scene=scene)
            for section in sections
        ],
        rooms=piece("rooms"),
        this_conversation=piece(
            "this-conversation",
            opened=any_opened(sections),
            unpaused=unpaused,
            **_prolonging(*screen.prolong, screen.expires, unpaused=unpaused),
        ),
    )
    return _json(html)


@lru_cache(maxsize=PIECES_CACHED)
def _piece(language: str, name: str, **values: Hashable) -> Markup:
    return Markup(_ascii(_template(language, name).render(values)))  # noqa: S704 - the template has escaped it


def _json(html: str) -> bytes:
    return msgspec.json.encode(_ascii(html))


def _ascii(html: str) -> str:
    # A single letter beyond ASCII makes all further handling of a whole screen much slower.
    return html.encode("ascii", "xmlcharrefreplace").decode()


def _prolonging(mine: int | None, theirs: int | None, expires: int, *, unpaused: bool) -> dict[str, Hashable]:
    """Which seats ask to prolong the session, and until when this seat may ask to, if it may."""
    me, them = mine is not None, theirs is not None
    until = theirs if them else expires + DAY
    return {"me": me, "them": them, "until": until if unpaused and not me else None}


def screen_of(view: View) -> str:
    """Return the screen that a view is shown on.

    Returns:
        "lobby" (seat A) or "joining" (seat B) while pairing, "ready" until this seat is ready, then "talk".
    """
    if view["pairing"] is not None:
        return "lobby" if view["role"] == "A" else "joining"
    return "talk" if view["ready"]["me"] else "ready"


def _paused(paused: View) -> str:
    mine, theirs = bool(paused["me"]), paused["them"]
    return "both" if mine and theirs else "me" if mine else "them" if theirs else "none"


def sections_of(number: int, chapter: View) -> tuple[SectionDisplay, ...]:
    """Return how the sections of a chapter are displayed, in the order of the question set.

    Args:
        number: Number of the chapter in the session, from 1.
        chapter: The chapter as the view has it.
    """
    # Tabs of the first chapter are named after their section alone; a later chapter may have a section of that name.
    prefix = "" if number == 1 else f"chapter-{number}-"
    return tuple(
        [
            SectionDisplay(
                chapter=chapter["qhash"],
                id=section["id"],
                key=f"{prefix}section-{section['id']}",
                reveal=section["reveal"],
                round=section["round"],
                state=section["state"],
                status=section_status(section),
                again_by_me=section["again"]["me"],
                again_by_them=section["again"]["them"],
                earlier=tuple(before["round"] for before in section["earlier"] if before["state"] == "opened"),
            )
            for section in chapter["sections"]
        ]
    )


def any_opened(sections: Sequence[SectionDisplay]) -> bool:
    """Return whether there is anything to talk through or to keep: a section that was opened, in any round."""
    return any(section.state == "opened" or section.earlier for section in sections)


def section_status(section: View) -> str:
    """Return the key of the word that says how a section stands, `tag.*` in the catalogue.

    Args:
        section: The section as the view has it.
    """
    state: str = section["state"]
    if state == "opened":
        return _note_status(section)
    return "open-again" if state == "open" and section["round"] > 1 else state


def _note_status(section: View) -> str:
    note = section["note"]
    if section["agreed"]:
        return "settled"
    if note is None:
        return "opened"
    taken_back = any(
        tap is not None and tap["note"] == note["box"] and not tap["yes"] for tap in section["settled"].values()
    )
    return "to-talk" if taken_back else "noted"


def next_step(sections: Sequence[SectionDisplay]) -> NextStep | None:
    """Return the first section that is not opened; once all are, that there are words to find, or that all is settled.

    A section opens for both at once, so both phones name the same one. Only the sentence differs, by what this seat
    has sealed.

    Args:
        sections: All sections of the session, in order.

    Returns:
        The step, or None for a session without sections.
    """
    if not sections:
        return None
    for section in sections:
        if section.state in {"sealed", "both-sealed"}:
            return NextStep("wait", section, next((other for other in sections if other.state == "open"), None))
        if section.state in {"open", "broken"}:
            return NextStep(section.state, section, None)
    return NextStep("stand" if all(section.status == "settled" for section in sections) else "words", None, None)


def room_after(section: SectionDisplay, sections: Sequence[SectionDisplay]) -> Room | None:
    """Return the section to go on with after an opened one: the next that this seat has not sealed, else the first.

    Args:
        section: Where the link stands.
        sections: All sections of the session, in order.
    """
    if section.state != "opened":
        return None
    at = sections.index(section)
    left = [other for other in (*sections[at + 1 :], *sections[:at]) if other.state == "open"]
    return Room(left[0].chapter, left[0].id, left[0].key) if left else None
