"""The shape and the limits of a view: a view that breaks them is refused whole, before any part of it is used. Pure.

The limits bound what a hub can make a client keep. Source: docs/protocol.md, "The log" and "Limits".
"""

import re
from collections.abc import Iterator

import msgspec

from overture_partner.model.limits import (
    LATEST,
    MOST_NOTES,
    MOST_NOTICES,
    MOST_ROUNDS,
    MOST_SCENES,
    MOST_SECTIONS,
    MOST_SETTLEMENTS,
    MOST_TALKS,
)
from overture_partner.model.log import rounds_of
from overture_partner.model.views import ChapterView, RoundView, SectionView, View
from overture_partner.protocol.encoding import is_base64url

_SECTION = re.compile(r"[a-z0-9-]{1,64}")
DIGEST = 32
"""Bytes of a digest."""


def is_sound(view: View) -> bool:
    """Checks a view.

    Args:
        view: A view that was decoded and is not trusted.

    Returns:
        True if nothing is named twice, rounds have no gaps, every number is in its range, and every digest is one.
    """
    qhashes = [chapter.qhash for chapter in view.chapters]
    talks = [talk for talk in (view.talk.me, view.talk.them) if talk is not None]
    return (
        bool(qhashes)
        and _differ(qhashes)
        and 0 <= view.expires <= LATEST
        and view.scene.n <= MOST_SCENES
        and all(map(_is_digest, qhashes))
        and all(map(_is_chapter, view.chapters))
        and all(1 <= talk.n <= MOST_TALKS and _is_digest(talk.box) for talk in talks)
    )


def _is_chapter(chapter: ChapterView) -> bool:
    lists = (chapter.notices.mine, chapter.notices.theirs)
    return (
        all(len(digests) <= MOST_NOTICES and all(map(_is_digest, digests)) for digests in lists)
        and len(chapter.sections) <= MOST_SECTIONS
        and _differ([section.id for section in chapter.sections])
        and all(_SECTION.fullmatch(section.id) for section in chapter.sections)
        and all(map(_is_section, chapter.sections))
    )


def _is_section(section: SectionView) -> bool:
    rounds, note = rounds_of(section), section.note
    settled = [entry for entry in (section.settled.me, section.settled.them) if entry is not None]
    return (
        [each.round for each in rounds] == list(range(1, len(rounds) + 1))
        and len(rounds) <= MOST_ROUNDS
        and all(_is_digest(digest) for each in rounds for digest in _digests(each))
        and (
            note is None
            or (1 <= note.n <= MOST_NOTES and _is_digest(note.box) and (note.n == 1) == (note.before is None))
        )
        and (note is None or note.before is None or _is_digest(note.before))
        and all(
            1 <= entry.n <= MOST_SETTLEMENTS and _is_digest(entry.note) and _is_digest(entry.box) for entry in settled
        )
    )


def _digests(round: RoundView) -> Iterator[str]:
    slots = [round.mine, *([] if round.theirs is None else [round.theirs])]
    return (digest for slot in slots for digest in (slot.commit, slot.release) if digest is not None)


def _is_digest(text: str) -> bool:
    return is_base64url(text, DIGEST)


def _differ(names: list[str]) -> bool:
    return len(set(names)) == len(names)


def digests_in(view: View) -> set[str]:
    """Lists what a view names by digest.

    Args:
        view: A view that was decoded and is not trusted.

    Returns:
        Every text in it that can be the digest of a box.
    """
    return set(_DIGEST_TEXT.findall(msgspec.json.encode(view).decode()))


_DIGEST_TEXT = re.compile(r'"([\w-]{43})"', re.ASCII)
