"""Notices: what one person takes away alone, at once, also while paused. A notice can only tighten
(docs/protocol.md, "Everything else that is sealed").
"""

from overture_partner.errors import Refused
from overture_partner.protocol.encoding import ProtocolError, base64url
from overture_partner.protocol.seal import Notice, open_notice_with_head, seal_notice
from overture_partner.session.desk import Desk


class Notices:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._read: dict[str, Notice | None] = {}
        """By digest; None could not be opened."""
        self.mine: tuple[Notice, ...] = ()
        self.theirs: tuple[Notice, ...] = ()
        self.unreadable = False
        """Whether a notice of the partner is there that cannot be opened: something was taken back, ask them what."""
        self.heads: dict[str, object] = {}
        """What came with the partner's notices of what they had seen, by digest."""

    async def say(self, notice: Notice) -> None:
        """Says it to the partner. Raises Refused "bad-content", "too-long", "full"."""
        desk = self._desk
        number = 1 if desk.chapter is None else len(desk.chapter.notices.mine) + 1
        try:
            box = self._seal(number, notice)
        except ProtocolError as error:
            raise Refused(error.kind.replace(" ", "-")) from None
        desk.keep(box)
        await desk.wire.request("notice", chapter=desk.qhash, n=number, box=base64url(box))

    def _seal(self, number: int, notice: Notice) -> bytes:
        place = self._desk.place("")
        try:
            return seal_notice(place, number, notice, seen=self._desk.head())
        except ProtocolError as error:
            if error.kind != "too long":
                raise
            # What is taken back comes first: without a head only less is proved.
            return seal_notice(place, number, notice)

    async def work(self) -> None:
        """Reads what is new, also while paused."""
        desk = self._desk
        if desk.chapter is None or desk.keys is None:
            return
        said = desk.chapter.notices
        self.mine = await self._open(said.mine, mine=True)
        self.theirs = await self._open(said.theirs, mine=False)
        self.unreadable = any(self._read[digest] is None for digest in said.theirs)

    async def _open(self, digests: tuple[str, ...], *, mine: bool) -> tuple[Notice, ...]:
        desk = self._desk
        place = desk.place("") if mine else desk.their_place("")
        for n, digest in enumerate(digests, start=1):
            if digest not in self._read:
                try:
                    self._read[digest], seen = open_notice_with_head(place, n, await desk.box(digest))
                    if seen is not None and not mine:
                        self.heads[digest] = seen
                except (ProtocolError, Refused):
                    self._read[digest] = None
        return tuple(notice for notice in map(self._read.get, digests) if notice is not None)
