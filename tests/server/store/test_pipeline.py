"""Pipelines: which commands leave together, and what becomes of those that wait."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from overture.counts import ENGINE_SECONDS, Histogram
from overture.engine_address import Command, address_of
from overture.store.connection import Connection
from overture.store.errors import StoreAway
from overture.store.pipeline import Pipeline
from tests.support.engines import Engine


@pytest.fixture
async def pipeline(valkey_only: Engine) -> AsyncIterator[Pipeline]:
    made = Pipeline(address_of(valkey_only.url), Histogram(ENGINE_SECONDS))
    yield made
    await made.close()


class Sent:
    """The last words of the commands that left together, for each pipeline. `then` is called once, after the next."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pipelines: list[tuple[str, ...]] = []
        self.then: Callable[[], None] = lambda: None
        write = Connection.write

        def watched(connection: Connection, commands: Sequence[Command]) -> None:
            write(connection, commands)
            self.pipelines.append(tuple(str(command[-1]) for command in commands))
            then, self.then = self.then, lambda: None
            then()

        monkeypatch.setattr(Connection, "write", watched)


def calls(pipeline: Pipeline, *names: str) -> "list[asyncio.Task[bytes]]":
    return [asyncio.create_task(pipeline.call("ECHO", name)) for name in names]


async def test_the_commands_of_one_turn_of_the_loop_leave_together(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Sent(monkeypatch)
    assert await asyncio.gather(*calls(pipeline, "a", "b", "c")) == [b"a", b"b", b"c"]
    assert sent.pipelines == [("a", "b", "c")]


async def test_what_comes_while_one_is_under_way_leaves_together_after_it(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pipeline.call("PING")
    sent, later = Sent(monkeypatch), []
    sent.then = lambda: later.extend(calls(pipeline, "b", "c"))
    assert await pipeline.call("ECHO", "a") == b"a"
    assert await asyncio.gather(*later) == [b"b", b"c"]
    assert sent.pipelines == [("a",), ("b", "c")]


async def test_an_error_and_a_cancelled_caller_harm_nobody_else(pipeline: Pipeline) -> None:
    await pipeline.call("PING")
    wrong = asyncio.create_task(pipeline.call("NONSENSE"))
    cancelled, mine = calls(pipeline, "theirs", "mine")
    await asyncio.to_thread(lambda: None)
    cancelled.cancel()
    assert await asyncio.wait_for(mine, 10) == b"mine"
    assert (await asyncio.gather(wrong, return_exceptions=True))[0].args == ("ERR",)
    assert await pipeline.call("ECHO", "also") == b"also"


async def test_what_waits_behind_an_engine_that_hangs_fails_with_it(
    pipeline: Pipeline, valkey_only: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overture.store.pipeline.TIMEOUT", 0.3)
    await pipeline.call("PING")
    sent, later = Sent(monkeypatch), []
    sent.then = lambda: later.extend(calls(pipeline, "b"))
    valkey_only.hold()
    with pytest.raises(StoreAway):
        await pipeline.call("ECHO", "a")
    with pytest.raises(StoreAway):
        await later[0]
    valkey_only.let_go()
    assert sent.pipelines == [("a",)]
    assert await pipeline.call("ECHO", "c") == b"c"
