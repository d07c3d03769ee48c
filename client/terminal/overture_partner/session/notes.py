"""Shared notes: the text of a section "in our words", and each person's settlement that it is what they said.

Whether a note is agreed is read from the sealed settlements, never from what the hub claims. Which are the newest is
read from the log, so that an old one cannot come back. Source: docs/protocol.md, "Everything else that is sealed".
"""

from dataclasses import dataclass

from overture_partner.errors import Refused
from overture_partner.model.views import NoteView, NumberedBox, SettlementView
from overture_partner.protocol.asides import open_note, open_settle, seal_note, seal_settle
from overture_partner.protocol.encoding import ProtocolError, base64url
from overture_partner.session.context import Context


@dataclass(frozen=True)
class Note:
    """The newest note of a section.

    Attributes:
        n: Its number, from 1.
        by_me: Whether this seat wrote it.
        text: The text; None if it could not be opened.
        settled_me: Whether this seat has settled it.
        settled_them: Whether the partner has settled it.
    """

    n: int
    by_me: bool
    text: str | None
    settled_me: bool = False
    settled_them: bool = False

    @property
    def agreed(self) -> bool:
        """Whether both have settled a note that can be read here."""
        return self.text is not None and self.settled_me and self.settled_them


@dataclass(frozen=True)
class Lost:
    """The partner's note came first. `text` was not written, and is a draft to continue from."""

    text: str


class Notes:
    """The shared notes of one chapter.

    Attributes:
        newest: The newest note of each section; `read` keeps it up to date.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._texts: dict[tuple[str, NoteView], str | None] = {}
        """By section and note: a hub may show the same box under another number, or as the other person's."""
        self.newest: dict[str, Note] = {}
        self._taken_back: dict[str, tuple[str, int]] = {}
        """By section the note, by digest, whose settlement this seat has taken back, and the number of that. It counts
        before the hub has it."""

    async def write(self, section: str, text: str, based_on: int) -> Lost | None:
        """Writes a note.

        Args:
            section: The id of the section.
            text: The text.
            based_on: The number of the note it follows; 0 if there was none.

        Returns:
            None, or Lost if another note came first.

        Raises:
            Refused: "paused", "not-now" (a scene is running), "too-early" (nothing is opened yet), "too-long" or
                "full".
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
            raise Refused.for_failure(error.kind) from None
        digest = context.store_box(section, based_on + 1, box)
        try:
            await context.socket.request(
                "note", chapter=context.qhash, section=section, n=based_on + 1, box=base64url(box)
            )
        except Refused as refused:
            if refused.code == "stale":
                return Lost(text)
            raise
        context.acknowledge(section, NumberedBox(based_on + 1, digest))
        return None

    async def settle(self, section: str, n: int, *, yes: bool) -> None:
        """Settles a note, or takes one's settlement back, which is always possible.

        Args:
            section: The id of the section.
            n: The number of the note.
            yes: Whether one agrees with it.

        Raises:
            Refused: "stale" (there is a newer note), "paused", "not-now" (a scene is running) or "bad-content" (it
                could not be opened here); or by the hub, and then what is taken back stays so here.
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
        digest = context.store_box(section, seq, box)
        if yes:
            self._taken_back.pop(section, None)
        else:
            self._taken_back[section] = (there.note.box, seq)
            await self.read()
            context.state.request_step()
        settlement, fields = SettlementView(seq, there.note.box, yes, digest), {"chapter": context.qhash, "n": seq}
        try:
            await context.socket.request(
                "settle", **fields, section=section, note=there.note.box, yes=yes, box=base64url(box)
            )
        except Refused as refused:
            # What is taken back stays so whatever a hub answers, and is sent again.
            if not yes and refused.code != "full":
                context.acknowledge(section, settlement)
            raise
        context.acknowledge(section, settlement)

    async def read(self) -> None:
        """Opens the newest note of each section and what both have settled.

        A new note of the partner stays closed while paused.
        """
        context = self._context
        chapter = context.chapter
        if chapter is None or context.keys is None:
            return
        for section in chapter.sections:
            note = section.note
            if note is None or ((section.id, note) not in self._texts and note.by == "them" and context.paused):
                continue
            text = await self._open(section.id, note)
            me = await self._settled(section.id, note, section.settled.me, mine=True)
            box, number = self._taken_back.get(section.id, ("", 0))
            me = me and not (box == note.box and section.settled.me is not None and number > section.settled.me.n)
            them = await self._settled(section.id, note, section.settled.them, mine=False)
            self.newest[section.id] = Note(note.n, note.by == "me", text, me, them)

    async def _open(self, section: str, note: NoteView) -> str | None:
        key, context = (section, note), self._context
        if key not in self._texts:
            try:
                previous = None if note.before is None else await context.box(note.before)
                box = await context.box(note.box)
            except Refused:
                # The hub withholds it. It is asked for again with the next view.
                return None
            try:
                self._texts[key] = open_note(context.place(section, mine=note.by == "me"), note.n, previous, box)
            except ProtocolError:
                self._texts[key] = None
        return self._texts[key]

    async def _settled(self, section: str, note: NoteView, settlement: SettlementView | None, *, mine: bool) -> bool:
        context = self._context
        if settlement is None or settlement.note != note.box:
            return False
        place = context.place(section, mine=mine)
        try:
            return open_settle(place, settlement.n, await context.box(note.box), await context.box(settlement.box))
        except (ProtocolError, Refused):
            return False
