"""Pages for the tests of the phone: one that shows an element, and one that runs the protocol."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.client.elements_support import Screen, served
from tests.client.protocol_js_support import JavaScript
from tests.vectors.javascript import protocol_page


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def screen(browser: Browser, home: str) -> Iterator[Screen]:
    shown = Screen(browser, home)
    yield shown
    shown.close()


@pytest.fixture(scope="module")
def js(browser: Browser) -> Iterator[JavaScript]:
    with protocol_page(browser) as page:
        yield JavaScript(page)
