"""For the tests of the phone: pages that show an element or run its modules, its pure modules in Node, and a hub."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.client.elements_support import Screen
from tests.client.modules import module_page
from tests.client.protocol_js_support import JavaScript
from tests.client.shell_page import served
from tests.support.hub import Hub, SharedHubs
from tests.support.node import Node, running


@pytest.fixture(scope="session")
def home() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def screen(browser: Browser, home: str) -> Iterator[Screen]:
    shown = Screen(browser, home)
    yield shown
    shown.close()


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """A Node that can import the phone's pure modules. What tests call in it leaves nothing behind."""
    with running() as one:
        yield one


@pytest.fixture(scope="session")
def js(node: Node) -> JavaScript:
    return JavaScript(node)


@pytest.fixture(scope="session")
def page(browser: Browser) -> Iterator[Page]:
    """A page that can import the phones' modules. What tests run in it leaves nothing behind."""
    with module_page(browser) as one:
        yield one


@pytest.fixture
def hub(shared_hubs: SharedHubs) -> Hub:
    return shared_hubs.with_settings()
