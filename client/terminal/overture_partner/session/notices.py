"""Notices: what one person withdraws or limits alone, at once, also while paused. A notice can only tighten.

Source: docs/protocol.md, "Everything else that is sealed".
"""

import asyncio

from overture_partner.errors import Refused
from overture_partner.model.views import NumberedBox
from overture_partner.protocol.asides import Notice, open_notice, seal_notice
from overture_partner.protocol.encoding import ProtocolError, base64url
from overture_partner.session.context import Context


class Notices:
    """The notices of one chapter.

    Attributes:
        mine: One's own that could be read, oldest first. One that is on its way to the hub counts from the moment in
            which it is stored.
        theirs: The partner's that could be read, oldest first.
        unreadable: Whether a notice of the partner cannot be opened. Something was withdrawn then, and only they know
            what.
        heads: The heads that came with the partner's notices, by digest.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._turn = asyncio.Lock()
        """Each has its number, so one waits for the answer to the one before."""
        self._last = 0
        """The number of the newest that this process has sealed."""
        self._read: dict[tuple[bool, int, str], Notice | None] = {}
        """By whose it is, its number and its digest: a hub may show a box as the other's. None cannot be opened."""
        self._read_mine: dict[str, Notice] = {}
        """One's own by digest, as the newest view names them."""
        self._given: dict[str, Notice] = {}
        """One's own by digest that this process has sent, until the newest view names them."""
        self.theirs: tuple[Notice, ...] = ()
        self.unreadable = False
        self.heads: dict[str, object] = {}

    @property
    def mine(self) -> tuple[Notice, ...]:
        """One's own, oldest first."""
        return tuple({**self._read_mine, **self._given}.values())

    async def send(self, notice: Notice) -> None:
        """Seals and sends a notice.

        Args:
            notice: What is withdrawn or limited.

        Raises:
            Refused: "bad-content", "too-long" or "full"; or by the hub, and then it stands here, and is sent again.
        """
        context = self._context
        there = 0 if context.chapter is None else len(context.chapter.notices.mine)
        number = max(there, self._last) + 1
        try:
            box = self._seal(number, notice)
        except ProtocolError as error:
            raise Refused.for_failure(error.kind) from None
        digest = context.store_box("", number, box)
        self._given[digest], self._last = notice, number
        context.state.request_step()
        try:
            async with self._turn:
                await context.socket.request("notice", chapter=context.qhash, n=number, box=base64url(box))
        except Refused as refused:
            # A limit stands whatever a hub answers, and is sent again. For more than there may be there is no place.
            if refused.code == "full":
                del self._given[digest]
                self._last = 0
            else:
                context.acknowledge("", NumberedBox(number, digest))
            raise
        context.acknowledge("", NumberedBox(number, digest))

    def _seal(self, number: int, notice: Notice) -> bytes:
        place = self._context.place("")
        try:
            return seal_notice(place, number, notice, seen=self._context.head())
        except ProtocolError as error:
            if error.kind != "too long":
                raise
            # What is taken back comes first: without a head only less is proved.
            return seal_notice(place, number, notice)

    async def read(self) -> None:
        """Opens the notices that the newest view names, also while paused."""
        context = self._context
        if context.chapter is None or context.keys is None:
            return
        shown = context.chapter.notices
        mine = [(digest, await self._open(n, digest, mine=True)) for n, digest in enumerate(shown.mine, start=1)]
        theirs = [await self._open(n, digest, mine=False) for n, digest in enumerate(shown.theirs, start=1)]
        self._read_mine = {digest: notice for digest, notice in mine if notice is not None}
        self._given = {digest: notice for digest, notice in self._given.items() if digest not in self._read_mine}
        self.theirs = tuple(notice for notice in theirs if notice is not None)
        self.unreadable = None in theirs

    async def _open(self, n: int, digest: str, *, mine: bool) -> Notice | None:
        key, context = (mine, n, digest), self._context
        if key not in self._read:
            try:
                box = await context.box(digest)
            except Refused:
                # The hub withholds it. It is asked for again with the next view.
                return None
            try:
                self._read[key], seen = open_notice(context.place("", mine=mine), n, box)
                if seen is not None and not mine:
                    self.heads[digest] = seen
            except ProtocolError:
                self._read[key] = None
        return self._read[key]
