"""Mia and Sam, each with a phone, at a hub that the stories share and that marks its texts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from playwright.sync_api import Browser, BrowserContext

from overture.settings import BUILTIN_QUESTIONS
from tests.browser.marked import marked_package, watcher
from tests.browser.people import Person
from tests.support.browser import Phone, Phones
from tests.support.hub import Hub, SharedHubs


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marked_package(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def questions() -> Path:
    """The folder of question sets that the hub has."""
    return BUILTIN_QUESTIONS


@pytest.fixture
def hub(shared_hubs: SharedHubs, package: Path, questions: Path) -> Hub:
    return shared_hubs.with_settings(PYTHONPATH=str(package), QUESTIONS_DIR=str(questions))


_watched: WeakSet[BrowserContext] = WeakSet()
"""Phones are used again and again, and what was once put into each of their pages stays."""


class WatchedPhones(Phones):
    """Phones that tell of every text which is in no catalogue."""

    def __init__(self, browser: Browser, home: str, script: str) -> None:
        self._script = script
        super().__init__(browser, home)

    def new(self, name: str, **options: Any) -> Phone:
        phone = super().new(name, **options)
        if phone.context not in _watched:
            _watched.add(phone.context)
            phone.context.add_init_script(self._script)
        return phone


@pytest.fixture(scope="module")
def script(questions: Path) -> str:
    return watcher(questions)


@pytest.fixture
def phones(browser: Browser, hub: Hub, script: str) -> Iterator[Phones]:
    both = WatchedPhones(browser, hub.url, script)
    yield both
    problems = both.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def mia(phones: Phones) -> Person:
    return Person(phones.mia)


@pytest.fixture
def sam(phones: Phones) -> Person:
    return Person(phones.sam)
