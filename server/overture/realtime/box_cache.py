"""Boxes that one phone has sent and the other has not received yet, so that the engine need not be asked."""

from collections.abc import Iterable, Mapping

from overture.core.commands import Blob

MAX_SIZE = 4 << 20
"""Characters. Beyond that, the sessions that were longest without a new box are evicted; the store has them all."""


class BoxCache:
    """Boxes as base64url text, by session. A digest names the same bytes for ever, so no entry goes stale."""

    def __init__(self) -> None:
        self._boxes: dict[str, dict[str, str]] = {}
        self.size = 0
        """Characters of all boxes together."""

    def add(self, session_id: str, boxes: Mapping[str, Blob]) -> None:
        """Keep `boxes` (digest -> bytes) of a session."""
        # Taken out and put in again, so that the session longest without a new box comes first.
        kept = self._boxes[session_id] = self._boxes.pop(session_id, {})
        for digest, box in boxes.items():
            if digest not in kept:
                kept[digest] = box.text
                self.size += len(box.text)
        while self.size > MAX_SIZE:
            self.evict(next(iter(self._boxes)))

    def get(self, session_id: str) -> Mapping[str, str]:
        """Return what is kept of a session: digest -> the box as base64url."""
        return self._boxes.get(session_id, {})

    def discard(self, session_id: str, digests: Iterable[str]) -> None:
        """Drop boxes that every connected socket has received; a later socket reads them from the store."""
        kept = self._boxes.get(session_id, {})
        for digest in digests:
            self.size -= len(kept.pop(digest, ""))

    def evict(self, session_id: str) -> None:
        """Drop everything of a session."""
        self.size -= sum(map(len, self._boxes.pop(session_id, {}).values()))
