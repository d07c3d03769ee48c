"""Talking the open points through: where both are, and what is marked.

What is moved and marked here is sealed and stored before it is sent. Whatever the hub shows, nothing that was opened
goes back. Source: docs/protocol.md, "The talk".
"""

import asyncio

import msgspec

from overture_partner.errors import Refused
from overture_partner.model.limits import MOST_TALKS
from overture_partner.model.log import rounds_of
from overture_partner.model.talk import Talks, stepped
from overture_partner.model.views import NumberedBox, View
from overture_partner.protocol.box import peer_of
from overture_partner.protocol.encoding import ProtocolError, base64url
from overture_partner.protocol.pairing import Role
from overture_partner.protocol.talk import Talk, open_talk, seal_talk
from overture_partner.session.context import Context


class _Stored(msgspec.Struct, frozen=True):
    """The newest talk of a seat that was made or opened here; its own box by its digest."""

    n: int = 0
    talk: Talk = Talk()
    box: str | None = None


class TalkFlow:
    """The talks of both seats, as far as they were made or opened here."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sending = asyncio.Lock()
        self._unreadable: set[str] = set()

    @property
    def talks(self) -> Talks:
        """The newest talk of each seat."""
        role = self._context.role
        return {role: self._stored(role).talk, peer_of(role): self._stored(peer_of(role)).talk}

    @property
    def is_used_up(self) -> bool:
        """Whether what this seat moves and marks does not reach the partner any more, as there were too many."""
        return self._stored(self._context.role).n >= MOST_TALKS

    async def take(self, at: str | None = None, mark: tuple[str, str] | None = None) -> None:
        """Moves on, marks a point, or both. It holds here at once, and at the hub when this returns.

        Args:
            at: The point to move to, or `END`; None to stay.
            mark: The point and its mark; None to mark nothing.

        Raises:
            Refused: "paused", "not-now" (a scene is running), "too-early" (nothing is opened yet) or "full".
        """
        context = self._context
        context.ensure_may_write()
        if context.view is None or not _any_opened(context.view):
            raise Refused("too-early")
        mine, last = self._stored(context.role), context.history.log.talk.me
        n = max(mine.n, 0 if last is None else last.n) + 1
        talk = stepped(self.talks, context.role, at, mark)
        if n > MOST_TALKS:
            self._store(context.role, _Stored(mine.n, talk, mine.box))
            return
        box = context.store_box("", n, seal_talk(context.place(""), n, talk))
        self._store(context.role, _Stored(n, talk, box))
        await self._send()

    async def work(self) -> None:
        """Opens what is new, and sends what the hub has not received."""
        view = self._context.view
        if view is None or self._context.keys is None or self._context.question_set is None:
            return
        await self._read(peer_of(self._context.role), view.talk.them)
        try:
            await self._send()
        except Refused:
            # A later view calls for it again.
            return

    async def _read(self, seat: Role, there: NumberedBox | None) -> None:
        context = self._context
        if there is None or there.n <= self._stored(seat).n or there.box in self._unreadable:
            return
        try:
            talk = open_talk(context.place("", mine=seat == context.role), there.n, await context.box(there.box))
        except ProtocolError:
            self._unreadable.add(there.box)
        except Refused:
            # The hub withholds it, or has a newer one by now.
            return
        else:
            self._store(seat, _Stored(there.n, talk))
            context.boxes.pop(there.box, None)

    async def _send(self) -> None:
        context = self._context
        async with self._sending:
            mine, received = self._stored(context.role), context.hub_view
            waits = context.paused or context.scene.goes_on
            if waits or mine.box is None or received is None or received.pairing is not None:
                return
            acknowledged = received.talk.me
            if acknowledged is None or acknowledged.box not in context.history.made or acknowledged.n < mine.n:
                box = context.history.made.get(mine.box)
                assert box is not None
                await context.send("talk", n=mine.n, box=base64url(box))

    def _stored(self, seat: Role) -> _Stored:
        return self._context.session.get(f"talk/{seat}", _Stored) or _Stored()

    def _store(self, seat: Role, stored: _Stored) -> None:
        self._context.session.put(f"talk/{seat}", stored)


def _any_opened(view: View) -> bool:
    return any(
        asked.state == "opened"
        for chapter in view.chapters
        for section in chapter.sections
        for asked in rounds_of(section)
    )
