"""What the tests of the hub share."""

from collections.abc import AsyncIterator

import pytest

from overture.store.engine import Engine as Connections
from overture.store.sessions import SessionStore
from tests.server.wired import Clock
from tests.support.engines import Engine


@pytest.fixture
def clock() -> Clock:
    """The time of day that the hub under test goes by."""
    return Clock()


@pytest.fixture
async def store(engine: Engine, clock: Clock) -> AsyncIterator[SessionStore]:
    connections = Connections(engine.url)
    yield SessionStore(connections, clock)
    await connections.close()
