"""The log: everything that the hub has ever shown of a session. It only grows. Pure.

A hub can show an older state with a larger number, or something else each time. So each view is joined with the log,
and only the result is shown: a view that has less removes nothing, and nothing counts as this seat's own unless this
seat has made the box. Source: docs/protocol.md, "The log".
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec

from overture_partner.model.limits import MOST_CHAPTERS, MOST_SECTIONS
from overture_partner.model.views import (
    Broken,
    ChapterView,
    NoteView,
    Notices,
    NumberedBox,
    RoundView,
    SectionView,
    Settled,
    SettlementView,
    Slots,
    TalkBoxes,
    View,
)

T = TypeVar("T")
N = TypeVar("N", SettlementView, NumberedBox)

change = msgspec.structs.replace


class LogRound(msgspec.Struct, frozen=True):
    """One round of a section, by the digests of its boxes."""

    mine: Slots = Slots()
    theirs: Slots = Slots()
    broken: Broken | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all four boxes are known."""
        return all((self.mine.commit, self.mine.release, self.theirs.commit, self.theirs.release))

    @property
    def is_over(self) -> bool:
        """Whether another round may follow."""
        return self.is_whole or self.broken is not None


class LogNote(msgspec.Struct, frozen=True):
    """A note by its digest. `by` is None for a note that is known only as the one before another."""

    by: Literal["me", "them"] | None
    box: str


class LogSection(msgspec.Struct, frozen=True):
    """One section. `notes[n - 1]` is note n, and None where it was never seen."""

    id: str
    reveal: str
    pad: int
    rounds: tuple[LogRound, ...] = ()
    notes: tuple[LogNote | None, ...] = ()
    settled: Settled = Settled()


class LogChapter(msgspec.Struct, frozen=True):
    """One chapter: its notices and its sections."""

    qhash: str
    notices: Notices = Notices()
    sections: tuple[LogSection, ...] = ()

    def section(self, section: str) -> LogSection | None:
        """Returns the section with this id, if it was ever seen."""
        return next((s for s in self.sections if s.id == section), None)


class Log(msgspec.Struct, frozen=True):
    """The log of one seat.

    Attributes:
        ready: This seat has confirmed that it is ready.
        both: Both have.
        talk: The newest talk of each seat.
        chapters: The chapters.
    """

    ready: bool = False
    both: bool = False
    talk: TalkBoxes = TalkBoxes()
    chapters: tuple[LogChapter, ...] = ()

    def chapter(self, qhash: str) -> LogChapter | None:
        """Returns the chapter with this qhash, if it was ever seen."""
        return next((c for c in self.chapters if c.qhash == qhash), None)


@dataclass(frozen=True)
class Joined:
    """A log with a view joined to it.

    Attributes:
        log: The new log.
        older: The view has less than the log.
        contradicts: The view has something else in the same place, or calls something mine that this seat has not made.
    """

    log: Log
    older: bool
    contradicts: bool


def own_only(view: View, made: Container[str]) -> View:
    """Removes from a view what it calls mine and this seat has not made, and every notice that it names twice.

    Args:
        view: A view that `view_schema.is_sound` has accepted.
        made: The digests of the boxes that this seat has made.

    Returns:
        The rest of the view.
    """
    talk = view.talk
    if talk.me is not None and talk.me.box not in made:
        talk = change(talk, me=None)
    return change(view, talk=talk, chapters=tuple(_own_chapter(chapter, made) for chapter in view.chapters))


def join(log: Log, view: View, made: Container[str]) -> Joined:
    """Joins a view to the log.

    Args:
        log: The log so far.
        view: A view that `view_schema.is_sound` has accepted.
        made: The digests of the boxes that this seat has made.

    Returns:
        The new log, and what was found about the view.
    """
    received = own_only(view, made)
    join = _Join(contradicts=received != view)
    ready = join.stays(log.ready, received.ready.me), join.stays(log.both, received.ready.both)
    kept = [join.chapter(chapter, received.chapter(chapter.qhash)) for chapter in log.chapters]
    new = [chapter for chapter in received.chapters if log.chapter(chapter.qhash) is None]
    kept += [join.chapter(LogChapter(chapter.qhash), chapter) for chapter in join.room(new, MOST_CHAPTERS - len(kept))]
    talk = TalkBoxes(
        join.highest(log.talk.me, received.talk.me),
        join.highest(log.talk.them, received.talk.them),
    )
    return Joined(Log(*ready, talk, tuple(kept)), join.older, join.contradicts)


def _own_chapter(chapter: ChapterView, made: Container[str]) -> ChapterView:
    mine, theirs = chapter.notices.mine, chapter.notices.theirs
    own = next((n for n, digest in enumerate(mine) if digest not in made), len(mine))
    notices = Notices(_each_once(mine[:own]), _each_once(theirs))
    return change(chapter, notices=notices, sections=tuple(_own_section(s, made) for s in chapter.sections))


def _each_once(digests: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the digests up to the first repeated one."""
    return digests[: next((n for n, digest in enumerate(digests) if digest in digests[:n]), len(digests))]


def _own_section(section: SectionView, made: Container[str]) -> SectionView:
    note, settled = section.note, section.settled
    if note is not None and note.by == "me" and note.box not in made:
        note = None
    if settled.me is not None and settled.me.box not in made:
        settled = change(settled, me=None)
    earlier = tuple(_own_round(round, made) for round in section.earlier)
    return change(_own_round(section, made), note=note, settled=settled, earlier=earlier)


R = TypeVar("R", bound=RoundView)


def _own_round(round: R, made: Container[str]) -> R:
    slots = (box if box is not None and box in made else None for box in (round.mine.commit, round.mine.release))
    return change(round, mine=Slots(*slots))


@dataclass
class _Join:
    """Joins part by part, and gathers what was found of the view."""

    contradicts: bool
    older: bool = False

    def stays(self, kept: bool, received: bool) -> bool:
        self.older |= kept and not received
        return kept or received

    def once(self, kept: T | None, received: T | None) -> T | None:
        """Something that is written once."""
        if kept is None:
            return received
        self.older |= received is None
        self.contradicts |= received is not None and received != kept
        return kept

    def room(self, new: list[T], room: int) -> list[T]:
        """Ignores new entries above the limit: no honest session has more."""
        self.contradicts |= len(new) > room
        return new[:room]

    def chapter(self, kept: LogChapter, received: ChapterView | None) -> LogChapter:
        if received is None:
            self.older = True
            return kept
        notices = Notices(
            self._list(kept.notices.mine, received.notices.mine),
            self._list(kept.notices.theirs, received.notices.theirs),
        )
        sections = [self._section(section, received.section(section.id)) for section in kept.sections]
        new = [section for section in received.sections if kept.section(section.id) is None]
        new = self.room(new, MOST_SECTIONS - len(sections))
        sections += [self._section(LogSection(section.id, section.reveal, section.pad), section) for section in new]
        return LogChapter(kept.qhash, notices, tuple(sections))

    def _list(self, kept: tuple[str, ...], received: tuple[str, ...]) -> tuple[str, ...]:
        if received[: len(kept)] == kept:
            return received
        if kept[: len(received)] == received:
            self.older = True
        else:
            self.contradicts = True
        return kept

    def _section(self, kept: LogSection, received: SectionView | None) -> LogSection:
        if received is None:
            self.older = True
            return kept
        rounds = self._rounds(kept.rounds, rounds_of(received))
        notes = self._notes(kept.notes, received.note)
        settled = Settled(
            self._settlement(kept.settled.me, received.settled.me, notes),
            self._settlement(kept.settled.them, received.settled.them, notes),
        )
        return change(kept, rounds=rounds, notes=notes, settled=settled)

    def _rounds(self, kept: tuple[LogRound, ...], received: tuple[RoundView, ...]) -> tuple[LogRound, ...]:
        """Both ask for a round, and only once the one before is over. Otherwise a hub could put an empty one in the
        place of answers that are being written.
        """
        self.older |= len(received) < len(kept)
        rounds = [self._round(*pair) for pair in zip(kept, received, strict=False)]
        rounds += kept[len(received) :]
        for new in received[len(kept) :]:
            if rounds and not rounds[-1].is_over:
                self.contradicts = True
                break
            rounds.append(self._round(LogRound(), new))
        return tuple(rounds)

    def _round(self, kept: LogRound, received: RoundView) -> LogRound:
        """Nothing of a round counts before one's own commit is known, nor a release before its commit."""
        mine, theirs = kept.mine, received.theirs or Slots()
        commit = self.once(mine.commit, received.mine.commit)
        if commit is None:
            return kept
        own = Slots(commit, self.once(mine.release, received.mine.release))
        commit = self.once(kept.theirs.commit, theirs.commit)
        release = self.once(kept.theirs.release, None if commit is None else theirs.release)
        self.older |= kept.broken is not None and received.broken is None
        return LogRound(own, Slots(commit, release), kept.broken or received.broken)

    def _notes(self, kept: tuple[LogNote | None, ...], received: NoteView | None) -> tuple[LogNote | None, ...]:
        self.older |= (0 if received is None else received.n) < len(kept)
        if received is None:
            return kept
        there, before = _at(kept, received.n), _at(kept, received.n - 1)
        another = there is not None and (there.box != received.box or there.by not in (received.by, None))
        if another or (before is not None and before.box != received.before):
            self.contradicts = True
            return kept
        if received.n < len(kept):
            return kept
        grown = [*kept, *[None] * (received.n - len(kept))]
        grown[received.n - 1] = LogNote(received.by, received.box)
        if received.before is not None and before is None:
            grown[received.n - 2] = LogNote(None, received.before)
        return tuple(grown)

    def _settlement(
        self, kept: SettlementView | None, received: SettlementView | None, notes: tuple[LogNote | None, ...]
    ) -> SettlementView | None:
        """What was said of a note that has been replaced is missed nowhere."""
        newest = notes[-1] if notes else None
        counts = kept is not None and newest is not None and kept.note == newest.box
        return self.highest(kept, received, counts=counts)

    def highest(self, kept: N | None, received: N | None, *, counts: bool = True) -> N | None:
        """Something that another with a higher number replaces. `counts`: whether anything hangs on it."""
        if kept is None:
            return received
        if received is None or received.n < kept.n:
            self.older |= counts
            return kept
        if received.n > kept.n:
            return received
        self.contradicts |= received != kept
        return kept


def _at(notes: tuple[LogNote | None, ...], n: int) -> LogNote | None:
    return notes[n - 1] if 1 <= n <= len(notes) else None


def rounds_of(section: SectionView) -> tuple[RoundView, ...]:
    """Lists all rounds of a section, the oldest first."""
    return (*section.earlier, section)
