"""One connection to the engine, over which all commands of one tick of the event loop go as one pipeline.

Commands that come while a pipeline is under way wait for it and then go together, so that a slow disk makes pipelines
longer and not more numerous. What the engine has answered is handed on when the next pipeline is on its way, so that
the engine and this process work at the same time.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from overture.engine_address import Address, Command, Word
from overture.store.connection import Broken, ErrorReply, Pipe, Reply, connected
from overture.tasks import end

log = logging.getLogger(__name__)

TIMEOUT = 1.5
"""Seconds without an answer after which the engine counts as away."""

Answered = Callable[[Reply], None]
"""Hears what the engine answered, or the exception in place of it."""
Send = Callable[[Command, Answered], None]
"""Puts a command into the next pipeline."""


class StoreAway(Exception):
    """The engine cannot be reached, or cannot keep what it is given. Nothing can be said about what was asked."""


class Silent(Exception):
    """The connection is there, and no answer came over it in time."""


class Batcher:
    """A pipeline per tick over one connection, which is made when it is first needed and after it was lost.

    A connection carries one pipeline at a time, and the next only if each command of this one was answered and nothing
    else came. A command may be sent twice when a connection breaks, so only commands that bear that may be given to it.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._pipe: Pipe | None = None
        """A connection on which nothing is under way."""
        self._acts: list[Callable[[], None]] = []
        self._waiting: list[tuple[Command, Answered]] = []
        self._replied: list[tuple[Answered, Reply]] = []
        """What the engine has answered and nobody has heard yet."""
        self._worker: asyncio.Task[None] | None = None

    async def call(self, *command: Word) -> Reply:
        """The engine's answer. Raises its ErrorReply, or StoreAway when there is no answer."""
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
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    def _wake(self) -> None:
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        batch: list[tuple[Command, Answered]] = []
        try:
            while (batch := self._next()) or self._replied:
                replies = await self._replies([command for command, _ in batch]) if batch else []
                self._tell()
                self._replied = [(answered, reply) for (_, answered), reply in zip(batch, replies, strict=True)]
                batch = []
                if replies and isinstance(away := replies[-1], StoreAway):
                    # What came meanwhile would wait as long again to hear the same.
                    self._replied += [(answered, away) for _, answered in self._waiting]
                    self._waiting = []
                    self._tell()
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

    async def _replies(self, commands: Sequence[Command]) -> list[Reply]:
        """An answer to each command in order: the engine's, errors among them, and from where it went away StoreAway.

        What is not answered by a connection that had been there before is said once more on a new one: an engine that
        was started again has closed the old one, and that may be noticed only now. An engine that hangs is not asked a
        second time.
        """
        replies: list[Reply] = []
        while len(replies) < len(commands):
            kept = self._pipe is not None and self._pipe.is_idle
            try:
                await self._pipeline(commands, replies)
            except Exception as error:
                if not isinstance(error, Silent | Broken | ErrorReply):
                    log.exception("a connection to the engine failed: %s", type(error).__name__)
                if not kept or isinstance(error, Silent):
                    away = StoreAway(str(error) or type(error).__name__)
                    replies += [away] * (len(commands) - len(replies))
        return replies

    async def _pipeline(self, commands: Sequence[Command], replies: list[Reply]) -> None:
        """Add to `replies` until there is one to each command. Only then may the connection be used again."""
        pipe = await self._take()
        try:
            await self._ask(pipe, commands, replies)
        except BaseException:
            pipe.close()
            raise
        self._pipe = pipe

    async def _take(self) -> Pipe:
        """The connection, if there is one that is sound, or a new one. Until it is given back there is none."""
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            if pipe.is_idle:
                return pipe
            pipe.close()
        self._tell()
        return await connected(self._address, TIMEOUT)

    async def _ask(self, pipe: Pipe, commands: Sequence[Command], replies: list[Reply]) -> None:
        pipe.write(commands[len(replies) :])
        self._tell()
        while len(replies) < len(commands):
            came = await pipe.read(TIMEOUT)
            if not came:
                raise Silent("no answer")
            replies += came
        if len(replies) > len(commands):
            # One of them answers nothing that was asked, and nobody can say which.
            replies.clear()
            raise Broken("more answers than questions")


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
