"""What one seat may see: the one projection that everything shown goes through. Pure.

Secrecy is a property of this file: before a seat has sealed a round, nothing here depends on what the other seat did in
that round (docs/protocol.md, "View").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

import msgspec

from overture.core import commands as do
from overture.core import encoding
from overture.core.rules import apply, arrive
from overture.core.session import (
    Chapter,
    Moving,
    Newcomer,
    Pairing,
    Place,
    Round,
    Seat,
    Section,
    Session,
    Settlement,
    Viewer,
)
from overture.core.transitions import Refused

View = dict[str, Any]


class SectionView(View):
    """What a seat may see of a section. Nobody changes it, so it may stand for what is made of it, such as a drawing:
    its hash is that of the object."""

    __hash__ = object.__hash__  # type: ignore[assignment]


SEATS = tuple(Seat)

SECTIONS_KEPT = 8192
"""How many views of a section are kept, about 2 kB each: what happens in a session changes one of them at a time."""


def step(session: Session, viewer: Viewer, command: do.Command, now: int) -> Session | Refused:
    """`apply` or `arrive`, and the edition of each seat whose view it changed grows by one."""
    if isinstance(viewer, Newcomer):
        return stamp(session, arrive(session, viewer, command, now))
    return stamp(session, apply(session, viewer, command, now))


def stamp(before: Session, after: Session | Refused) -> Session | Refused:
    """Count the change for each seat that can see it, so that a hidden one leaves no trace in the numbers either."""
    if isinstance(after, Refused) or after is before or after.ended:
        return after
    seen = _seen_around(before, after)
    for old, new in zip(before.chapters, after.chapters, strict=False):
        if old is not new:
            seen |= _seen_in(old, new)
    if seen:
        after = msgspec.structs.replace(
            after,
            a=_counted(after.a) if Seat.A in seen else after.a,
            b=_counted(after.b) if Seat.B in seen else after.b,
        )
    return after


def _counted(place: Place) -> Place:
    return msgspec.structs.replace(place, edition=place.edition + 1)


def _seen_around(before: Session, after: Session) -> set[Seat]:
    """Who sees a change that is not within a chapter."""
    if len(after.chapters) != len(before.chapters):
        return set(SEATS)
    if msgspec.structs.replace(after, v=before.v, chapters=before.chapters) == before:
        return set()
    return {seat for seat in SEATS if _around(before, seat) != _around(after, seat)}


def _seen_in(before: Chapter, after: Chapter) -> set[Seat]:
    """Who sees the change of a chapter. Sections that are the same objects are not looked at."""
    seen: set[Seat] = set()
    notices = before.notices_a is not after.notices_a or before.notices_b is not after.notices_b
    changed = [pair for pair in zip(before.sections, after.sections, strict=True) if pair[0] is not pair[1]]
    for seat in SEATS:
        if notices and _around_sections(before, seat) != _around_sections(after, seat):
            seen.add(seat)
        for old, new in changed:
            if _part(old, seat).view != _part(new, seat).view:
                seen.add(seat)
    return seen


def view_for(session: Session, seat: Seat) -> View:
    """The view as it goes on the wire: the projection and its edition."""
    return {"v": session.place(seat).edition, **project(session, seat)}


def project(session: Session, seat: Seat) -> View:
    """All of it. Nobody changes a view: what stands in it about a section is made once and shared."""
    chapters = [
        {**_around_sections(chapter, seat), "sections": [part.view for part in _parts(chapter, seat)]}
        for chapter in session.chapters
    ]
    return {**_around(session, seat), "chapters": chapters}


def edition_of(session: Session, viewer: Viewer) -> int:
    """The number of this viewer's view. A newcomer's counts what has come to it: m1, m2, and m3 with the box."""
    if isinstance(viewer, Seat):
        return session.place(viewer).edition
    move = session.place(viewer.seat).move
    return 1 if move is None else sum(message is not None for message in (move.m1, move.m2, move.m3))


def arriving(session: Session, newcomer: Newcomer) -> View:
    """All that a phone sees which has asked for a seat and does not hold it: the move, and nothing of the session."""
    move = session.place(newcomer.seat).move
    assert move is not None
    told = {"m1": _bytes(move.m1), "m2": _bytes(move.m2), "m3": _bytes(move.m3), "box": move.box}
    return {"v": edition_of(session, newcomer), "arriving": told}


def encoded(session: Session, viewer: Viewer) -> tuple[int, bytes, frozenset[str]]:
    """The edition, `view_for` or `arriving` as JSON, and `boxes_named` of it, put together from what is kept of the
    sections."""
    if isinstance(viewer, Newcomer):
        shown = arriving(session, viewer)
        box = shown["arriving"]["box"]
        return shown["v"], msgspec.json.encode(shown), frozenset() if box is None else frozenset({box})
    seat = viewer
    chapters: list[View] = []
    named: list[frozenset[str]] = []
    for chapter in session.chapters:
        parts = _parts(chapter, seat)
        chapters.append({**_around_sections(chapter, seat), "sections": [part.body for part in parts]})
        named += [part.named for part in parts]
    edition = session.place(seat).edition
    view = {"v": edition, **_around(session, seat), "chapters": chapters}
    return edition, msgspec.json.encode(view), frozenset().union(*_named_around(view), *named)


def _parts(chapter: Chapter, seat: Seat) -> list["Part"]:
    return list(map(_part, chapter.sections, repeat(seat)))


def boxes_named(view: View) -> frozenset[str]:
    """Every digest in a view: what its seat may fetch."""
    sections = [section for chapter in view["chapters"] for section in chapter["sections"]]
    return frozenset().union(*_named_around(view), *map(_named_in, sections))


def _named_around(view: View) -> list[Iterable[str]]:
    """The digests that are not in a section."""
    named: list[Iterable[str]] = []
    for chapter in view["chapters"]:
        named += chapter["notices"].values()
    if view["paused"]["later"] is not None:
        named.append([view["paused"]["later"]])
    return named


def _named_in(section: View) -> frozenset[str]:
    found: list[str | None] = []
    for asked in (section, *section["earlier"]):
        for slots in (asked["mine"], asked.get("theirs", {})):
            found += slots.values()
    if section["note"] is not None:
        found += [section["note"]["box"], section["note"]["before"]]
    found += [tap["box"] for tap in section["settled"].values() if tap is not None]
    return frozenset(digest for digest in found if digest is not None)


def _around(session: Session, seat: Seat) -> View:
    """What is not about a chapter."""
    me, them = session.places(seat)
    both_ready = session.both_ready
    return {
        "role": "A" if seat is Seat.A else "B",
        "phase": "pairing" if session.pairing is not None else "talking" if both_ready else "preparing",
        "pairing": None if session.pairing is None else _pairing(session.pairing),
        "ready": {"me": me.ready, "both": both_ready},
        "paused": {
            "me": None if me.pause is None else me.pause.id,
            "them": them.pause is not None,
            "later": None if them.pause is None else them.pause.later,
        },
        "expires": session.expires,
        "prolong": {"me": me.prolong, "them": them.prolong},
        "scene": {"running": session.scene, "over": seat in session.scene_over},
        "move": None if me.move is None else _move(me.move),
    }


def _move(move: Moving) -> View:
    """What the phone that holds the seat sees of its own move."""
    asked = move.asker is not None
    return {"id": move.id, "until": move.until, "asked": asked, "m2": _bytes(move.m2), "m3": _bytes(move.m3)}


def _pairing(p: Pairing) -> View:
    return {"stage": p.stage, "locator": p.locator, "m1": _bytes(p.m1), "m2": _bytes(p.m2), "m3": _bytes(p.m3)}


def _bytes(message: bytes | None) -> str | None:
    return None if message is None else encoding.encode(message)


def _around_sections(chapter: Chapter, seat: Seat) -> View:
    """What of a chapter is not about a section."""
    a, b = chapter.notices_a, chapter.notices_b
    mine, theirs = (a, b) if seat is Seat.A else (b, a)
    return {"qhash": chapter.qhash, "notices": {"mine": list(mine), "theirs": list(theirs)}}


@dataclass(frozen=True, slots=True)
class Part:
    """One seat's view of one section, the same as JSON, and every digest in it."""

    view: SectionView
    body: msgspec.Raw
    named: frozenset[str]


@lru_cache(maxsize=SECTIONS_KEPT)
def _part(section: Section, seat: Seat) -> Part:
    view = _section(section, seat)
    return Part(view, msgspec.Raw(msgspec.json.encode(view)), _named_in(view))


def _section(section: Section, seat: Seat) -> SectionView:
    return SectionView(
        {
            "id": section.id,
            "reveal": section.reveal,
            "pad": section.pad,
            **_round(section.round, len(section.rounds), seat),
            "note": _note(section, seat),
            "settled": {"me": _settled(section.settled(seat)), "them": _settled(section.settled(seat.other))},
            "agreed": section.agreed,
            "again": {"me": seat in section.again, "them": seat.other in section.again},
            "earlier": [_round(r, n, seat) for n, r in enumerate(section.rounds[:-1], start=1)],
        }
    )


def _round(this: Round, number: int, seat: Seat) -> View:
    mine, theirs = this.of(seat), this.of(seat.other)
    opened = mine.release is not None and theirs.release is not None
    shown: View = {
        "round": number,
        "state": _state(this, seat),
        "mine": {"commit": mine.commit, "release": mine.release},
    }
    if mine.commit is not None and theirs.commit is not None:
        shown["theirs"] = {"commit": theirs.commit, "release": theirs.release if opened else None}
    if this.broken is not None:
        shown["broken"] = {"by": "me" if this.broken is seat else "them", "after": opened}
    return shown


def _state(this: Round, seat: Seat) -> str:
    """The round's stage as this seat may know it."""
    if this.of(seat).commit is None:
        return "open"
    return {"one-sealed": "sealed", "one-released": "both-sealed"}.get(this.stage, this.stage)


def _note(section: Section, seat: Seat) -> View | None:
    if not section.notes:
        return None
    *before, newest = section.notes
    by = "me" if newest.by is seat else "them"
    return {"n": len(section.notes), "by": by, "box": newest.box, "before": before[-1].box if before else None}


def _settled(tap: Settlement | None) -> View | None:
    return None if tap is None else msgspec.structs.asdict(tap)
