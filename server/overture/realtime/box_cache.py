"""Boxes that were said to this process and not shown to the other yet, so that they need not be read for that."""

from collections.abc import Iterable, Mapping

from overture.core.commands import Blob

MOST = 4 << 20
"""Characters. When there are more, those of the session that was longest without a new one are let go, and read again
when they are needed."""


class AtHand:
    """Boxes as they stand on the wire, by session. A digest names the same bytes for ever, so none gets stale."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, str]] = {}
        self._size = 0

    def keep(self, id: str, fresh: Mapping[str, Blob]) -> None:
        """Boxes of the session `id`."""
        texts = self._texts[id] = self._texts.pop(id, {})
        for digest, box in fresh.items():
            if digest not in texts:
                texts[digest] = box.text
                self._size += len(box.text)
        while self._size > MOST:
            self.forget(next(iter(self._texts)))

    def of(self, id: str) -> Mapping[str, str]:
        """What there is of a session: digest -> the box as base64url."""
        return self._texts.get(id, {})

    def let_go(self, id: str, digests: Iterable[str]) -> None:
        """Those who look on have been told of these; whoever comes later reads them."""
        texts = self._texts[id]
        for digest in digests:
            self._size -= len(texts.pop(digest))

    def forget(self, id: str) -> None:
        self._size -= sum(map(len, self._texts.pop(id, {}).values()))
