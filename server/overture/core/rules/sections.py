"""Adding chapters, sealing, opening, asking again, notes, settlements and notices (docs/protocol.md). Pure."""

import msgspec

from overture.core import commands as do
from overture.core.session import Chapter, Note, Round, Seat, Section, Session, Settlement
from overture.core.transitions import (
    MAX_CHAPTERS,
    MAX_NOTES,
    MAX_NOTICES,
    MAX_ROUNDS,
    MAX_SETTLEMENTS,
    NOTE_BOX,
    NOTICE_BOX,
    ROUND,
    SETTLE_BOX,
    Refused,
    commit_box,
    release_box,
)


def _in_round(s: Session, command: do.RoundCommand) -> tuple[Section, Round] | Refused:
    section = s.section(command.chapter, command.section)
    if section is None or command.round > len(section.rounds):
        return Refused("not-found")
    return section, section.rounds[command.round - 1]


def _with_round(s: Session, command: do.RoundCommand, changed: Round) -> Session:
    n = command.round - 1
    return s.with_section(
        command.chapter,
        command.section,
        lambda x: msgspec.structs.replace(x, rounds=(*x.rounds[:n], changed, *x.rounds[n + 1 :])),
    )


def _waits(s: Session) -> Refused | None:
    """Nothing is added while anyone has paused, nor in a scene: what holds there was said before it."""
    if s.paused or s.scene:
        return Refused("paused" if s.paused else "not-now")
    return None


def add(s: Session, _seat: Seat, command: do.Add) -> Session | Refused:
    """A further chapter behind those that are there, which stay the same objects."""
    if any(c.qhash == command.chapter for c in s.chapters):
        return s
    if not command.sections:
        return Refused("not-found")
    if not s.both_ready:
        return Refused("not-ready")
    if (wait := _waits(s)) is not None:
        return wait
    if len(s.chapters) == MAX_CHAPTERS:
        return Refused("full")
    chapter = Chapter(command.chapter, command.sections)
    return msgspec.structs.replace(s, chapters=(*s.chapters, chapter))


def commit(s: Session, seat: Seat, command: do.Commit) -> Session | Refused:
    found = _in_round(s, command)
    if isinstance(found, Refused):
        return found
    section, this = found
    mine = this.of(seat)
    if mine.commit is not None:
        return s if mine.commit == command.box.digest else Refused("taken")
    if len(command.box) != commit_box(section.pad, section.ids):
        return Refused("bad-size")
    if (wait := _waits(s)) is not None:
        return wait
    if not s.both_ready:
        return Refused("not-ready")
    slots = msgspec.structs.replace(mine, commit=command.box.digest)
    return _with_round(s, command, this.with_slots(seat, slots))


def release(s: Session, seat: Seat, command: do.Release) -> Session | Refused:
    """Possible in a scene: both have sealed by then, so nobody adds anything, and half an opening helps nobody."""
    found = _in_round(s, command)
    if isinstance(found, Refused):
        return found
    section, this = found
    mine = this.of(seat)
    if mine.release is not None:
        return s if mine.release == command.box.digest else Refused("taken")
    if len(command.box) != release_box(section.ids):
        return Refused("bad-size")
    if this.broken is not None:
        return Refused("closed")
    if do.Release not in ROUND[this.stage]:
        return Refused("too-early")
    if s.paused:
        return Refused("paused")
    slots = msgspec.structs.replace(mine, release=command.box.digest)
    return _with_round(s, command, this.with_slots(seat, slots))


def broken(s: Session, seat: Seat, command: do.Broken) -> Session | Refused:
    found = _in_round(s, command)
    if isinstance(found, Refused):
        return found
    _, this = found
    if this.broken is not None:
        return s
    if do.Broken not in ROUND[this.stage]:
        return Refused("too-early")
    return _with_round(s, command, msgspec.structs.replace(this, broken=seat))


def again(s: Session, seat: Seat, command: do.Again) -> Session | Refused:
    section = s.section(command.chapter, command.section)
    if section is None:
        return Refused("not-found")
    if command.round <= len(section.rounds):
        return s
    if command.round != len(section.rounds) + 1:
        return Refused("stale")
    if do.Again not in ROUND[section.round.stage]:
        return Refused("too-early")
    if (wait := _waits(s)) is not None:
        return wait
    if len(section.rounds) == MAX_ROUNDS:
        return Refused("full")
    wishes = (*(x for x in section.again if x is not seat), seat)
    changed = (
        msgspec.structs.replace(section, again=wishes)
        if len(wishes) < 2
        else msgspec.structs.replace(section, again=(), rounds=(*section.rounds, Round()))
    )
    return s.with_section(command.chapter, command.section, lambda _: changed)


def not_again(s: Session, seat: Seat, command: do.NotAgain) -> Session | Refused:
    section = s.section(command.chapter, command.section)
    if section is None:
        return Refused("not-found")
    if command.round != len(section.rounds) + 1:
        return Refused("stale")
    left = tuple(x for x in section.again if x is not seat)
    return s.with_section(command.chapter, command.section, lambda x: msgspec.structs.replace(x, again=left))


def note(s: Session, seat: Seat, command: do.WriteNote) -> Session | Refused:
    section = s.section(command.chapter, command.section)
    if section is None:
        return Refused("not-found")
    note = Note(seat, command.box.digest)
    if command.n <= len(section.notes):
        return s if section.notes[command.n - 1] == note else Refused("stale")
    if command.n != len(section.notes) + 1:
        return Refused("stale")
    if len(command.box) != NOTE_BOX:
        return Refused("bad-size")
    if not section.opened_once:
        return Refused("too-early")
    if (wait := _waits(s)) is not None:
        return wait
    if command.n > MAX_NOTES:
        return Refused("full")
    return s.with_section(
        command.chapter, command.section, lambda x: msgspec.structs.replace(x, notes=(*x.notes, note))
    )


def settle(s: Session, seat: Seat, command: do.Settle) -> Session | Refused:
    """Taking one's settlement back is possible while paused and in a scene too: it only takes away.

    `n` may leave some out: a client counts every settlement that it has made, heard of here or not.
    """
    section = s.section(command.chapter, command.section)
    if section is None:
        return Refused("not-found")
    tap = Settlement(command.n, command.note, command.yes, command.box.digest)
    last = section.settled(seat)
    if last == tap:
        return s
    if command.n <= (0 if last is None else last.n) or not section.notes or section.notes[-1].box != command.note:
        return Refused("stale")
    if len(command.box) != SETTLE_BOX:
        return Refused("bad-size")
    if command.yes and (wait := _waits(s)) is not None:
        return wait
    if command.n > MAX_SETTLEMENTS:
        return Refused("full")
    field = f"settled_{seat.value.lower()}"
    return s.with_section(command.chapter, command.section, lambda x: msgspec.structs.replace(x, **{field: tap}))


def notice(s: Session, seat: Seat, command: do.Notice) -> Session | Refused:
    chapter = next((c for c in s.chapters if c.qhash == command.chapter), None)
    if chapter is None:
        return Refused("not-found")
    said, name = chapter.notices(seat), command.box.digest
    if command.n <= len(said):
        return s if said[command.n - 1] == name else Refused("stale")
    if command.n != len(said) + 1:
        return Refused("stale")
    if len(command.box) != NOTICE_BOX:
        return Refused("bad-size")
    if command.n > MAX_NOTICES:
        return Refused("full")
    changed = msgspec.structs.replace(chapter, **{f"notices_{seat.value.lower()}": (*said, name)})
    return msgspec.structs.replace(s, chapters=tuple(changed if c is chapter else c for c in s.chapters))
