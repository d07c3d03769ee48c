"""One connection to the engine, over which all commands of one tick of the event loop go as one pipeline.

Commands that come while a pipeline is under way wait for it and then go together, so that a slow disk makes pipelines
longer and not more numerous. What the engine has answered is handed on when the next pipeline is on its way, so that
the engine and this process work at the same time.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

import redis.exceptions as failures
from redis.asyncio.connection import AbstractConnection

from overture.pipe import Command, Pipe, Reply, connected
from overture.tasks import end

log = logging.getLogger(__name__)

TIMEOUT = 1.5
"""Seconds without an answer after which the engine counts as away."""

CONNECTION_FAILURES = (failures.ConnectionError, failures.TimeoutError, OSError, TimeoutError)


Answered = Callable[[Reply], None]
"""Hears what the engine answered, or the exception in place of it."""
Send = Callable[[Command, Answered], None]
"""Puts a command into the next pipeline."""


class StoreAway(Exception):
    """The engine cannot be reached, or cannot keep what it is given. Nothing can be said about what was asked."""


class Batcher:
    """A pipeline per tick over one connection, which is made when it is first needed and after it was lost.

    A command may be sent twice when a connection breaks, so only commands that bear that may be given to it.
    """

    def __init__(self, connect: Callable[[], AbstractConnection]) -> None:
        self._connect = connect
        self._pipe: Pipe | None = None
        self._acts: list[Callable[[], None]] = []
        self._waiting: list[tuple[Command, Answered]] = []
        self._replied: list[tuple[Answered, Reply]] = []
        """What the engine has answered and nobody has heard yet."""
        self._worker: asyncio.Task[None] | None = None

    async def call(self, *command: str | bytes | int) -> Reply:
        """The engine's answer. Raises its ResponseError, or StoreAway when there is no answer."""
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.send(command, partial(_settle, answer))
        return await answer

    def send(self, command: Command, answered: Answered) -> None:
        """`answered` gets, in a later turn of the loop, what `call` would return or raise."""
        self._waiting.append((command, answered))
        self._wake()

    def before_next(self, act: Callable[[], None]) -> None:
        """Call `act` just before the next pipeline leaves: what it sends goes with that one."""
        self._acts.append(act)
        self._wake()

    async def close(self) -> None:
        """Whoever still waits for an answer hears StoreAway."""
        if self._worker is not None:
            await end([self._worker])
        await self._drop()

    def _wake(self) -> None:
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        batch: list[tuple[Command, Answered]] = []
        try:
            while (batch := self._next()) or self._replied:
                replies = await self._replies([command for command, _ in batch]) if batch else []
                self._tell()
                if isinstance(replies, StoreAway):
                    # What came meanwhile would wait as long again to hear the same.
                    self._replied = [(answered, replies) for _, answered in batch + self._waiting]
                    batch, self._waiting = [], []
                    self._tell()
                else:
                    self._replied = [(answered, reply) for (_, answered), reply in zip(batch, replies, strict=True)]
                    batch = []
        finally:
            self._worker = None
            left, self._waiting = batch + self._waiting, []
            self._replied += [(answered, StoreAway("closed")) for _, answered in left]
            self._tell()

    def _next(self) -> list[tuple[Command, Answered]]:
        """All that is to go in one pipeline now."""
        acts, self._acts = self._acts, []
        for act in acts:
            _guarded(act)
        batch, self._waiting = self._waiting, []
        return batch

    def _tell(self) -> None:
        replied, self._replied = self._replied, []
        for answered, reply in replied:
            _guarded(answered, reply)

    async def _replies(self, commands: Sequence[Command]) -> list[Reply] | StoreAway:
        try:
            return await self._send(commands)
        except CONNECTION_FAILURES as error:
            await self._drop()
            return StoreAway(type(error).__name__)

    async def _send(self, commands: Sequence[Command]) -> list[Reply]:
        kept = self._pipe is not None
        try:
            return await self._pipeline(commands)
        except (failures.ConnectionError, OSError):
            # An engine that was started again has closed the old connection; that is noticed only now.
            await self._drop()
            if not kept:
                raise
            return await self._pipeline(commands)

    async def _pipeline(self, commands: Sequence[Command]) -> list[Reply]:
        """The answers in order, errors among them."""
        if self._pipe is None:
            self._tell()
            self._pipe = await connected(self._connect())
        replies: list[Reply] = []
        try:
            self._pipe.write(commands)
            self._tell()
            await self._pipe.drain(TIMEOUT)
            while len(replies) < len(commands):
                replies += await self._pipe.read(TIMEOUT)
        except TimeoutError:
            # An engine that hangs is not asked a second time, as one that has gone would be.
            raise failures.TimeoutError("no answer") from None
        return replies

    async def _drop(self) -> None:
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            await pipe.close()


def _settle(answer: "asyncio.Future[Reply]", reply: Reply) -> None:
    if answer.done():
        return
    if isinstance(reply, Exception):
        answer.set_exception(reply)
    else:
        answer.set_result(reply)


def _guarded(act: Callable[..., None], *given: Reply) -> None:
    """A fault in what concerns one session must not keep the others from the engine."""
    try:
        act(*given)
    except Exception as error:
        log.exception("what waited for the engine failed: %s", type(error).__name__)
