"""In our words: the shared note of a section, and each one's "that is what we said" of it.

docs/protocol.md, "Everything else that is sealed". Whether a note is agreed is read from the sealed settlings, never
from what the hub says; which are the newest is read from the log, so that an old one cannot come back.
"""

from dataclasses import dataclass

from overture_partner.errors import Refused
from overture_partner.model.views import NoteView, SettlementView
from overture_partner.protocol.encoding import ProtocolError, base64url
from overture_partner.protocol.seal import open_note, open_settle, seal_note, seal_settle
from overture_partner.session.context import Context


@dataclass(frozen=True)
class Note:
    """The newest note of a section. `text` is None if it could not be opened."""

    n: int
    by_me: bool
    text: str | None
    settled_me: bool = False
    settled_them: bool = False

    @property
    def agreed(self) -> bool:
        return self.text is not None and self.settled_me and self.settled_them


@dataclass(frozen=True)
class Lost:
    """The partner's note came first. `text` is what was not written: a draft to go on from."""

    text: str


class Notes:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._texts: dict[str, str | None] = {}
        """By digest of the note's box."""
        self.newest: dict[str, Note] = {}
        """By section; `work` keeps it up."""

    async def write(self, section: str, text: str, based_on: int) -> Lost | None:
        """Writes the note that follows number `based_on` (0: there was none).

        Raises Refused "paused", "not-now" (a scene is running), "too-early" (nothing opened yet), "too-long", "full".
        """
        context = self._context
        context.ensure_may_write()
        there = context.section(section).note
        if (0 if there is None else there.n) != based_on:
            return Lost(text)
        previous = None if there is None else await context.box(there.box)
        try:
            box = seal_note(context.place(section), based_on + 1, previous, text)
        except ProtocolError as error:
            raise Refused(error.kind.replace(" ", "-")) from None
        context.store_box(box)
        try:
            await context.socket.request(
                "note", chapter=context.qhash, section=section, n=based_on + 1, box=base64url(box)
            )
        except Refused as refused:
            if refused.code == "stale":
                return Lost(text)
            raise
        return None

    async def settle(self, section: str, n: int, *, yes: bool) -> None:
        """Says "that is what we said" of note `n`, or takes that back, which is always possible.

        Raises Refused "stale" (there is a newer note), "paused", "not-now" (a scene is running), "bad-content"
        (it could not be opened here).
        """
        context = self._context
        if yes:
            context.ensure_may_write()
        await self.read()
        seen, there = self.newest.get(section), context.section(section)
        if there.note is None or there.note.n != n or seen is None or seen.n != n:
            raise Refused("stale")
        if seen.text is None:
            raise Refused("bad-content")
        last = 0 if there.settled.me is None else there.settled.me.n
        # Higher than any that was ever made, also one that the hub has not shown: it could bring that back later.
        seq = max(last, context.records.get(f"settled/{section}", int) or 0) + 1
        context.records.put(f"settled/{section}", seq)
        box = seal_settle(context.place(section), seq, await context.box(there.note.box), yes)
        context.store_box(box)
        await context.socket.request(
            "settle", chapter=context.qhash, section=section, n=seq, note=there.note.box, yes=yes, box=base64url(box)
        )

    async def read(self) -> None:
        """Reads the newest note of each section and what both said of it. A new one is not opened while paused."""
        context = self._context
        chapter = context.chapter
        if chapter is None or context.keys is None:
            return
        for section in chapter.sections:
            note = section.note
            if note is None or (note.box not in self._texts and note.by == "them" and context.paused):
                continue
            if note.box not in self._texts:
                self._texts[note.box] = await self._open(section.id, note)
            me = await self._settled(section.id, note, section.settled.me, mine=True)
            them = await self._settled(section.id, note, section.settled.them, mine=False)
            self.newest[section.id] = Note(note.n, note.by == "me", self._texts[note.box], me, them)

    async def _open(self, section: str, note: NoteView) -> str | None:
        context = self._context
        place = context.place(section) if note.by == "me" else context.their_place(section)
        try:
            previous = None if note.before is None else await context.box(note.before)
            return open_note(place, note.n, previous, await context.box(note.box))
        except (ProtocolError, Refused):
            return None

    async def _settled(self, section: str, note: NoteView, settlement: SettlementView | None, *, mine: bool) -> bool:
        context = self._context
        if settlement is None or settlement.note != note.box:
            return False
        place = context.place(section) if mine else context.their_place(section)
        try:
            return open_settle(place, settlement.n, await context.box(note.box), await context.box(settlement.box))
        except (ProtocolError, Refused):
            return False
