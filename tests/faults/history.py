"""What two phones said and saw, and whether it can have been a faithful hub that they said it to. Pure.

A history is in the order in which things happened; both phones are in one process, so there is one such order. A phone
says a command once here, however often it was sent, and what was acknowledged once must hold for ever.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from overture_partner.model.views import ChapterView, RoundView, SectionView, SettlementView, Slots, View
from tests.faults.apart import apart

Who = str
"""The role: "A" or "B"."""


@dataclass(frozen=True)
class Said:
    """A command left this phone for the first time. `box` is the digest of the box in it."""

    who: Who
    n: int
    do: str
    fields: Mapping[str, Any]
    box: str | None = None


@dataclass(frozen=True)
class Answered:
    """The answer to command `n`: an acknowledgement, or a refusal with its code."""

    who: Who
    n: int
    refused: str | None = None


@dataclass(frozen=True)
class Seen:
    """A view arrived, with the boxes of these digests."""

    who: Who
    view: View
    boxes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Read:
    """This phone opened a round: its own answers, and the partner's, as bytes."""

    who: Who
    section: str
    round: int
    mine: bytes
    theirs: bytes


Event = Said | Answered | Seen | Read
History = Sequence[Event]


def problems(history: History) -> list[str]:
    """What a faithful hub cannot have done. Empty is what is hoped for."""
    return [
        *_lost(history),
        *_applied_twice(history),
        *_early(history),
        *_backwards(history),
        *_during_a_pause(history),
        *_misread(history),
        *_apart(history),
    ]


# Nothing that was acknowledged is lost


def _lost(history: History) -> Iterator[str]:
    acknowledged: list[Said] = []
    said: dict[tuple[Who, int], Said] = {}
    for event in history:
        match event:
            case Said():
                said[event.who, event.n] = event
                if event.do in ("resume", "not-again"):
                    # From now on the wish that it takes back may or may not hold.
                    undone = {"resume": "pause", "not-again": "again"}[event.do]
                    acknowledged = [s for s in acknowledged if not (s.who == event.who and s.do == undone)]
            case Answered(refused=None):
                if (event.who, event.n) not in said:
                    yield f"{event.who}: {event.n} was acknowledged and never said"
                else:
                    acknowledged.append(said[event.who, event.n])
            case Seen():
                for one in acknowledged:
                    if one.who == event.who and not _holds(one, event.view):
                        yield f"{one.who}: {one.do} {one.n} was acknowledged and is lost"


def _holds(said: Said, view: View) -> bool:
    """Whether a view of the seat that said it shows this, or what can only have come after it."""
    match said.do:
        case "pause":
            return bool(view.paused.me == said.fields["pause"])
        case "ready":
            return view.ready.me
    chapter = view.chapter(said.fields.get("chapter", ""))
    if chapter is None:
        return True
    if said.do == "notice":
        return chapter.notices.mine[said.fields["n"] - 1 : said.fields["n"]] == (said.box,)
    section = chapter.section(said.fields.get("section", ""))
    return section is None or _holds_in(said, section)


def _holds_in(said: Said, section: SectionView) -> bool:
    match said.do:
        case "commit" | "release":
            asked = _round(section, said.fields["round"])
            return asked is not None and getattr(asked.mine, said.do) == said.box
        case "again":
            return section.again.me or section.round >= said.fields["round"]
        case "note":
            note = section.note
            return note is not None and (
                note.n > said.fields["n"] or (note.n, note.box) == (said.fields["n"], said.box)
            )
        case "settle":
            mine = section.settled.me
            return mine is not None and (
                mine.n > said.fields["n"] or (mine.n == said.fields["n"] and mine.box == said.box)
            )
    return True


def _round(section: SectionView, number: int) -> RoundView | None:
    return next((asked for asked in (*section.earlier, section) if asked.round == number), None)


# Nothing is applied twice, or changed afterwards


def _applied_twice(history: History) -> Iterator[str]:
    held: dict[tuple[object, ...], str] = {}
    where: dict[str, tuple[object, ...]] = {}
    for event in history:
        if not isinstance(event, Seen):
            continue
        for slot, box in _slots(event.who, event.view):
            if held.setdefault(slot, box) != box:
                yield f"{slot} held one box and then another"
            if where.setdefault(box, slot) != slot:
                yield f"one box stands at {where[box]} and at {slot}"


def _slots(who: Who, view: View) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every place that can be written once, by whose it is, and the box that is there."""
    other = {"A": "B", "B": "A"}[who]
    for chapter in view.chapters:
        for seat, said in ((who, chapter.notices.mine), (other, chapter.notices.theirs)):
            yield from ((("notice", seat, n), box) for n, box in enumerate(said, start=1))
        for section in chapter.sections:
            for asked in (*section.earlier, section):
                for seat, slots in ((who, asked.mine), (other, asked.theirs or Slots())):
                    for kind, box in (("commit", slots.commit), ("release", slots.release)):
                        if box is not None:
                            yield (kind, seat, section.id, asked.round), box
            if section.note is not None:
                yield ("note", section.id, section.note.n), section.note.box
                if section.note.before is not None:
                    yield ("note", section.id, section.note.n - 1), section.note.before
            settled: tuple[tuple[Who, SettlementView | None], ...] = (
                (who, section.settled.me), (other, section.settled.them)
            )  # fmt: skip
            yield from ((("settle", seat, section.id, one.n), one.box) for seat, one in settled if one is not None)


# Nothing is told early


def _early(history: History) -> Iterator[str]:
    said: set[tuple[Who, str, str, int]] = set()
    boxes: dict[str, tuple[Who, str, str, int]] = {}
    for event in history:
        match event:
            case Said(do="commit" | "release"):
                slot = (event.who, event.do, event.fields["section"], event.fields["round"])
                said.add(slot)
                boxes[event.box or ""] = slot
            case Seen():
                yield from _seen_early(event, said, boxes)
            case Read():
                for who in ("A", "B"):
                    if (who, "release", event.section, event.round) not in said:
                        yield f"{event.who}: {event.section} {event.round} was read before {who} released it"


def _seen_early(
    seen: Seen, said: set[tuple[Who, str, str, int]], boxes: Mapping[str, tuple[Who, str, str, int]]
) -> Iterator[str]:
    who = seen.who
    for chapter in seen.view.chapters:
        for section, asked in _asked(chapter):
            theirs = asked.theirs
            if theirs is None:
                continue
            if asked.mine.commit is None or (who, "commit", section, asked.round) not in said:
                yield f"{who}: {section} {asked.round} shows the partner's seal before one's own"
            if theirs.release is not None and (who, "release", section, asked.round) not in said:
                yield f"{who}: {section} {asked.round} shows the partner's release before one's own"
    for box in seen.boxes:
        owner, kind, section, number = boxes.get(box, (who, "", "", 0))
        if owner != who and (who, kind, section, number) not in said:
            yield f"{who}: the partner's {kind} of {section} {number} came before one's own"


def _asked(chapter: ChapterView) -> Iterator[tuple[str, RoundView]]:
    for section in chapter.sections:
        for asked in (*section.earlier, section):
            yield section.id, asked


# Time runs one way


def _backwards(history: History) -> Iterator[str]:
    highest: dict[tuple[object, ...], int] = {}
    for event in history:
        if not isinstance(event, Seen):
            continue
        for what, number in _numbers(event.who, event.view):
            if number < highest.get(what, 0):
                yield f"{event.who}: {what[1:]} fell from {highest[what]} to {number}"
            highest[what] = max(number, highest.get(what, 0))


def _numbers(who: Who, view: View) -> Iterator[tuple[tuple[object, ...], int]]:
    yield (who, "edition"), view.v
    for chapter in view.chapters:
        for section in chapter.sections:
            yield (who, section.id, "round"), section.round
            yield (who, section.id, "note"), 0 if section.note is None else section.note.n
            for seat, settled in (("me", section.settled.me), ("them", section.settled.them)):
                yield (who, section.id, "settled", seat), 0 if settled is None else settled.n


# While somebody has paused, nothing is sealed and nothing opens


def _during_a_pause(history: History) -> Iterator[str]:
    """A command that was first said after the answer to a pause, and answered before anybody wished to resume."""
    paused: set[Who] = set()
    said: dict[tuple[Who, int], Said] = {}
    suspects: set[tuple[Who, int]] = set()
    for event in history:
        match event:
            case Said():
                said[event.who, event.n] = event
                if event.do == "resume":
                    paused.discard(event.who)
                    suspects.clear()
                elif event.do in ("commit", "release") and paused:
                    suspects.add((event.who, event.n))
            case Answered(refused=None) if (event.who, event.n) in said:
                if said[event.who, event.n].do == "pause":
                    paused.add(event.who)
                if (event.who, event.n) in suspects:
                    yield f"{event.who}: {said[event.who, event.n].do} {event.n} was accepted during a pause"


# Both read the same, and see the same in the end


def _misread(history: History) -> Iterator[str]:
    read: dict[tuple[Who, str, int], Read] = {}
    for event in history:
        if isinstance(event, Read):
            before = read.setdefault((event.who, event.section, event.round), event)
            if before != event:
                yield f"{event.who}: {event.section} {event.round} was read in two ways"
    for (who, section, number), a in read.items():
        b = read.get(("B", section, number))
        if who == "A" and b is not None and (a.mine, a.theirs) != (b.theirs, b.mine):
            yield f"{section} {number}: what was read is not what was sealed"


def _apart(history: History) -> Iterator[str]:
    last = {event.who: event.view for event in history if isinstance(event, Seen)}
    if len(last) == 2:
        yield from (f"in the end the two see another {what}" for what in apart(last["A"], last["B"]))
