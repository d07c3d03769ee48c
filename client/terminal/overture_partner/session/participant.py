"""One participant: a person's client without a screen, or a test's. It enforces every rule of the protocol itself.

async with await Participant.join("http://localhost:8000", "HRWE-SPRQ") as me:
    await me.paired()
    await me.ready()
    await me.seal("limits", Answers({"hard-limits": "nothing around the neck"}))
    both = await me.opened("limits")
"""

import asyncio
import time
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from overture_partner.errors import Gone, PartnerError, Refused
from overture_partner.model.answers import Answers
from overture_partner.model.document import Questions, parse_document
from overture_partner.model.pairing_flow import MOST_TRIES, Failed, Joining, Record, Replied, offer
from overture_partner.net.hub_client import Seat, parse_address
from overture_partner.protocol.encoding import ProtocolError, base64url, from_base64url, random_bytes
from overture_partner.protocol.pairing import parse_code
from overture_partner.protocol.seal import Notice
from overture_partner.session.notes import Lost
from overture_partner.session.pairing_work import Pairing
from overture_partner.session.participant_state import ParticipantState
from overture_partner.session.resend import resend_forgotten
from overture_partner.storage.records import MemoryStore, Records, Store

DAY = 24 * 60 * 60

RELOAD_DELAY = 1.0
"""Seconds before asking again for a question set that could not be had."""


class Participant(ParticipantState):
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
            offered = await hub.question_sets()
            if not offered:
                raise PartnerError("not-a-hub")
            qhash = offered[0].qhash
        questions = parse_document(await hub.document(qhash), qhash)
        seat = await hub.start_session(qhash, hours)
        me = cls(hub, seat, store or MemoryStore())
        me._begin_pairing(offer(seat.locator, from_base64url(qhash)))
        me._add_questions(questions)
        await me._start_tasks()
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
        if tries >= MOST_TRIES:
            raise PartnerError("spent")
        seat = await hub.join_session(parsed.locator)
        me = cls(hub, seat, store)
        me._begin_pairing(Joining(parsed.locator, parsed.secret, tries))
        await me._start_tasks()
        return me

    @classmethod
    async def restore(cls, base_url: str, session: str, store: Store) -> Self:
        """Goes on with the session of this id out of a store that was kept. Raises PartnerError "keyless", Gone."""
        hub, records = parse_address(base_url), Records(store, session)
        seat = records.get("tombstone", Seat)
        if seat is not None:
            me = cls(hub, seat, store)
            me._connection = asyncio.create_task(me._guard(me.socket.run()))
            await me.end()
            await me.close()
            raise Gone("gone")
        seat = records.get("seat", Seat)
        if seat is None:
            raise PartnerError("keyless")
        me = cls(hub, seat, store)
        qhash = records.get("qhash", str)
        if qhash is not None:
            me._add_questions(parse_document(await hub.document(qhash), qhash))
        await me._start_tasks()
        return me

    def _begin_pairing(self, record: Record) -> None:
        """Raises PartnerError "not-a-hub" if the hub gave an id that is taken: a session is never written over, save
        by the next try of a guest who has no keys.
        """
        if not isinstance(self._pairing.record, Joining | Replied | Failed | None):
            raise PartnerError("not-a-hub")
        self._records.put("seat", self.seat)
        self._pairing.begin(record)

    def _add_questions(self, questions: Questions) -> None:
        if self._context.question_set is None:
            self._records.put("qhash", questions.qhash)
        self._chapters.add_questions(questions)

    async def _start_tasks(self) -> None:
        """Starts the two tasks; returns with the first view."""
        self._records.insert("began", int(time.time()))
        self._connection = asyncio.create_task(self._guard(self.socket.run()))
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
        self._request_step()
        await self.wait_for(lambda me: me.code is not None)

    async def leave(self) -> None:
        """B, while not confirmed: gives the seat back."""
        await self.socket.request("leave")

    async def ready(self) -> None:
        """Says: adult, sober, here freely, and I know that I may stop at any time."""
        await self.socket.request("ready")

    async def pause(self) -> None:
        """Pauses: here at once, at the hub as soon as it hears of it (then this returns)."""
        if not self.paused_by_me:
            await self._pause({})

    async def set_resume_time(self, at: int | None) -> None:
        """Pauses, or goes on pausing, and tells the partner alone when one would like to look again.

        `at` is in seconds since 1970; None takes that back. Raises PartnerError "keyless" before pairing.
        """
        await self._pause({} if at is None else {"later": self.resume_time.seal(at)})

    async def _pause(self, later: dict[str, str]) -> None:
        pause = {"pause": base64url(random_bytes(16)), **later}
        self._records.put("pause", pause["pause"])
        self._records.put("later", later)
        self._notify()
        await self.socket.request("pause", **pause)

    async def resume(self) -> None:
        """Lifts one's own pause."""
        there = None if self.view is None else self.view.paused.me
        pause = self._records.get("pause", str) or there
        if pause:
            try:
                await self.socket.request("resume", pause=pause)
            except Refused:
                # The hub holds another pause of this seat, made elsewhere.
                if there is None or there == pause:
                    raise
                await self.socket.request("resume", pause=there)
        self._records.put("pause", "")
        self._request_step()

    async def add(self, qhash: str) -> None:
        """Adds a question set of this hub to the session, and waits until it is known here.

        Raises Refused "paused", "not-now" (a scene is running), "not-ready", "not-found", "full".
        """
        await self.socket.request("add", chapter=qhash)
        await self.wait_for(lambda me: any(questions.qhash == qhash for questions in me.chapters))

    async def seal(self, section: str, answers: Answers, chapter: str | None = None) -> None:
        """Seals one's answers to the newest round; returns when the hub has them. From then on they stay as they are.

        Raises Refused as `Rounds.seal` does. Opening follows by itself when the partner has sealed.
        """
        at = self._chapters.named(chapter)
        number = at.rounds.seal(section, answers)
        self._request_step()
        await self.wait_for(
            lambda _: at.context.section(section).round > number or at.context.section(section).mine.commit
        )

    async def write_note(
        self, section: str, text: str, based_on: int | None = None, chapter: str | None = None
    ) -> Lost | None:
        """Writes the shared note that follows number `based_on` (the newest by default). Lost: another came first."""
        at = self._chapters.named(chapter)
        note = at.context.section(section).note
        number = based_on if based_on is not None else (0 if note is None else note.n)
        return await at.notes.write(section, text, number)

    async def settle(self, section: str, n: int, *, yes: bool = True, chapter: str | None = None) -> None:
        """Says "that is what we said" of note `n`, or takes it back."""
        await self._chapters.named(chapter).notes.settle(section, n, yes=yes)

    async def notice(self, notice: Notice, chapter: str | None = None) -> None:
        """Tells the partner at once what one takes back or limits further; possible while paused."""
        await self._chapters.named(chapter).notices.send(notice)

    async def again(self, section: str, chapter: str | None = None) -> None:
        """Wishes for a new round of a section; it begins when both do."""
        await self._send_again("again", section, chapter)

    async def not_again(self, section: str, chapter: str | None = None) -> None:
        """Takes that wish back."""
        await self._send_again("not-again", section, chapter)

    async def _send_again(self, do: str, section: str, chapter: str | None) -> None:
        context = self._chapters.named(chapter).context
        await self.socket.request(do, chapter=context.qhash, section=section, round=context.section(section).round + 1)

    async def prolong(self) -> None:
        """Wishes that the session is kept a day longer; it is when both do. Raises Refused "paused", "too-late"."""
        view = self.view
        if view is not None:
            await self.socket.request("prolong", until=view.prolong.them or view.expires + DAY)

    async def scene(self) -> None:
        """Says that a scene begins. Raises Refused "paused", "not-ready"."""
        await self.socket.request("scene")

    async def scene_over(self) -> None:
        """Says that it is over for oneself; it is over when both have said so."""
        await self.socket.request("scene-over")

    async def end(self) -> None:
        """Deletes the session: here at once, and at the hub as soon as it hears of it (then this returns)."""
        if self._worker is not None:
            self._worker.cancel()
        self._records.clear()
        self._records.put("tombstone", self.seat)
        self._context.keys = None
        self._context.boxes.clear()
        for chapter in self._chapters:
            chapter.notes.newest.clear()
        self._notify()
        await self.socket.request("end")
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
        self._notify()

    async def _work(self) -> None:
        """After every view, and after every wish that needs it: whatever is due."""
        pause = self._records.get("pause", str)
        if pause:
            await self.socket.request("pause", pause=pause, **(self._records.get("later", dict[str, str]) or {}))
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._step()

    async def _step(self) -> None:
        await self._load_questions()
        await self._pairing.work()
        await resend_forgotten(self._context)
        await self.resume_time.read()
        await self._chapters.work()
        self._fork_check.compare(self._chapters)
        self._notify()

    async def _load_questions(self) -> None:
        """Fetches the question sets that the hub names. Pairing proves the first one, and of an added one each box."""
        for qhash in self._chapters.unknown():
            try:
                self._add_questions(parse_document(await self.hub.document(qhash), qhash))
            except PartnerError as error:
                if error.code == "bad-document" and self._context.question_set is not None:
                    self._chapters.altered.add(qhash)
                    continue
                if error.code not in ("no-hub", "away"):
                    raise
                asyncio.get_running_loop().call_later(RELOAD_DELAY, self._request_step)
                return
