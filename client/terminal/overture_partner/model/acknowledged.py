"""What the hub has acknowledged, in the log: it came with a view that shows it. Pure.

So a hub that acknowledges a limit and shows it to nobody is found out, and the limit stays on the screen of whoever set
it. Source: docs/protocol.md, "The log".
"""

from collections.abc import Callable

from overture_partner.model.log import Log, LogChapter, LogNote, LogSection, change
from overture_partner.model.views import NumberedBox, SettlementView

Acknowledged = NumberedBox | SettlementView
"""A notice or a note, or a settlement, with the digest of its box."""


def acknowledged(log: Log, chapter: str, section: str, added: Acknowledged) -> Log:
    """Adds what the hub has acknowledged: it came with a view that shows it, so from now on a view without it has less.

    Args:
        log: The log so far.
        chapter: The qhash of the chapter.
        section: The id of the section; empty for a notice.
        added: What was sent.

    Returns:
        The same log if it has it already.
    """
    return change(
        log,
        chapters=tuple(_acknowledged(each, section, added) if each.qhash == chapter else each for each in log.chapters),
    )


def _acknowledged(chapter: LogChapter, section: str, added: Acknowledged) -> LogChapter:
    if isinstance(added, NumberedBox):
        if section:
            return _change_section(chapter, section, lambda entry: _with_note(entry, added))
        mine = chapter.notices.mine
        notices = change(chapter.notices, mine=(*mine, added.box)) if len(mine) == added.n - 1 else chapter.notices
        return change(chapter, notices=notices)
    return _change_section(chapter, section, lambda entry: _with_settlement(entry, added))


def _change_section(chapter: LogChapter, section: str, with_it: Callable[[LogSection], LogSection]) -> LogChapter:
    return change(chapter, sections=tuple(with_it(s) if s.id == section else s for s in chapter.sections))


def _with_note(entry: LogSection, note: NumberedBox) -> LogSection:
    is_next = len(entry.notes) == note.n - 1
    return change(entry, notes=(*entry.notes, LogNote("me", note.box))) if is_next else entry


def _with_settlement(entry: LogSection, settlement: SettlementView) -> LogSection:
    last = 0 if entry.settled.me is None else entry.settled.me.n
    return change(entry, settled=change(entry.settled, me=settlement)) if last < settlement.n else entry
