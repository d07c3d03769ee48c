"""One participant: a person's client without a screen, or a test's. It enforces every rule of the protocol itself.

async with await Participant.join("http://localhost:8000", "HRWE-SPRQ") as me:
    await me.paired()
    await me.ready()
    await me.seal("limits", Answers({"hard-limits": "nothing around the neck"}))
    both = await me.opened("limits")
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from overture_partner.errors import Gone, PartnerError, Refused
from overture_partner.model.document import Questions, parse_document
from overture_partner.model.pairing_record import Failed, Joining, Record, Replied
from overture_partner.net.hub_client import Seat, parse_address
from overture_partner.protocol.encoding import ProtocolError, from_base64url
from overture_partner.protocol.pairing import parse_code
from overture_partner.session.pairing_flow import offer
from overture_partner.session.pairing_work import Pairing
from overture_partner.session.participant_commands import ParticipantCommands
from overture_partner.session.resend import resend_forgotten
from overture_partner.storage.records import MemoryStore, Records, Store

RELOAD_DELAY = 1.0
"""Seconds before asking again for a question set that could not be had."""


class Participant(ParticipantCommands):
    """One participant. Made by `start`, `join` or `restore`; closed by `close`, or by leaving the `async with`."""

    _connection: asyncio.Task[None] | None = None
    _worker: asyncio.Task[None] | None = None

    # Beginning and end

    @classmethod
    async def start(
        cls, base_url: str, qhash: str | None = None, hours: int = 12, *, store: Store | None = None
    ) -> Self:
        """Starts a session as A.

        Args:
            base_url: The address of the hub.
            qhash: The question set; the first that the hub offers by default.
            hours: How long the hub keeps the session, 12 to 144.
            store: Where to store; in memory by default.

        Raises:
            PartnerError: "bad-address", "no-hub", "not-a-hub", "moved", "full", "away", "slow-down" or "bad-document".
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
        """Joins a session as B and returns when connected; `paired` waits for the keys. The code is sent nowhere.

        Args:
            base_url: The address of the hub.
            code: The code as typed.
            store: Where to store; in memory by default. Pass the same store for every attempt with one code, as it
                counts them.

        Raises:
            PartnerError: "bad-code", "spent", "unknown", "joining", "crowded", and those of `start`.
        """
        hub = parse_address(base_url)
        try:
            parsed = parse_code(code)
        except ProtocolError:
            raise PartnerError("bad-code") from None
        store = store or MemoryStore()
        tries = Pairing.tries(store, parsed.locator)
        seat = await hub.join_session(parsed.locator)
        me = cls(hub, seat, store)
        me._begin_pairing(Joining(parsed.locator, parsed.secret, tries))
        await me._start_tasks()
        return me

    @classmethod
    async def restore(cls, base_url: str, session: str, store: Store) -> Self:
        """Continues a session from a store.

        Args:
            base_url: The address of the hub.
            session: The id of the session.
            store: The store of an earlier participant.

        Raises:
            PartnerError: "keyless" if the store does not have the session.
            Gone: The session has ended.
        """
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
        self._connection = asyncio.create_task(self._guard(self.socket.run()))
        self._worker = asyncio.create_task(self._guard(self._work()))
        try:
            await self.wait_for(lambda me: me.view is not None or me.history.contradicted)
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

    async def end(self) -> None:
        """Deletes the session: here at once, and at the hub when this returns."""
        if self._worker is not None:
            self._worker.cancel()
        self._records.clear()
        self._records.put("tombstone", self.seat)
        self._context.state.keys = None
        self._context.boxes.clear()
        for chapter in self._chapters:
            chapter.notes.newest.clear()
        self._notify()
        await self.socket.request("end")
        self._records.clear()

    # Background work

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        """Keeps the error that stops a task, and raises it in everything that waits."""
        try:
            await work
        except Gone:
            pass
        except Exception as error:  # noqa: BLE001 - raised again in wait_for
            self.failure = self.failure or error
        self._notify()

    async def _work(self) -> None:
        """After every view, and after every command that needs it, does whatever is due."""
        pause = self._records.get("pause", str)
        if pause:
            # It holds here whatever the hub answers, and is sent again with each view that does not have it.
            with contextlib.suppress(Refused):
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
        await self.talk.work()
        await self._chapters.work()
        self.fork_check.compare(self._chapters)
        self._notify()

    async def _load_questions(self) -> None:
        """Fetches the question sets that the hub names. Pairing proves the first one, and of an added one each box."""
        is_complete = True
        for qhash in self._chapters.unknown():
            is_added = self._context.question_set is not None
            try:
                self._add_questions(parse_document(await self.hub.document(qhash), qhash))
            except PartnerError as error:
                if is_added and error.code == "bad-document":
                    self._chapters.altered.add(qhash)
                    continue
                if not is_added and error.code not in ("no-hub", "away"):
                    raise
                # Whatever is sent in the place of an added one, it must not hold up what is under way.
                is_complete = False
        if not is_complete:
            asyncio.get_running_loop().call_later(RELOAD_DELAY, self._request_step)
