"""A hub that tests share, and sessions at it. Its rates are out of the way unless a test starts its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Phones, phones_at
from tests.support.hub import Hub, SharedHubs, free_port
from tests.support.lying import LyingHub, honest_pages
from tests.support.seats import started


@pytest.fixture(scope="session")
def home(shared_hubs: SharedHubs) -> Hub:
    return shared_hubs.with_settings()


@pytest.fixture(scope="session")
def liars_port() -> int:
    """Where each hub of these tests lies in its turn, so that a browser need not read the same pages anew."""
    return free_port()


@pytest.fixture
def liar(home: Hub, liars_port: int) -> Iterator[LyingHub]:
    """A hub before `home` that lies when it is told to, but not about pages: a browser would keep such a lie."""
    with LyingHub(home.url, liars_port) as liar:
        yield liar
        assert liar.http is honest_pages, "start a LyingHub of the test's own for this"


@pytest.fixture
def deceived(browser: Browser, liar: LyingHub) -> Iterator[Phones]:
    """Mia's and Sam's phones at `liar`."""
    with phones_at(browser, liar.url) as both:
        yield both


@pytest.fixture
def seat(home: Hub) -> Any:
    """Seat A of a new session at `home`."""
    return started(home.url)
