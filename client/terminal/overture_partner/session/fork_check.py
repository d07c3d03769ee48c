"""Compares the heads that came with the partner's answers and notices with one's own log.

Source: docs/protocol.md, "Heads".
"""

from overture_partner.model.heads import compare
from overture_partner.session.chapters import Chapter, Chapters
from overture_partner.session.context import Context


class ForkCheck:
    """What the heads of the partner have proved so far."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._done: set[tuple[str, str]] = set()
        """The chapter of each head that nothing more can follow from, and what it came with."""
        self._proved: dict[str, int] = {}
        self.ahead = False
        """Whether the partner has seen something that the hub has not shown here."""

    def proved(self, chapter: str) -> int:
        """Returns how many of one's own notices in a chapter the partner is proved to have seen."""
        return self._proved.get(chapter, 0)

    def compare(self, chapters: Chapters) -> None:
        """Compares every head that has come. A head that is ahead of the log is compared again with the next view.

        Args:
            chapters: All chapters of the session.
        """
        found = [self._compare_head(chapter, name, seen) for chapter in chapters for name, seen in chapter.heads()]
        self.ahead = "ahead" in found

    def _compare_head(self, chapter: Chapter, name: str, seen: object) -> str:
        context, at = chapter.context, (chapter.context.qhash, name)
        if at in self._done:
            return "done"
        log = context.history.log
        found = compare(log, context.role, context.qhash, context.sections_with_box, seen)
        if found.means == "fork":
            context.history.fork()
        if found.proves is not None:
            mine = 0 if context.role == "A" else 1
            for kept, counts in zip(log.chapters, found.proves, strict=False):
                self._proved[kept.qhash] = max(self.proved(kept.qhash), counts[mine])
        if found.means != "ahead":
            self._done.add(at)
        return found.means
