"""A hub for all tests of the terminal, and pairs of participants at it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.hub import SharedHubs
from tests.support.lying import LyingHub
from tests.terminal.mutual_answers import SET
from tests.terminal.pairs import Two, both_ready, paired, talking

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
def home(shared_hubs: SharedHubs) -> str:
    """The address of a hub that runs for the whole run; every test starts sessions of its own."""
    return shared_hubs.with_settings().url


@pytest.fixture
async def mia_and_sam(home: str) -> AsyncIterator[Two]:
    """Mia started, Sam joined; they are paired and both are ready."""
    async with talking(home) as two:
        yield two


@pytest.fixture(scope="session")
def mutual_home(tmp_path_factory: pytest.TempPathFactory, shared_hubs: SharedHubs) -> str:
    """The address of a hub whose one question set has a small mutual section."""
    sets = tmp_path_factory.mktemp("sets")
    shutil.copy(SET, sets)
    return shared_hubs.with_settings(QUESTIONS_DIR=str(sets)).url


@pytest.fixture
async def mutual_pair(mutual_home: str) -> AsyncIterator[Two]:
    """Mia, who started, and Sam, who joined, there."""
    async with talking(mutual_home) as two:
        yield two


@pytest.fixture
def liar(home: str) -> Iterator[LyingHub]:
    with LyingHub(home) as liar:
        yield liar


@pytest.fixture
async def talk(liar: LyingHub) -> AsyncIterator[Two]:
    """Mia and Sam, paired and ready, through a hub that has not lied yet."""
    mia, sam = await paired(liar.url)
    async with mia, sam:
        await both_ready(mia, sam)
        yield mia, sam
