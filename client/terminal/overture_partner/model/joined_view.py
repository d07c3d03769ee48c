"""What is shown, and which commands are sent again: both are computed from the log joined with a view. Pure.

Source: docs/protocol.md, "The log".
"""

from collections.abc import Iterator
from typing import Any

from overture_partner.model.log import Log, LogChapter, LogRound, LogSection, change, rounds_of
from overture_partner.model.views import (
    Again,
    ChapterView,
    NoteView,
    Ready,
    RoundView,
    SectionState,
    SectionView,
    Slots,
    View,
)

Command = dict[str, Any]
"""What a client sends, with the digest in the place of a box."""


def shown(log: Log, view: View) -> View:
    """Puts the log into the shape of a view.

    Args:
        log: The log, with the view joined to it.
        view: The newest view.

    Returns:
        A view with everything that the log has. What no log holds, such as a pause, is taken from `view`.
    """
    phase = "talking" if log.both else "pairing" if view.phase == "pairing" else "preparing"
    chapters = tuple(_chapter(chapter, view.chapter(chapter.qhash)) for chapter in log.chapters)
    return change(view, ready=Ready(log.ready, log.both), phase=phase, talk=log.talk, chapters=chapters)


def _chapter(chapter: LogChapter, view: ChapterView | None) -> ChapterView:
    sections = (_section(s, None if view is None else view.section(s.id)) for s in chapter.sections)
    return ChapterView(chapter.qhash, chapter.notices, tuple(sections))


def _section(section: LogSection, view: SectionView | None) -> SectionView:
    number, newest = len(section.rounds), section.rounds[-1]
    earlier = tuple(_round(*pair) for pair in enumerate(section.rounds[:-1], start=1))
    note = _note(section)
    settled = (section.settled.me, section.settled.them)
    agreed = note is not None and all(
        commands is not None and commands.yes and commands.note == note.box for commands in settled
    )
    return SectionView(
        round=number,
        state=_state(newest),
        mine=newest.mine,
        theirs=_theirs(newest),
        broken=newest.broken,
        id=section.id,
        reveal=section.reveal,
        pad=section.pad,
        note=note,
        settled=section.settled,
        agreed=agreed,
        again=view.again if view is not None and view.round == number else Again(),
        earlier=earlier,
    )


def _round(number: int, kept: LogRound) -> RoundView:
    return RoundView(round=number, state=_state(kept), mine=kept.mine, theirs=_theirs(kept), broken=kept.broken)


def _theirs(kept: LogRound) -> Slots | None:
    return None if kept.theirs.commit is None else kept.theirs


def _state(kept: LogRound) -> SectionState:
    if kept.mine.commit is None:
        return "open"
    if kept.is_whole:
        # Whatever is reported of it later: otherwise a hub could take a limit back that was seen.
        return "opened"
    if kept.broken is not None:
        return "broken"
    return "sealed" if kept.theirs.commit is None else "both-sealed"


def _note(section: LogSection) -> NoteView | None:
    """The newest always came with its author; the one before it is known, as a view names it."""
    if not section.notes:
        return None
    *before, newest = section.notes
    assert newest is not None
    assert newest.by is not None
    known = before[-1] if before else None
    return NoteView(len(section.notes), newest.by, newest.box, None if known is None else known.box)


def forgotten_in(log: Log, received: View) -> list[Command]:
    """Lists the commands whose effect is in the log and missing in a view.

    Args:
        log: The log, with the view joined to it.
        received: The view as `own_only` leaves it.

    Returns:
        Commands that can be sent now, with the digest in the place of each box.
    """
    commands: list[Command] = [{"do": "ready"}] if log.ready and not received.ready.me else []
    for chapter in log.chapters:
        there = received.chapter(chapter.qhash)
        commands += [{"do": "add", "chapter": chapter.qhash}] if there is None else _in_chapter(chapter, there)
    return commands


def _in_chapter(chapter: LogChapter, there: ChapterView) -> Iterator[Command]:
    kept, received = chapter.notices.mine, there.notices.mine
    if len(received) < len(kept) and kept[: len(received)] == received:
        yield {"do": "notice", "chapter": chapter.qhash, "n": len(received) + 1, "box": kept[len(received)]}
    for section in chapter.sections:
        shown = there.section(section.id)
        if shown is not None:
            for command in (*_in_rounds(section, shown), *_in_notes(section, shown)):
                yield {"do": command["do"], "chapter": chapter.qhash, "section": section.id, **command}


def _in_rounds(section: LogSection, there: SectionView) -> Iterator[Command]:
    """What is missing in the rounds that the hub has; then the request for the next round."""
    rounds = rounds_of(there)
    for number, (kept, received) in enumerate(zip(section.rounds, rounds, strict=False), start=1):
        if kept.mine.commit is not None and received.mine.commit is None:
            yield {"do": "commit", "round": number, "box": kept.mine.commit}
        if kept.mine.release is not None and received.mine.release is None:
            yield {"do": "release", "round": number, "box": kept.mine.release}
        if kept.broken is not None and kept.broken.by == "me" and received.broken is None:
            yield {"do": "broken", "round": number}
    if len(rounds) < len(section.rounds):
        yield {"do": "again", "round": len(rounds) + 1}


def _in_notes(section: LogSection, there: SectionView) -> Iterator[Command]:
    """The note that comes next at the hub, and the newest settlement if it is about the hub's newest note."""
    newest = there.note
    n = 0 if newest is None else newest.n
    follows = newest is None or (n <= len(section.notes) and _box(section, n) == newest.box)
    if n < len(section.notes) and follows:
        kept = section.notes[n]
        if kept is not None and kept.by == "me":
            yield {"do": "note", "n": n + 1, "box": kept.box}
    mine, received = section.settled.me, there.settled.me
    if (
        mine is not None
        and newest is not None
        and newest.box == mine.note
        and (received is None or received.n < mine.n)
    ):
        yield {"do": "settle", "n": mine.n, "note": mine.note, "yes": mine.yes, "box": mine.box}


def _box(section: LogSection, n: int) -> str | None:
    note = section.notes[n - 1]
    return None if note is None else note.box
