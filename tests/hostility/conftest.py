"""A hub for all tests of one file, and sessions at it. Its rates are out of the way unless a test starts its own."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Phones, phones_at
from tests.support.hub import Hub, hub_for_many
from tests.support.lying import LyingHub

OFTEN = dict.fromkeys(("RATE_START", "RATE_JOIN", "RATE_LOCATOR", "RATE_COMMANDS"), "1000000/60")
GENEROUS = {**OFTEN, "MAX_SOCKETS": "100000"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub_for_many(tmp_path_factory, **GENEROUS) as hub:
        yield hub


@pytest.fixture
def liar(home: Hub) -> Iterator[LyingHub]:
    """A hub before `home` that lies when it is told to."""
    with LyingHub(home.url) as liar:
        yield liar


@pytest.fixture
def deceived(browser: Browser, liar: LyingHub) -> Iterator[Phones]:
    """Mia's and Sam's phones at `liar`."""
    with phones_at(browser, liar.url) as both:
        yield both


@pytest.fixture
def seat(home: Hub) -> Any:
    """Seat A of a new session at `home`."""
    return started(home.url)


def started(url: str) -> Any:
    with urlopen(f"{url}/questions") as answer:
        qhash = json.load(answer)[0]["qhash"]
    return posted(url, "/start", {"qhash": qhash, "hours": 12})


def posted(url: str, path: str, body: object) -> Any:
    request = Request(url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as answer:
        return json.load(answer)
