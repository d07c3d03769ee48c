"""Heads: what the sender's log held when answers or a notice were sealed, compared with the reader's log. Pure.

Only a head proves that the partner has seen something, because it comes out of the partner's box. Everything else is a
claim of the hub. Source: docs/protocol.md, "Heads".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from overture_partner.model.limits import MOST_CHAPTERS, MOST_NOTES, MOST_NOTICES, MOST_ROUNDS
from overture_partner.model.log import Log, LogChapter, LogRound, LogSection
from overture_partner.model.view_schema import DIGEST
from overture_partner.protocol.encoding import H32, base64url, equal, from_base64url, is_base64url, lv_cat, u32
from overture_partner.protocol.pairing import Role

Meaning = Literal["none", "ahead", "agrees", "fork", "gap"]
Head = dict[str, Any]
Counts = tuple[tuple[int, int], ...]
"""For each chapter how many notices of A and of B."""


@dataclass(frozen=True)
class Compared:
    """What a head means for the reader's log.

    Attributes:
        means: "none" if it is no head, "ahead" if the sender has seen more, "gap" if a note is missing here, "agrees",
            "fork".
        proves: For each chapter how many notices of A and of B the sender has seen; None if nothing is proved.
    """

    means: Meaning
    proves: Counts | None = None


@dataclass(frozen=True)
class _Reach:
    """How far a head goes."""

    notices: Counts
    rounds: tuple[int, ...]
    notes: tuple[int, ...]


def own_head(log: Log, role: Role, qhash: str, sections: Sequence[str]) -> Head:
    """Makes the head of one's own log.

    Args:
        log: The log.
        role: One's own seat.
        qhash: The chapter in whose boxes the head is sealed.
        sections: The ids of its sections with a box, in the order of the document.

    Returns:
        {"n": notices by chapter, "r": rounds by section, "t": notes by section, "h": hash}.
    """
    kept = [_section(log, qhash, section) for section in sections]
    notices = tuple((len(a), len(b)) for a, b in (_by_seat(chapter, role) for chapter in log.chapters))
    rounds = tuple(max((n for n, _ in _whole(section)), default=0) for section in kept)
    reach = _Reach(notices, rounds, tuple(len(section.notes) for section in kept))
    return {
        "n": [list(pair) for pair in reach.notices],
        "r": list(reach.rounds),
        "t": list(reach.notes),
        "h": _hash(log, role, qhash, sections, reach),
    }


def compare(log: Log, role: Role, qhash: str, sections: Sequence[str], seen: object) -> Compared:
    """Compares a head of the partner with one's own log.

    Args:
        log: The reader's log.
        role: The reader's seat.
        qhash: The chapter in whose box the head came.
        sections: The ids of its sections with a box, in the order of the document.
        seen: The head as JSON data, not trusted.

    Returns:
        What follows.
    """
    read = _read(seen, len(sections))
    if read is None:
        return Compared("none")
    reach, digest = read
    kept = [_section(log, qhash, section) for section in sections]
    if _is_ahead(log, role, kept, reach):
        return Compared("ahead")
    if any(n > 0 and section.notes[n - 1] is None for n, section in zip(reach.notes, kept, strict=True)):
        return Compared("gap")
    if not equal(_hash(log, role, qhash, sections, reach).encode(), digest.encode()):
        return Compared("fork")
    return Compared("agrees", reach.notices)


def _is_ahead(log: Log, role: Role, kept: list[LogSection], reach: _Reach) -> bool:
    if len(reach.notices) > len(log.chapters):
        return True
    for (a, b), chapter in zip(reach.notices, log.chapters, strict=False):
        of_a, of_b = _by_seat(chapter, role)
        if a > len(of_a) or b > len(of_b):
            return True
    return any(
        (r > 0 and r not in [n for n, _ in _whole(section)]) or t > len(section.notes)
        for section, r, t in zip(kept, reach.rounds, reach.notes, strict=True)
    )


def _hash(log: Log, role: Role, qhash: str, sections: Sequence[str], reach: _Reach) -> str:
    parts: list[bytes | str] = ["overture1/seen", from_base64url(qhash), u32(len(reach.notices))]
    for chapter, (a, b) in zip(log.chapters, reach.notices, strict=False):
        of_a, of_b = _by_seat(chapter, role)
        parts += [from_base64url(chapter.qhash), u32(a), *map(from_base64url, of_a[:a])]
        parts += [u32(b), *map(from_base64url, of_b[:b])]
    for section, r, t in zip(sections, reach.rounds, reach.notes, strict=True):
        kept = _section(log, qhash, section)
        parts += [section, u32(r)]
        for number, round in _whole(kept):
            if number <= r:
                parts += [u32(number), *map(from_base64url, _boxes(round, role))]
        note = kept.notes[t - 1] if t > 0 else None
        parts += [u32(t), *([] if note is None else [from_base64url(note.box)])]
    return base64url(H32(lv_cat(*parts)))


def _section(log: Log, qhash: str, section: str) -> LogSection:
    chapter = log.chapter(qhash)
    kept = None if chapter is None else chapter.section(section)
    return kept or LogSection(section, "", 0)


def _by_seat(chapter: LogChapter, role: Role) -> tuple[tuple[str, ...], tuple[str, ...]]:
    mine, theirs = chapter.notices.mine, chapter.notices.theirs
    return (mine, theirs) if role == "A" else (theirs, mine)


def _whole(section: LogSection) -> Iterator[tuple[int, LogRound]]:
    return ((n, round) for n, round in enumerate(section.rounds, start=1) if round.is_whole)


def _boxes(round: LogRound, role: Role) -> tuple[str, ...]:
    of_a, of_b = (round.mine, round.theirs) if role == "A" else (round.theirs, round.mine)
    slots = (of_a.commit, of_a.release, of_b.commit, of_b.release)
    return tuple(box for box in slots if box is not None)


# What a partner sent


def _read(seen: object, sections: int) -> tuple[_Reach, str] | None:
    """None if it has another shape."""
    if not isinstance(seen, dict):
        return None
    pairs, digest = seen.get("n"), seen.get("h")
    if not isinstance(pairs, list) or not 1 <= len(pairs) <= MOST_CHAPTERS or not is_base64url(digest, DIGEST):
        return None
    notices = [_numbers(pair, 2, MOST_NOTICES) for pair in pairs]
    rounds, notes = _numbers(seen.get("r"), sections, MOST_ROUNDS), _numbers(seen.get("t"), sections, MOST_NOTES)
    if rounds is None or notes is None:
        return None
    counts = tuple((pair[0], pair[1]) for pair in notices if pair is not None)
    return None if len(counts) < len(pairs) else (_Reach(counts, rounds, notes), digest)


def _numbers(value: object, length: int, most: int) -> tuple[int, ...] | None:
    """So many whole numbers from 0 to `most`. 3.0 is whole, as it is the same to some languages."""
    if not isinstance(value, list) or len(value) != length:
        return None
    if any(type(n) not in (int, float) or not 0 <= n <= most or n != int(n) for n in value):
        return None
    return tuple(int(n) for n in value)
