"""What the tests of faults share: a hub, and phones that do not wait long for a dead connection."""

from pathlib import Path

import pytest

from overture_partner.net import socket
from tests.faults.cuts import SOON
from tests.server.wired import Clock
from tests.support.hub import Hub, SharedHubs


@pytest.fixture(scope="session")
def home(shared_hubs: SharedHubs) -> Hub:
    """A hub that runs for all of these tests and that none of them harms."""
    return shared_hubs.with_settings()


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
