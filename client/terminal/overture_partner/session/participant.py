"""One participant: a person's client without a screen, or a test's. It enforces every rule of the protocol itself.

async with await Participant.join("http://localhost:8000", "HRWE-SPRQ") as me:
    await me.paired()
    await me.ready()
    await me.seal("limits", Answers({"hard-limits": "nothing around the neck"}))
    both = await me.opened("limits")
"""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from overture_partner.errors import Gone, PartnerError, Refused
from overture_partner.model.answers import Answers
from overture_partner.model.document import Questions, parse_document
from overture_partner.net.hub_client import Seat, parse_address
from overture_partner.protocol.encoding import ProtocolError, base64url, from_base64url, random_bytes
from overture_partner.protocol.pairing import parse_code
from overture_partner.protocol.seal import Notice
from overture_partner.session.notes import Lost
from overture_partner.session.pairing_flow import Failed, Joining, Record, Replied, offer
from overture_partner.session.pairing_work import Pairing
from overture_partner.session.resend import say_again
from overture_partner.session.watching import Watching
from overture_partner.storage.records import MemoryStore, Records, Store

DAY = 24 * 60 * 60

LEARN_AGAIN = 1.0
"""Seconds before asking again for a question set that could not be had."""


class Participant(Watching):
    """Made by `start`, `join` or `come_back`; closed by `close`, or by leaving the `async with`."""

    _connection: asyncio.Task[None] | None = None
    _worker: asyncio.Task[None] | None = None

    # Beginning and end

    @classmethod
    async def start(
        cls, base_url: str, qhash: str | None = None, hours: int = 12, *, store: Store | None = None
    ) -> Self:
        """Starts a session as A with a question set of this hub (the first one it offers, if none is named).

        Raises PartnerError "bad-address", "no-hub", "not-a-hub", "moved", "full", "away", "slow-down", "bad-document".
        """
        hub = parse_address(base_url)
        if qhash is None:
            offered = await hub.sets()
            if not offered:
                raise PartnerError("not-a-hub")
            qhash = offered[0].qhash
        known = parse_document(await hub.document(qhash), qhash)
        seat = await hub.start(qhash, hours)
        me = cls(hub, seat, store or MemoryStore())
        me._begin(offer(seat.locator, from_base64url(qhash)))
        me._know(known)
        await me._run()
        return me

    @classmethod
    async def join(cls, base_url: str, code: str, *, store: Store | None = None) -> Self:
        """Joins with a code as B and returns when connected; `paired` waits for the keys. The code is sent nowhere.

        Give the same store for every try with one code, as it counts them.
        Raises PartnerError "bad-code", "spent", "unknown", "joining", "crowded" and those of `start`.
        """
        hub = parse_address(base_url)
        try:
            parsed = parse_code(code)
        except ProtocolError:
            raise PartnerError("bad-code") from None
        store = store or MemoryStore()
        tries = Pairing.tries(store, parsed.locator)
        seat = await hub.join(parsed.locator)
        me = cls(hub, seat, store)
        me._begin(Joining(parsed.locator, parsed.secret, tries))
        await me._run()
        return me

    @classmethod
    async def come_back(cls, base_url: str, session: str, store: Store) -> Self:
        """Goes on with the session of this id out of a store that was kept. Raises PartnerError "keyless", Gone."""
        hub, records = parse_address(base_url), Records(store, session)
        seat = records.get("tombstone", Seat)
        if seat is not None:
            me = cls(hub, seat, store)
            me._connection = asyncio.create_task(me._guard(me.wire.run()))
            await me.end()
            await me.close()
            raise Gone("gone")
        seat = records.get("seat", Seat)
        if seat is None:
            raise PartnerError("keyless")
        me = cls(hub, seat, store)
        qhash = records.get("qhash", str)
        if qhash is not None:
            me._know(parse_document(await hub.document(qhash), qhash))
        await me._run()
        return me

    def _begin(self, record: Record) -> None:
        """Raises PartnerError "not-a-hub" if the hub gave an id that is taken: a session is never written over, save
        by the next try of a guest who has no keys.
        """
        if not isinstance(self._pairing.record, Joining | Replied | Failed | None):
            raise PartnerError("not-a-hub")
        self._records.put("seat", self.seat)
        self._pairing.begin(record)

    def _know(self, known: Questions) -> None:
        if self._desk.known is None:
            self._records.put("qhash", known.qhash)
        self._chapters.know(known)

    async def _run(self) -> None:
        """Starts the two tasks; returns with the first view."""
        self.time.begins()
        self._connection = asyncio.create_task(self._guard(self.wire.run()))
        self._worker = asyncio.create_task(self._guard(self._work()))
        try:
            await self.wait_for(lambda me: me.view is not None or me.contradicted)
        except BaseException:
            await self.close()
            raise
        if self.view is None:
            await self.close()
            raise PartnerError("not-a-hub")

    async def close(self) -> None:
        """Disconnects. The session stays as it is."""
        tasks = [task for task in (self._worker, self._connection) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # What is wished for

    async def renew(self) -> None:
        """A's person wants another code: asks for it after the wait that goes before it. Raises "codes-used-up"."""
        await asyncio.sleep(self.renewable_in)
        self._pairing.renew()
        self._stir()
        await self.wait_for(lambda me: me.code is not None)

    async def leave(self) -> None:
        """B, while not confirmed: gives the seat back."""
        await self.wire.request("leave")

    async def ready(self) -> None:
        """Says: adult, sober, here freely, and I know that I may stop at any time."""
        await self.wire.request("ready")

    async def pause(self) -> None:
        """Pauses: here at once, at the hub as soon as it hears of it (then this returns)."""
        if not self.paused_by_me:
            await self._pause({})

    async def look_again(self, at: int | None) -> None:
        """Pauses, or goes on pausing, and tells the partner alone when one would like to look again.

        `at` is in seconds since 1970; None takes that back. Raises PartnerError "keyless" before pairing.
        """
        await self._pause({} if at is None else {"later": self.time.box(at)})

    async def _pause(self, later: dict[str, str]) -> None:
        said = {"pause": base64url(random_bytes(16)), **later}
        self._records.put("pause", said["pause"])
        self._records.put("later", later)
        self._tell_change()
        await self.wire.request("pause", **said)

    async def resume(self) -> None:
        """Lifts one's own pause."""
        there = None if self.view is None else self.view.paused.me
        pause = self._records.get("pause", str) or there
        if pause:
            try:
                await self.wire.request("resume", pause=pause)
            except Refused:
                # The hub holds another pause of this seat, made elsewhere.
                if there is None or there == pause:
                    raise
                await self.wire.request("resume", pause=there)
        self._records.put("pause", "")
        self._stir()

    async def add(self, qhash: str) -> None:
        """Adds a question set of this hub to the session, and waits until it is known here.

        Raises Refused "paused", "not-now" (a scene is running), "not-ready", "not-found", "full".
        """
        await self.wire.request("add", chapter=qhash)
        await self.wait_for(lambda me: any(known.qhash == qhash for known in me.chapters))

    async def seal(self, section: str, answers: Answers, chapter: str | None = None) -> None:
        """Seals one's answers to the newest round; returns when the hub has them. From then on they stay as they are.

        Raises Refused as `Rounds.seal` does. Opening follows by itself when the partner has sealed.
        """
        at = self._chapters.named(chapter)
        number = at.rounds.seal(section, answers)
        self._stir()
        await self.wait_for(lambda _: at.desk.section(section).round > number or at.desk.section(section).mine.commit)

    async def write_note(
        self, section: str, text: str, based_on: int | None = None, chapter: str | None = None
    ) -> Lost | None:
        """Writes the shared note that follows number `based_on` (the newest by default). Lost: another came first."""
        at = self._chapters.named(chapter)
        note = at.desk.section(section).note
        number = based_on if based_on is not None else (0 if note is None else note.n)
        return await at.notes.write(section, text, number)

    async def settle(self, section: str, n: int, *, yes: bool = True, chapter: str | None = None) -> None:
        """Says "that is what we said" of note `n`, or takes it back."""
        await self._chapters.named(chapter).notes.settle(section, n, yes=yes)

    async def notice(self, notice: Notice, chapter: str | None = None) -> None:
        """Tells the partner at once what one takes back or limits further; possible while paused."""
        await self._chapters.named(chapter).notices.say(notice)

    async def again(self, section: str, chapter: str | None = None) -> None:
        """Wishes for a new round of a section; it begins when both do."""
        await self._wish("again", section, chapter)

    async def not_again(self, section: str, chapter: str | None = None) -> None:
        """Takes that wish back."""
        await self._wish("not-again", section, chapter)

    async def _wish(self, do: str, section: str, chapter: str | None) -> None:
        desk = self._chapters.named(chapter).desk
        await self.wire.request(do, chapter=desk.qhash, section=section, round=desk.section(section).round + 1)

    async def prolong(self) -> None:
        """Wishes that the session is kept a day longer; it is when both do. Raises Refused "paused", "too-late"."""
        view = self.view
        if view is not None:
            await self.wire.request("prolong", until=view.prolong.them or view.expires + DAY)

    async def scene(self) -> None:
        """Says that a scene begins. Raises Refused "paused", "not-ready"."""
        await self.wire.request("scene")

    async def scene_over(self) -> None:
        """Says that it is over for oneself; it is over when both have said so."""
        await self.wire.request("scene-over")

    async def end(self) -> None:
        """Deletes the session: here at once, and at the hub as soon as it hears of it (then this returns)."""
        if self._worker is not None:
            self._worker.cancel()
        self._records.clear()
        self._records.put("tombstone", self.seat)
        self._desk.keys = None
        self._desk.boxes.clear()
        for chapter in self._chapters:
            chapter.notes.newest.clear()
        self._tell_change()
        await self.wire.request("end")
        self._records.clear()

    # What happens by itself

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        """Whatever stops a task is kept for whoever waits, and stops the waiting."""
        try:
            await work
        except Gone:
            pass
        except Exception as error:  # noqa: BLE001 - raised again in wait_for
            self.failure = self.failure or error
        self._tell_change()

    async def _work(self) -> None:
        """After every view, and after every wish that needs it: whatever is due."""
        pause = self._records.get("pause", str)
        if pause:
            await self.wire.request("pause", pause=pause, **(self._records.get("later", dict[str, str]) or {}))
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._turn()

    async def _turn(self) -> None:
        await self._learn()
        await self._pairing.work()
        await say_again(self._desk)
        await self.time.work()
        await self._chapters.work()
        self._heads.work(self._chapters)
        self._tell_change()

    async def _learn(self) -> None:
        """Fetches the question sets that the hub names. Pairing proves the first one, and of an added one each box."""
        for qhash in self._chapters.unknown():
            try:
                self._know(parse_document(await self.hub.document(qhash), qhash))
            except PartnerError as error:
                if error.code == "bad-document" and self._desk.known is not None:
                    self._chapters.altered.add(qhash)
                    continue
                if error.code not in ("no-hub", "away"):
                    raise
                asyncio.get_running_loop().call_later(LEARN_AGAIN, self._stir)
                return
