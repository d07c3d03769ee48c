"""What a slow line has to carry until there is a code: few requests, and first what the first screen waits for."""

import pytest
from playwright.sync_api import Request

from tests.support.browser import Phone, Phones
from tests.support.shelf import listen

MOST_REQUESTS = 25
DEFINED = "() => Promise.all(['questions', 'standing'].map((name) => customElements.whenDefined(`overture-${name}`)))"


def to_the_code(phone: Phone, *, reads: bool) -> list[str]:
    """What the phone asks for from the tap on, as a list that goes on growing."""
    phone.page.goto("/start", wait_until="networkidle" if reads else "commit")
    create = phone.page.get_by_role("button", name="Create our code")
    create.wait_for()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    listen(phone.page, "request", note)
    create.click()
    phone.page.locator("overture-code svg").wait_for()
    return asked


@pytest.mark.chromium_alone("Firefox counts what it has in its cache too")
@pytest.mark.parametrize("reads", [True, False], ids=["after-reading", "at-once"])
def test_from_the_tap_to_the_code_it_is_few_requests(phones: Phones, reads: bool) -> None:
    """All that is asked for before the code is drawn counts, also what the page before it had fetched already."""
    files = [address.rpartition("/")[2] for address in to_the_code(phones.mia, reads=reads)]
    before = [*files[: files.index("qr.js") + 1], "uqr.js"]
    assert len(before) <= MOST_REQUESTS, before


def test_what_comes_next_is_fetched_by_itself_and_after_the_code(phones: Phones) -> None:
    asked = to_the_code(phones.mia, reads=True)
    phones.mia.page.evaluate(DEFINED)
    files = [address.rpartition("/")[2] for address in asked]
    assert files.index("qr.js") < files.index("answering.js") < files.index("later.js")
