"""Pipelines: what goes together, who hears of it when, and that one listener's fault is not another's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial

import pytest

from overture.engine_address import Command, address_of
from overture.store.connection import Pipe, Reply
from overture.store.pipeline import Batcher, StoreAway
from tests.support.engines import Engine


@pytest.fixture
async def batcher(valkey_only: Engine) -> AsyncIterator[Batcher]:
    made = Batcher(address_of(valkey_only.url))
    yield made
    await made.close()


class Told:
    """What happened, in order: "sent" with what went out in one pipeline, and what was heard."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[tuple[str, ...]] = []
        self.when_sent: Callable[[], None] | None = None
        self._more = asyncio.Event()
        write = Pipe.write

        def told(pipe: Pipe, commands: Sequence[Command]) -> None:
            write(pipe, commands)
            self.events.append(("sent", *(str(command[-1]) for command in commands)))
            then, self.when_sent = self.when_sent, None
            if then is not None:
                then()

        monkeypatch.setattr(Pipe, "write", told)

    def heard(self, name: str, reply: Reply) -> None:
        self.events.append(("heard", name if not isinstance(reply, StoreAway) else "away"))
        self._more.set()

    async def until_heard(self, name: str) -> None:
        while ("heard", name) not in self.events:
            self._more.clear()
            await asyncio.wait_for(self._more.wait(), 10)


def echo(batcher: Batcher, told: Told, name: str) -> None:
    batcher.send(("ECHO", name), partial(told.heard, name))


async def test_what_wants_to_speak_last_goes_with_the_others(batcher: Batcher, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch)
    batcher.before_next(lambda: echo(batcher, told, "late"))
    echo(batcher, told, "early")
    await told.until_heard("late")
    assert told.events == [("sent", "early", "late"), ("heard", "early"), ("heard", "late")]


async def test_answers_are_handed_on_while_the_engine_has_the_next_pipeline(
    batcher: Batcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    await batcher.call("PING")
    told = Told(monkeypatch)
    told.when_sent = lambda: echo(batcher, told, "second")
    echo(batcher, told, "first")
    await told.until_heard("second")
    assert told.events == [("sent", "first"), ("sent", "second"), ("heard", "first"), ("heard", "second")]


async def test_a_fault_of_one_who_listens_harms_no_other(
    batcher: Batcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Reply) -> None:
        raise ValueError("nobody reads this")

    told = Told(monkeypatch)
    batcher.before_next(fail)
    batcher.send(("ECHO", "theirs"), fail)
    echo(batcher, told, "mine")
    assert await asyncio.wait_for(batcher.call("ECHO", "also"), 10) == b"also"
    assert ("heard", "mine") in told.events
    assert caplog.text.count("what waited for the engine failed: ValueError") == 2


async def test_who_waits_to_speak_to_an_engine_that_hangs_hears_of_it_first(
    batcher: Batcher, valkey_only: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await batcher.call("PING")
    told = Told(monkeypatch)
    told.when_sent = lambda: batcher.before_next(lambda: told.events.append(("speaks",)))
    valkey_only.hold()
    echo(batcher, told, "first")
    with pytest.raises(StoreAway):
        await batcher.call("ECHO", "also")
    valkey_only.let_go()
    await batcher.call("PING")
    assert told.events[:3] == [("sent", "first", "also"), ("heard", "away"), ("speaks",)]
