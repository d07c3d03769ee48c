"""What one seat may see: the one projection that everything shown goes through. Pure.

Secrecy is a property of this file: before a seat has sealed a round, nothing here depends on what the other seat did in
that round.

Source: docs/protocol.md, "The view".
"""

from functools import lru_cache
from typing import Any

import msgspec

from overture.core import commands as do
from overture.core import encoding
from overture.core.chapter import Chapter, Round, Section, Settlement
from overture.core.rules import apply, apply_newcomer
from overture.core.seat import Moving, Newcomer, Seat, Talk, Viewer
from overture.core.session import Pairing, Scene, Session
from overture.core.transitions import Refused

View = dict[str, Any]
"""A view as it stands on the wire. Parts of it are shared between views, so nobody may change one."""

CHAPTER_VIEWS_CACHED = 2048
SECTION_VIEWS_CACHED = 8192
"""Views of sections kept in memory, about 1 kB each: a command usually changes one section and leaves the rest."""


def advance(session: Session, viewer: Viewer, command: do.Command, now: int) -> Session | Refused:
    """Apply a command, and raise the edition of each seat whose view it changes.

    Args:
        viewer: Who sent the command: a seat, or a phone that has requested one.
        now: Seconds since the epoch.

    Returns:
        The session that follows, which is `session` itself if nothing changes; or why the command is refused.
    """
    if isinstance(viewer, Newcomer):
        return with_editions(session, apply_newcomer(session, viewer, command, now))
    return with_editions(session, apply(session, viewer, command, now))


def with_editions(before: Session, after: Session | Refused) -> Session | Refused:
    """Raise the edition of each seat whose view a change has altered, so that a hidden one leaves no trace in it.

    Args:
        before: The session before the change.
        after: The session that follows, or a refusal, which is returned as it is.
    """
    if isinstance(after, Refused) or after is before or after.ended:
        return after
    for seat in Seat:
        if project(before, seat) != project(after, seat):
            after = after.with_seat_state(seat, edition=after.seat_state(seat).edition + 1)
    return after


def view_for(session: Session, seat: Seat) -> View:
    """Return a seat's view as it goes on the wire: the projection and its edition, `v`."""
    return {"v": session.seat_state(seat).edition, **project(session, seat)}


def project(session: Session, seat: Seat) -> View:
    """Return everything that a seat may see of a session, without the edition."""
    mine, theirs = session.seat_state(seat), session.seat_state(seat.other)
    both_ready = session.both_ready
    return {
        "role": seat.value,
        "phase": "pairing" if session.pairing is not None else "talking" if both_ready else "preparing",
        "pairing": None if session.pairing is None else _pairing(session.pairing),
        "ready": {"me": mine.ready, "both": both_ready},
        "paused": {
            "me": None if mine.pause is None else mine.pause.id,
            "them": theirs.pause is not None,
            "later": None if theirs.pause is None else theirs.pause.later,
        },
        "expires": session.expires,
        "prolong": {"me": mine.prolong, "them": theirs.prolong},
        "scene": _scene(session.scene, seat),
        "move": None if mine.move is None else _move(mine.move),
        "talk": {"me": _numbered(mine.talk), "them": _numbered(theirs.talk)},
        "chapters": [_chapter(chapter, seat) for chapter in session.chapters],
    }


def edition_of(session: Session, viewer: Viewer) -> int:
    """Return the edition of a viewer's view. That of a newcomer counts the messages of its move: m1, m2, and m3."""
    if isinstance(viewer, Seat):
        return session.seat_state(viewer).edition
    move = session.seat_state(viewer.seat).move
    return 1 if move is None else sum(message is not None for message in (move.m1, move.m2, move.m3))


def newcomer_view(session: Session, newcomer: Newcomer) -> View:
    """Return the view of a phone that has requested a seat: the move, and nothing of the session.

    Source: docs/protocol.md, "Moving to another phone".
    """
    move = session.seat_state(newcomer.seat).move
    assert move is not None
    messages = {"m1": _text(move.m1), "m2": _text(move.m2), "m3": _text(move.m3), "box": move.box}
    return {"v": edition_of(session, newcomer), "arriving": messages}


def view_json(session: Session, viewer: Viewer) -> tuple[int, bytes, frozenset[str]]:
    """Return a viewer's view ready to be sent.

    Returns:
        The edition, the view as JSON, and the digests of the boxes that it names.
    """
    if isinstance(viewer, Newcomer):
        view = newcomer_view(session, viewer)
        named = frozenset({view["arriving"]["box"]} - {None})
    else:
        view = view_for(session, viewer)
        named = boxes_named(session, viewer)
    return view["v"], msgspec.json.encode(view), named


def boxes_named(session: Session, seat: Seat) -> frozenset[str]:
    """Return the digests of all boxes in a seat's view, which are those that the seat may fetch."""
    mine, theirs = session.seat_state(seat), session.seat_state(seat.other)
    named = {state.talk.box for state in (mine, theirs) if state.talk is not None}
    if theirs.pause is not None and theirs.pause.later is not None:
        named.add(theirs.pause.later)
    return frozenset(named).union(*(_chapter_boxes(chapter, seat) for chapter in session.chapters))


def _scene(scene: Scene, seat: Seat) -> View:
    """What a seat sees of the scene: never whether it is over for the other."""
    begin = {"me": seat in scene.begin, "them": seat.other in scene.begin}
    return {"state": scene.stage, "n": scene.n, "begin": begin, "over": seat in scene.over}


def _move(move: Moving) -> View:
    """What the phone that holds the seat sees of its own move."""
    asked = move.requester is not None
    return {"id": move.id, "until": move.until, "asked": asked, "m2": _text(move.m2), "m3": _text(move.m3)}


def _pairing(p: Pairing) -> View:
    return {"stage": p.stage, "locator": p.locator, "m1": _text(p.m1), "m2": _text(p.m2), "m3": _text(p.m3)}


def _text(message: bytes | None) -> str | None:
    return None if message is None else encoding.encode(message)


@lru_cache(maxsize=CHAPTER_VIEWS_CACHED)
def _chapter(chapter: Chapter, seat: Seat) -> View:
    return {
        "qhash": chapter.qhash,
        "notices": {"mine": list(chapter.notices(seat)), "theirs": list(chapter.notices(seat.other))},
        "sections": [_section(section, seat) for section in chapter.sections],
    }


@lru_cache(maxsize=SECTION_VIEWS_CACHED)
def _section(section: Section, seat: Seat) -> View:
    return {
        "id": section.id,
        "reveal": section.reveal,
        "pad": section.pad,
        **_round(section.round, len(section.rounds), seat),
        "note": _note(section, seat),
        "settled": {"me": _numbered(section.settled(seat)), "them": _numbered(section.settled(seat.other))},
        "agreed": section.agreed,
        "again": {"me": seat in section.again, "them": seat.other in section.again},
        "earlier": [_round(each, number, seat) for number, each in enumerate(section.rounds[:-1], start=1)],
    }


@lru_cache(maxsize=CHAPTER_VIEWS_CACHED)
def _chapter_boxes(chapter: Chapter, seat: Seat) -> frozenset[str]:
    notices = _chapter(chapter, seat)["notices"]
    sections = (_section_boxes(section, seat) for section in chapter.sections)
    return frozenset[str](notices["mine"] + notices["theirs"]).union(*sections)


@lru_cache(maxsize=SECTION_VIEWS_CACHED)
def _section_boxes(section: Section, seat: Seat) -> frozenset[str]:
    view = _section(section, seat)
    named: list[str | None] = []
    for this in (view, *view["earlier"]):
        named += [*this["mine"].values(), *this.get("theirs", {}).values()]
    if view["note"] is not None:
        named += [view["note"]["box"], view["note"]["before"]]
    named += [settlement["box"] for settlement in view["settled"].values() if settlement is not None]
    return frozenset(box for box in named if box is not None)


def _round(this: Round, number: int, seat: Seat) -> View:
    mine, theirs = this.of(seat), this.of(seat.other)
    opened = mine.release is not None and theirs.release is not None
    view: View = {
        "round": number,
        "state": _round_state(this, seat),
        "mine": {"commit": mine.commit, "release": mine.release},
    }
    if mine.commit is not None and theirs.commit is not None:
        view["theirs"] = {"commit": theirs.commit, "release": theirs.release if opened else None}
    if this.broken is not None:
        view["broken"] = {"by": "me" if this.broken is seat else "them", "after": opened}
    return view


def _round_state(this: Round, seat: Seat) -> str:
    """The round's stage as far as this seat may know it."""
    if this.of(seat).commit is None:
        return "open"
    return {"one-sealed": "sealed", "one-released": "both-sealed"}.get(this.stage, this.stage)


def _note(section: Section, seat: Seat) -> View | None:
    if not section.notes:
        return None
    *before, newest = section.notes
    by = "me" if newest.by is seat else "them"
    return {"n": len(section.notes), "by": by, "box": newest.box, "before": before[-1].box if before else None}


def _numbered(newest: Settlement | Talk | None) -> View | None:
    return None if newest is None else msgspec.structs.asdict(newest)
