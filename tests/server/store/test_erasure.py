"""What was deleted leaves the append-only file of an engine that is not the hub's own, with the compose file's user."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import pytest

from overture.core import commands as do
from overture.core.tokens import token_hash
from overture.store.engine import Engine as Connections
from overture.store.erasure import STATE_KEY, TURN_KEY, Erasure, NodeState, Removed, node_state
from overture.store.errors import NotAllowed
from overture.store.sessions import SessionStore
from overture.tasks import end
from tests.deploy.test_compose import allowed_to_hubs
from tests.server.stored import commit, done, paired, sealed
from tests.support.engines import Engine
from tests.support.waiting import a_while, eventually

OFTEN = 0.03
"""Seconds from one turn to the next; a minute for a real hub."""


@pytest.fixture
async def connections(engine: Engine) -> AsyncIterator[Connections]:
    """As a user who may do what the compose file lets hubs do, and nothing else."""
    with engine.client() as client:
        client.execute_command("ACL", "SETUSER", "hub", "reset", *allowed_to_hubs())
    made = Connections(engine.url.replace("unix://", "unix://hub:@"))
    yield made
    await made.close()


def rewrites(engine: Engine) -> int:
    with engine.client() as client:
        calls: int = client.info("commandstats").get("cmdstat_bgrewriteaof", {}).get("calls", 0)
        return calls


def settled(engine: Engine) -> bool:
    with engine.client() as client:
        found = client.info("persistence")
        return not (found["aof_rewrite_in_progress"] or found["aof_rewrite_scheduled"])


def on_disk(engine: Engine) -> bytes:
    """Every byte of every file at a moment at which none is being replaced."""
    while True:
        with contextlib.suppress(FileNotFoundError):
            return engine.on_disk()


async def rewritten(erasure: Erasure, engine: Engine) -> int:
    """How many rewrites the hub has asked for in one turn, all of which have ended."""
    before = rewrites(engine)
    await erasure.rewrite()
    await eventually(lambda: settled(engine))
    return rewrites(engine) - before


async def test_an_ended_session_is_in_no_file_soon_after(connections: Connections, engine: Engine) -> None:
    store, box = SessionStore(connections), sealed()
    id, a, _ = await paired(store)
    await done(store, id, a, commit(box))
    # A process of another hub has its turns too.
    tasks = [asyncio.create_task(Erasure(connections, OFTEN).run()) for _ in range(2)]
    assert box in engine.on_disk()
    await store.apply(id, token_hash(a), do.End())
    async with asyncio.timeout(20):
        while id.encode() in (disk := on_disk(engine)):
            await a_while()
    assert box not in disk
    await end(tasks)


async def test_nothing_is_rewritten_unless_something_was_removed(connections: Connections, engine: Engine) -> None:
    erasure, store = Erasure(connections), SessionStore(connections)
    id, a, _ = await paired(store)
    assert await rewritten(erasure, engine) == 1  # what was removed before anybody looked
    assert await rewritten(erasure, engine) == 0
    await done(store, id, a, commit(sealed()))
    assert await rewritten(Erasure(connections), engine) == 0
    await store.apply(id, token_hash(a), do.End())
    assert await rewritten(erasure, engine) == 1
    assert await rewritten(Erasure(connections), engine) == 0


async def test_an_engine_that_was_started_again_is_looked_at_anew(connections: Connections, engine: Engine) -> None:
    erasure = Erasure(connections)
    await rewritten(erasure, engine)
    run = await connections.call(STATE_KEY, "GET", STATE_KEY)
    engine.restart()
    with engine.client() as client:
        client.execute_command("ACL", "SETUSER", "hub", "reset", *allowed_to_hubs())
    await connections.ping()
    assert await rewritten(erasure, engine) == 1
    assert await connections.call(STATE_KEY, "GET", STATE_KEY) != run


async def test_one_process_at_a_time_has_the_turn_to_ask_for_a_rewrite(connections: Connections) -> None:
    had = [await Erasure(connections)._has_turn() for _ in range(3)]
    assert had == [True, False, False]
    assert 0 < await connections.call(TURN_KEY, "PTTL", TURN_KEY) <= 60_000


async def test_an_engine_that_refuses_is_not_asked_again(
    connections: Connections, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.client() as client:
        client.execute_command("ACL", "SETUSER", "hub", "-bgrewriteaof")
    with caplog.at_level(logging.WARNING):
        async with asyncio.timeout(20):
            await Erasure(connections, OFTEN).run()
    assert "does not let the hub rewrite its append-only file" in caplog.text
    with pytest.raises(NotAllowed):
        await Erasure(connections).rewrite()


@pytest.mark.parametrize(
    ("info", "state"),
    [
        (
            b"# Server\r\nrun_id:ab\r\naof_enabled:1\r\naof_last_bgrewrite_status:err\r\nexpired_keys:2\r\n"
            b"cmdstat_del:calls=3,usec=9,usec_per_call=3.00\r\ncmdstat_hdel:calls=4,usec=9,usec_per_call=3.00\r\n",
            NodeState(Removed("ab", 9), has_file=True, busy=False, failed=True),
        ),
        (
            b"run_id:ab\r\naof_enabled:0\r\naof_rewrite_scheduled:1\r\nexpired_keys:0\r\n",
            NodeState(Removed("ab", 0), has_file=False, busy=True, failed=False),
        ),
        (b"", NodeState(Removed("", 0), has_file=False, busy=False, failed=False)),
    ],
)
def test_the_state_of_a_node_is_read_from_its_info(info: bytes, state: NodeState) -> None:
    assert node_state(info) == state
