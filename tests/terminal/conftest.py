"""A hub for all tests of the terminal, and pairs of participants at it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from overture_partner.participant import Participant
from tests.support.hub import Hub
from tests.terminal.pairs import both_ready, paired
from tests.terminal.wishes import SET

GENEROUS = {"RATE_START": "10000/60", "RATE_JOIN": "10000/60", "RATE_LOCATOR": "10000/60"}


LONGEST = 60.0
"""Seconds; far more than any test here takes."""


@pytest.fixture
async def not_for_ever() -> AsyncIterator[None]:
    """A wish that nobody answers waits for ever, as it should. A test does not: it is cancelled, and fails."""
    loop = asyncio.get_running_loop()
    end = loop.call_later(LONGEST, lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
    yield
    end.cancel()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        here = item.path.is_relative_to(Path(__file__).parent)
        if here and isinstance(item, pytest.Function) and asyncio.iscoroutinefunction(item.function):
            item.fixturenames.insert(0, "not_for_ever")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub that runs for the whole run; every test starts sessions of its own."""
    hub = Hub(tmp_path_factory.mktemp("hub"), env=GENEROUS)
    hub.start()
    yield hub.url
    hub.discard()


@pytest.fixture
async def mia_and_sam(home: str) -> AsyncIterator[tuple[Participant, Participant]]:
    """Mia started, Sam joined; they are paired and both are ready."""
    mia, sam = await paired(home)
    async with mia, sam:
        await both_ready(mia, sam)
        yield mia, sam


@pytest.fixture(scope="session")
def wishing_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub whose one question set has a small mutual section."""
    sets = tmp_path_factory.mktemp("sets")
    shutil.copy(SET, sets)
    hub = Hub(tmp_path_factory.mktemp("hub"), env={**GENEROUS, "QUESTIONS_DIR": str(sets)})
    hub.start()
    yield hub.url
    hub.discard()


@pytest.fixture
async def wishers(wishing_home: str) -> AsyncIterator[tuple[Participant, Participant]]:
    """Mia, who started, and Sam, who joined, there."""
    mia, sam = await paired(wishing_home)
    async with mia, sam:
        await both_ready(mia, sam)
        yield mia, sam
