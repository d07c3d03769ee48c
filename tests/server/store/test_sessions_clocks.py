"""How long the engine keeps a session is counted by the engine, whatever the clock of a hub shows, or showed before."""

import pytest

from overture.core import commands as do
from overture.core.session import HOUR
from overture.store.sessions import SessionStore
from tests.server.stored import commit, done, paired, pause, sealed
from tests.server.wired import Clock
from tests.support.engines import Engine

A_WEEK = 7 * 24 * HOUR
A_MINUTE = 60


def left(engine: Engine, *keys: str) -> list[float]:
    """Seconds until the engine forgets each of them."""
    with engine.client() as client:
        return [client.pttl(key) / 1000 for key in keys]


def is_about(seconds: float, expected: float) -> bool:
    return expected - A_MINUTE < seconds <= expected


@pytest.mark.parametrize("ahead", [-A_WEEK, A_WEEK])
async def test_a_hub_whose_clock_is_wrong_has_sessions_of_the_right_length(
    store: SessionStore, engine: Engine, clock: Clock, ahead: float
) -> None:
    clock.ahead = ahead
    id, a, b = await paired(store)
    await done(store, id, a, commit(sealed()))
    keys = f"overture:{{{id}}}:core", f"overture:{{{id}}}:box"
    assert all(is_about(seconds, 24 * HOUR) for seconds in left(engine, *keys))
    stored = await store.load(id)
    assert stored is not None
    command = do.Prolong(until=stored.session.expires + 6 * HOUR)
    await done(store, id, a, command)
    assert all(is_about(seconds, 24 * HOUR) for seconds in left(engine, *keys))
    await done(store, id, b, command)
    assert all(is_about(seconds, 30 * HOUR) for seconds in left(engine, *keys))


async def test_a_clock_that_jumps_changes_nothing_of_what_is_left(
    store: SessionStore, engine: Engine, clock: Clock
) -> None:
    id, a, b = await paired(store)
    core, box = f"overture:{{{id}}}:core", f"overture:{{{id}}}:box"
    for ahead in (20 * HOUR, -A_WEEK):
        clock.ahead = ahead
        command = pause()
        await done(store, id, a, command, do.Resume(pause=command.pause))
        assert is_about(left(engine, core)[0], 24 * HOUR)
    clock.ahead = 20 * HOUR
    await done(store, id, b, commit(sealed()))
    assert all(is_about(seconds, 24 * HOUR) for seconds in left(engine, core, box))
