"""Chapters and their sections: adding, sealing, opening, asking again, and what is written about them. Pure.

A rule of a section is given the section that its command is about, and returns the section that follows or why the
command is refused. A rule of a round does the same with one round.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from overture.core import commands as do
from overture.core.chapter import Chapter, Note, Round, Section, Settlement
from overture.core.seat import Seat, Talk
from overture.core.session import Session
from overture.core.transitions import (
    MAX_CHAPTERS,
    MAX_NOTES,
    MAX_NOTICES,
    MAX_ROUNDS,
    MAX_SETTLEMENTS,
    MAX_TALKS,
    NOTE_BOX,
    NOTICE_BOX,
    ROUND,
    SETTLE_BOX,
    TALK_BOX,
    Refused,
    commit_box,
    release_box,
)


def add(s: Session, _seat: Seat, command: do.Add) -> Session | Refused:
    """Add a chapter behind the others.

    Source: docs/protocol.md, "Chapters".
    """
    if s.chapter(command.chapter) is not None:
        return s
    if not command.sections:
        return Refused("not-found")
    if not s.both_ready:
        return Refused("not-ready")
    if refused := _closed_to_additions(s):
        return refused
    if len(s.chapters) == MAX_CHAPTERS:
        return Refused("full")
    return msgspec.structs.replace(s, chapters=(*s.chapters, Chapter(command.chapter, command.sections)))


def notice(s: Session, seat: Seat, command: do.Notice) -> Session | Refused:
    """Store a notice. It is possible at all times, as a notice can only tighten what holds.

    Source: docs/protocol.md, "Everything else that is sealed".
    """
    chapter = s.chapter(command.chapter)
    if chapter is None:
        return Refused("not-found")
    notices, name = chapter.notices(seat), command.box.digest
    if command.n <= len(notices):
        return s if notices[command.n - 1] == name else Refused("stale")
    if command.n != len(notices) + 1:
        return Refused("stale")
    if len(command.box) != NOTICE_BOX:
        return Refused("bad-size")
    if command.n > MAX_NOTICES:
        return Refused("full")
    field = f"notices_{seat.value.lower()}"
    return s.with_chapter(command.chapter, lambda each: msgspec.structs.replace(each, **{field: (*notices, name)}))


def talk(s: Session, seat: Seat, command: do.Talk) -> Session | Refused:
    """Store a talk in the place of the one before it. Its number may leave some out: only the newest counts.

    Source: docs/protocol.md, "The talk".
    """
    last, this = s.seat_state(seat).talk, Talk(command.n, command.box.digest)
    if last == this:
        return s
    if last is not None and command.n <= last.n:
        return Refused("stale")
    if len(command.box) != TALK_BOX:
        return Refused("bad-size")
    if not any(section.opened_once for chapter in s.chapters for section in chapter.sections):
        return Refused("too-early")
    if refused := _closed_to_additions(s):
        return refused
    if command.n > MAX_TALKS:
        return Refused("full")
    return s.with_seat_state(seat, talk=this)


def change_section(s: Session, seat: Seat, command: do.SectionCommand) -> Session | Refused:
    """Apply a command about a section, by its rule in `SECTION_RULES`.

    Source: docs/protocol.md, "One asking of a section" and "Everything else that is sealed".
    """
    section = s.section(command.chapter, command.section)
    if section is None:
        return Refused("not-found")
    changed = SECTION_RULES[type(command)](s, section, seat, command)
    if isinstance(changed, Refused):
        return changed
    return s.with_section(command.chapter, command.section, lambda _: changed)


def _change_round(s: Session, section: Section, seat: Seat, command: do.RoundCommand) -> Section | Refused:
    """Apply a command about a round that has begun, by its rule in `ROUND_RULES`."""
    n = command.round - 1
    if n >= len(section.rounds):
        return Refused("not-found")
    changed = ROUND_RULES[type(command)](s, section, section.rounds[n], seat, command)
    if isinstance(changed, Refused):
        return changed
    return msgspec.structs.replace(section, rounds=(*section.rounds[:n], changed, *section.rounds[n + 1 :]))


def _closed_to_additions(s: Session) -> Refused | None:
    """Nothing is added while anyone has paused, nor in a scene: what holds there was agreed before it."""
    if s.paused or s.scene.going_on:
        return Refused("paused" if s.paused else "not-now")
    return None


def _commit(s: Session, section: Section, this: Round, seat: Seat, command: do.Commit) -> Round | Refused:
    mine = this.of(seat)
    if mine.commit is not None:
        return this if mine.commit == command.box.digest else Refused("taken")
    if len(command.box) != commit_box(section.pad, section.ids):
        return Refused("bad-size")
    if refused := _closed_to_additions(s):
        return refused
    if not s.both_ready:
        return Refused("not-ready")
    return this.with_slots(seat, msgspec.structs.replace(mine, commit=command.box.digest))


def _release(s: Session, section: Section, this: Round, seat: Seat, command: do.Release) -> Round | Refused:
    """Possible in a running scene: both have sealed by then, so nobody adds anything, and half an opening helps nobody.

    Once it is stopped, the two look after each other first.
    """
    mine = this.of(seat)
    if mine.release is not None:
        return this if mine.release == command.box.digest else Refused("taken")
    if len(command.box) != release_box(section.ids):
        return Refused("bad-size")
    if this.broken is not None:
        return Refused("closed")
    if do.Release not in ROUND[this.stage]:
        return Refused("too-early")
    if s.paused or s.scene.state == "stopped":
        return Refused("paused" if s.paused else "not-now")
    return this.with_slots(seat, msgspec.structs.replace(mine, release=command.box.digest))


def _broken(_s: Session, _section: Section, this: Round, seat: Seat, _command: do.Broken) -> Round | Refused:
    if this.broken is not None:
        return this
    if do.Broken not in ROUND[this.stage]:
        return Refused("too-early")
    return msgspec.structs.replace(this, broken=seat)


def _again(s: Session, section: Section, seat: Seat, command: do.Again) -> Section | Refused:
    if command.round <= len(section.rounds):
        return section
    if command.round != len(section.rounds) + 1:
        return Refused("stale")
    if do.Again not in ROUND[section.round.stage]:
        return Refused("too-early")
    if refused := _closed_to_additions(s):
        return refused
    if len(section.rounds) == MAX_ROUNDS:
        return Refused("full")
    if seat.other in section.again:
        return msgspec.structs.replace(section, again=(), rounds=(*section.rounds, Round()))
    return msgspec.structs.replace(section, again=(seat,))


def _not_again(_s: Session, section: Section, seat: Seat, command: do.NotAgain) -> Section | Refused:
    if command.round != len(section.rounds) + 1:
        return Refused("stale")
    return msgspec.structs.replace(section, again=tuple(each for each in section.again if each is not seat))


def _note(s: Session, section: Section, seat: Seat, command: do.WriteNote) -> Section | Refused:
    note = Note(seat, command.box.digest)
    if command.n <= len(section.notes):
        return section if section.notes[command.n - 1] == note else Refused("stale")
    if command.n != len(section.notes) + 1:
        return Refused("stale")
    if len(command.box) != NOTE_BOX:
        return Refused("bad-size")
    if not section.opened_once:
        return Refused("too-early")
    if refused := _closed_to_additions(s):
        return refused
    if command.n > MAX_NOTES:
        return Refused("full")
    return msgspec.structs.replace(section, notes=(*section.notes, note))


def _settle(s: Session, section: Section, seat: Seat, command: do.Settle) -> Section | Refused:
    """Taking a settlement back is possible while paused and in a scene too: it only takes away.

    `n` may leave numbers out: a client counts every settlement that it has made, whether or not it arrived here.
    """
    settlement = Settlement(command.n, command.note, command.yes, command.box.digest)
    last = section.settled(seat)
    if last == settlement:
        return section
    if command.n <= (0 if last is None else last.n) or not section.notes or section.notes[-1].box != command.note:
        return Refused("stale")
    if len(command.box) != SETTLE_BOX:
        return Refused("bad-size")
    if command.yes and (refused := _closed_to_additions(s)):
        return refused
    if command.n > MAX_SETTLEMENTS:
        return Refused("full")
    return msgspec.structs.replace(section, **{f"settled_{seat.value.lower()}": settlement})


ROUND_RULES: Mapping[type[do.Command], Callable[[Session, Section, Round, Seat, Any], Round | Refused]] = {
    do.Commit: _commit,
    do.Release: _release,
    do.Broken: _broken,
}

SECTION_RULES: Mapping[type[do.Command], Callable[[Session, Section, Seat, Any], Section | Refused]] = {
    **dict.fromkeys(ROUND_RULES, _change_round),
    do.Again: _again,
    do.NotAgain: _not_again,
    do.WriteNote: _note,
    do.Settle: _settle,
}
