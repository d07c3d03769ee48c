"""What the tests share: real engines, real hubs, real phones."""

import asyncio
import gc
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
import uvloop
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from tests.support.browser import Phones, launched, patience_of, phones_at
from tests.support.engines import NAMES, Engine
from tests.support.firefox import launched_firefox
from tests.support.hub import Hub, SharedHubs

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples every time, so that a change is judged by what it changes.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


LOOPS = {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}
ON_BOTH = (
    "server/store/test_engine*.py",
    "server/store/test_pipeline.py",
    "server/store/test_sessions_faults.py",
    "faults/test_link*.py",
)
"""What a hub says to its engine: a loop is told by how it fails."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--firefox", action="store_true", help="run the tests in a browser in Firefox, as far as they can be"
    )


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The hub's tests run on the event loop that its workers run on; phones, and what is beside a hub, on Python's."""
    folder = item.path.relative_to(config.rootpath / "tests").parts[0]
    if any(item.path.match(name) for name in ON_BOTH):
        return LOOPS
    name = "uvloop" if folder == "server" else "asyncio"
    return {name: LOOPS[name]}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with browser tests last: while Playwright is open, its event loop runs in this thread and no test's can."""
    in_browsers = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    for item in in_browsers:
        item.add_marker(pytest.mark.chromium)
    if config.getoption("firefox"):
        possible = [item for item in in_browsers if item.get_closest_marker("chromium_alone") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in possible])
        items[:] = possible
    files = {item.path for item in in_browsers}
    items.sort(key=lambda item: item.path in files)


LONGEST = 180
"""Seconds: four times what the longest story takes beside the others."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test that waits for a browser in vain fails where it waits; the tests after it go on."""
    with _patience(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """So does what puts its phones back."""
    with _patience(item):
        return (yield)


def _patience(item: pytest.Item) -> AbstractContextManager[None]:
    """For a test that has got a browser. Where it could not be opened, there is nothing to wait for."""
    has_one = "browser" in getattr(item, "funcargs", ()) and item.get_closest_marker("chromium") is not None
    return patience_of(LONGEST) if has_one else nullcontext()


def pytest_collection_finish() -> None:
    """What seven thousand tests are made of stays to the end. To look for garbage in it takes long each time."""
    gc.freeze()


@pytest.fixture(scope="session")
def engines() -> Iterator[Callable[[str], Engine]]:
    """Each engine by name, started when first asked for and kept for the whole run."""
    started: dict[str, Engine] = {}

    def by_name(name: str) -> Engine:
        if name not in started:
            started[name] = Engine(name)
        started[name].make_empty()
        return started[name]

    yield by_name
    for engine in started.values():
        engine.discard()


@pytest.fixture(params=NAMES)
def engine(request: pytest.FixtureRequest, engines: Callable[[str], Engine]) -> Engine:
    """An empty store; the test runs once with Valkey and once with Redis. It may be killed, held and restarted."""
    return engines(request.param)


@pytest.fixture
def valkey_only(engines: Callable[[str], Engine]) -> Engine:
    """An empty Valkey, for what does not depend on which engine it is."""
    return engines("valkey")


@pytest.fixture
def start_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Hub]]:
    """Starts a hub: `start_hub(redis_url=..., workers=..., env=..., data_dir=...)`, each optional."""
    hubs: list[Hub] = []

    def start(data_dir: Path | None = None, **options: Any) -> Hub:
        hub = Hub(data_dir or tmp_path_factory.mktemp("hub"), **options)
        hubs.append(hub)
        hub.start()
        return hub

    yield start
    for hub in hubs:
        hub.discard()


@pytest.fixture(scope="session")
def shared_hubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedHubs]:
    """Hubs for tests that harm none: `shared_hubs.with_settings(QUESTIONS_DIR=...)`."""
    hubs = SharedHubs(tmp_path_factory)
    yield hubs
    hubs.discard()


@pytest.fixture
def hub(start_hub: Callable[..., Hub]) -> Hub:
    """A hub of the test's own, with the embedded Valkey and an empty data folder."""
    return start_hub()


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The system's Chromium (or Firefox), one for the whole run; each phone is a context of its own in it."""
    with launched_firefox() if request.config.getoption("firefox") else launched() as browser:
        yield browser


@pytest.fixture
def phones(browser: Browser, hub: Hub) -> Iterator[Phones]:
    """Mia's and Sam's phones at `hub`."""
    with phones_at(browser, hub.url) as both:
        yield both
