"""What one seat may see: the one projection that everything shown goes through. Pure.

Secrecy is a property of this file: before a seat has sealed a round, nothing here depends on what the other seat did in
that round (docs/protocol.md, "View").
"""

from typing import Any

import msgspec

from overture import boxes
from overture import commands as do
from overture.rules import apply
from overture.session import Chapter, Round, Seat, Section, Session, Settlement
from overture.transitions import Refused

View = dict[str, Any]


def step(session: Session, seat: Seat, command: do.Command, now: int) -> Session | Refused:
    """`apply`, and the edition of each seat whose view it changed grows by one."""
    return stamp(session, apply(session, seat, command, now))


def stamp(before: Session, after: Session | Refused) -> Session | Refused:
    """Count the change for each seat that can see it, so that a hidden one leaves no trace in the numbers either."""
    if isinstance(after, Refused) or after is before or after.ended:
        return after
    for seat in Seat:
        if project(after, seat) != project(before, seat):
            after = after.with_place(seat, edition=after.place(seat).edition + 1)
    return after


def view_for(session: Session, seat: Seat) -> View:
    """The view as it goes on the wire: the projection and its edition."""
    return {"v": session.place(seat).edition, **project(session, seat)}


def project(session: Session, seat: Seat) -> View:
    me, them = session.place(seat), session.place(seat.other)
    return {
        "role": seat.value,
        "phase": "pairing" if session.pairing is not None else "talking" if session.both_ready else "preparing",
        "pairing": _pairing(session),
        "ready": {"me": me.ready, "both": session.both_ready},
        "paused": {
            "me": None if me.pause is None else me.pause.id,
            "them": them.pause is not None,
            "later": None if them.pause is None else them.pause.later,
        },
        "expires": session.expires,
        "prolong": {"me": me.prolong, "them": them.prolong},
        "scene": {"running": session.scene, "over": seat in session.scene_over},
        "chapters": [_chapter(chapter, seat) for chapter in session.chapters],
    }


def boxes_named(view: View) -> frozenset[str]:
    """Every digest in a view: what its seat may fetch."""
    found: set[str] = set()
    if view["paused"]["later"] is not None:
        found.add(view["paused"]["later"])
    for chapter in view["chapters"]:
        found.update(chapter["notices"]["mine"], chapter["notices"]["theirs"])
        for section in chapter["sections"]:
            for asked in (section, *section["earlier"]):
                for slots in (asked["mine"], asked.get("theirs", {})):
                    found.update(d for d in slots.values() if d is not None)
            if section["note"] is not None:
                found.update(d for d in (section["note"]["box"], section["note"]["before"]) if d is not None)
            found.update(tap["box"] for tap in section["settled"].values() if tap is not None)
    return frozenset(found)


def _pairing(session: Session) -> View | None:
    p = session.pairing
    if p is None:
        return None
    sent = {name: None if m is None else boxes.encode(m) for name, m in (("m1", p.m1), ("m2", p.m2), ("m3", p.m3))}
    return {"stage": p.stage, "locator": p.locator, **sent}


def _chapter(chapter: Chapter, seat: Seat) -> View:
    return {
        "qhash": chapter.qhash,
        "notices": {"mine": list(chapter.notices(seat)), "theirs": list(chapter.notices(seat.other))},
        "sections": [_section(section, seat) for section in chapter.sections],
    }


def _section(section: Section, seat: Seat) -> View:
    return {
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
