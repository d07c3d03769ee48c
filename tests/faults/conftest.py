"""What the tests of faults share: a hub, and phones that do not wait long for a dead connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from overture_partner.net import socket
from tests.faults.cuts import GENEROUS, SOON
from tests.server.wired import Clock
from tests.support.hub import Hub, hub_for_many


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub that runs for all of these tests and that none of them harms."""
    with hub_for_many(tmp_path_factory, **GENEROUS) as hub:
        yield hub


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead connection is given up within a second, not within twenty."""
    for name, seconds in SOON.items():
        monkeypatch.setattr(socket, name, seconds)


@pytest.fixture
def clock() -> Clock:
    """The time of day that the hub under test goes by."""
    return Clock()


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")
