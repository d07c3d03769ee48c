"""Two phones that answer every section: both commit, both release once they see both seals, both get it opened."""

import asyncio
import time
from collections.abc import Callable, Sequence

from tests.bench.phones import ACK, OPENED, SEALED_BY_BOTH, VIEW, Phone
from tests.bench.sessions import Script


class Seen:
    """What a message means to a phone of the hub; its views are searched as bytes, as reading them would cost more."""

    @staticmethod
    def both_sealed(message: bytes) -> bool:
        return message.startswith(VIEW) and SEALED_BY_BOTH in message

    @staticmethod
    def opened(message: bytes, rounds: int) -> bool:
        return message.startswith(VIEW) and message.count(OPENED) == rounds


class Echoed(Seen):
    """For the echo each message that comes back is the answer that was waited for."""

    @staticmethod
    def both_sealed(message: bytes) -> bool:
        return bool(message)

    @staticmethod
    def opened(message: bytes, rounds: int) -> bool:
        return bool(message) and rounds > 0


class Pair:
    """One session's two phones. `done` is called when every section has been opened for both.

    In turn, B commits only when A's commit is acknowledged; else both commit at once. `took` holds for each round the
    seconds from the second commit to the moment when both have it opened.
    """

    def __init__(
        self, phones: Sequence[Phone], scripts: Sequence[Script], seen: type[Seen], done: Callable[[], None]
    ) -> None:
        self._phones, self._scripts, self._seen, self._done = phones, scripts, seen, done
        self._section = 0
        self._released = [False, False]
        self._opened = 0
        self._began = 0.0
        self._in_turn = self._first_waits = False
        self.took: list[float] = []
        for seat, phone in enumerate(phones):
            phone.receive = lambda message, seat=seat: self._receive(seat, message)

    def begin(self, *, in_turn: bool = False) -> None:
        self._in_turn = in_turn
        self._commit()

    def _commit(self) -> None:
        self._released, self._opened = [False, False], 0
        self._first_waits = self._in_turn
        self._phones[0].send(self._scripts[0].commits[self._section])
        if not self._in_turn:
            self._second_commit()

    def _second_commit(self) -> None:
        self._began = time.perf_counter()
        self._phones[1].send(self._scripts[1].commits[self._section])

    def _receive(self, seat: int, message: bytes) -> None:
        if message.startswith((b'{"refused"', b'{"away"', b'{"gone"', b'{"error"')):
            raise AssertionError(message)
        if self._first_waits and seat == 0 and message.startswith(ACK):
            self._first_waits = False
            self._second_commit()
        elif not self._released[seat]:
            if self._seen.both_sealed(message):
                self._released[seat] = True
                self._phones[seat].send(self._scripts[seat].releases[self._section])
        elif self._seen.opened(message, self._section + 1):
            self._opened += 1
            if self._opened == 2:
                self._next()

    def _next(self) -> None:
        self.took.append(time.perf_counter() - self._began)
        self._section += 1
        if self._section < len(self._scripts[0].commits):
            self._commit()
        else:
            self._done()


async def play(
    phones: Sequence[Phone], scripts: Sequence[Script], seen: type[Seen], *, at_once: int, in_turn: bool = False
) -> tuple[float, list[float]]:
    """Play all pairs to their end, `at_once` of them at a time: the seconds it took, and those of each round."""
    finished = asyncio.get_running_loop().create_future()
    left = len(phones) // 2

    def done() -> None:
        nonlocal left
        left -= 1
        if waiting:
            waiting.pop().begin(in_turn=in_turn)
        elif left == 0:
            finished.set_result(None)

    pairs = [Pair(phones[n : n + 2], scripts, seen, done) for n in range(0, len(phones), 2)]
    waiting = list(pairs)
    began = time.perf_counter()
    for _ in range(min(at_once, len(pairs))):
        waiting.pop().begin(in_turn=in_turn)
    await finished
    return time.perf_counter() - began, [seconds for pair in pairs for seconds in pair.took]
