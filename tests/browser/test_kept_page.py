"""The page that a phone keeps: there without a network, changed by a tap alone, and gone when a person wants that."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from overture import __version__
from tests.browser.keeping import ANOTHER, EN, LEFT, MARK, PASSPHRASE, is_kept, keeping, locks, other_build, texts
from tests.browser.people import Person, pair_and_begin
from tests.support.browser import Phones, phones_at
from tests.support.hub import Hub, SharedHubs
from tests.support.lying import LyingHub, honest_pages

SECTION = "limits"
NO_NETWORK = r"Failed to load resource|WebSocket connection|ERR_|fetch"
KEPT_ADDRESSES = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
  }
  return found;
}"""


@pytest.fixture
def hub(shared_hubs: SharedHubs) -> Hub:
    return shared_hubs.with_settings()


@pytest.fixture
def liar(hub: Hub) -> Iterator[LyingHub]:
    with LyingHub(hub.url) as lying:
        yield lying


@pytest.fixture
def phones(browser: Browser, hub: Hub) -> Iterator[Phones]:
    with phones_at(browser, hub.url) as both:
        yield both


@pytest.fixture
def deceived(browser: Browser, liar: LyingHub) -> Iterator[Phones]:
    with phones_at(browser, liar.url) as both:
        yield both


@pytest.mark.chromium_alone("in Firefox a worker does not get the language that Playwright sets")
def test_everything_that_was_opened_is_there_without_a_network(phones: Phones, hub: Hub) -> None:
    """In German, without a lock and then under one. The pages are there in English too."""
    said = texts("de")
    mia, sam = keeping(phones, "de"), Person(phones.sam)
    pair_and_begin(mia, sam)
    mia.answers_and_seals(SECTION, 1, by_touch=False)
    sam.answers_and_seals(SECTION, 2, by_touch=False)
    mia.sees_state(SECTION, "opened")
    is_kept(mia.page)
    mia.phone.expect_problem(NO_NETWORK)
    mia.phone.offline(True)
    mia.page.reload()
    reads_what_was_said(mia, said)
    mia.phone.check_accessible()
    mia.phone.offline(False)
    mia.phone.goto("/s")
    locks(mia, said)
    hub.stop()
    mia.phone.offline(True)
    mia.page.reload()
    unlocks(mia, said)
    reads_what_was_said(mia, said)
    mia.pauses()
    expect(mia.page.locator("overture-paused")).to_contain_text(said["resting.paused-me.not-told"])
    mia.page.get_by_role("button", name=said["page.exit"]).first.click()
    mia.page.wait_for_url("**/away")
    mia.phone.goto("/s")
    expect(mia.page.get_by_role("heading", name=said["door.sentence"])).to_be_visible()
    mia.phone.goto("/")
    mia.page.get_by_role("button", name=said["door.go-on"]).click()
    expect(mia.page.get_by_role("heading", name=said["home.heading"])).to_be_visible()
    expect(mia.page.locator("overture-home").get_by_text(said["home.go-on"])).to_be_visible()
    mia.phone.goto("/en/how")
    expect(mia.page.get_by_role("heading", name=EN["how.heading"])).to_be_visible()
    assert not [each for each in mia.page.evaluate(KEPT_ADDRESSES) if not kept_address(each)]
    sam.phone.expect_problem(NO_NETWORK)
    mia.phone.offline(False)
    hub.start()
    mia.phone.goto("/s")
    unlocks(mia, said)
    sam.sees_pause()


def reads_what_was_said(mia: Person, said: dict[str, str]) -> None:
    expect(mia.page.locator("#held")).to_contain_text(said["held.apart"])
    expect(mia.goes_to("card").locator("overture-card h2").first).to_be_visible()
    expect(mia.goes_to("standing").locator("overture-standing h2").first).to_be_visible()


def unlocks(mia: Person, said: dict[str, str]) -> None:
    mia.page.get_by_label(said["door.passphrase"]).fill(PASSPHRASE)
    mia.page.get_by_role("button", name=said["door.go-on"]).click()


def kept_address(path: str) -> bool:
    return path == "/client-manifest.json" or bool(re.match(r"/kept/", path))


@pytest.mark.chromium_alone("Playwright's way to Firefox knows no service workers")
def test_another_page_is_offered_and_comes_with_a_tap_alone(deceived: Phones, liar: LyingHub) -> None:
    mia, sam = keeping(deceived), Person(deceived.sam)
    page = mia.page
    mia.phone.goto("/")
    is_kept(page)
    code = mia.starts()
    other_build(liar)
    sam.types_code(code)
    mia.is_paired()
    page.reload()
    mia.is_paired()
    mia.phone.goto(ANOTHER)
    assert MARK not in page.content()
    # Under way: it is told, and there is nothing to tap.
    mia.phone.goto("/")
    offer = page.locator("overture-version").first
    expect(offer).to_contain_text(EN["version.other"])
    expect(offer).to_contain_text("9.9.9")
    expect(offer).to_contain_text(EN["version.wait"])
    expect(offer.get_by_role("button", name=EN["version.take"])).to_have_count(0)
    mia.phone.check_accessible()
    page.get_by_role("button", name=EN["home.forget"]).click()
    page.get_by_role("button", name=EN["home.forget-yes"]).click()
    expect(page.get_by_role("button", name=EN["home.forget-yes"])).to_have_count(0)
    # With the last conversation went the page; what is served now is what is kept next.
    assert page.evaluate(LEFT) == []
    page.reload()
    is_kept(page)
    mia.phone.goto(ANOTHER)
    assert MARK in page.content()


@pytest.mark.chromium_alone("Playwright's way to Firefox knows no service workers")
def test_the_new_version_is_taken_by_a_tap(deceived: Phones, liar: LyingHub) -> None:
    mia = keeping(deceived)
    page = mia.page
    mia.phone.goto("/")
    is_kept(page)
    other_build(liar)
    page.reload()
    offer = page.locator("overture-version").first
    expect(offer).to_contain_text(EN["version.other"])
    mia.phone.goto(ANOTHER)
    assert MARK not in page.content()
    mia.phone.goto("/")
    # A file that is not what the new list says: the phone goes on with what it has.
    honest = liar.http
    liar.http = lambda asked, status, body: (status, body + b"!") if asked == ANOTHER else honest(asked, status, body)
    offer.get_by_role("button", name=EN["version.take"]).click()
    expect(offer.get_by_role("alert")).to_have_text(EN["version.altered"])
    liar.http = honest
    page.reload()
    expect(page.locator("overture-version[part=kept]")).to_contain_text(__version__)
    with page.expect_navigation():
        offer.get_by_role("button", name=EN["version.take"]).click()
    expect(page.locator("overture-version[part=kept]")).to_contain_text("9.9.9")
    expect(offer.get_by_text(EN["version.other"])).to_have_count(0)
    mia.phone.goto(ANOTHER)
    assert MARK in page.content()


def one_byte(path: str) -> Callable[[str, int, bytes], tuple[int, bytes]]:
    return lambda asked, status, body: (status, body[:-1] + b"!") if asked == path else (status, body)


@pytest.mark.chromium_alone("Playwright's way to Firefox knows no service workers")
def test_a_file_that_differs_from_the_list_is_not_kept_and_the_page_says_so(deceived: Phones, liar: LyingHub) -> None:
    liar.http = one_byte("/de/how")
    mia = keeping(deceived)
    mia.phone.goto("/")
    expect(mia.page.get_by_role("alert")).to_have_text(EN["version.altered"])
    mia.phone.check_accessible()
    assert mia.page.evaluate("() => caches.keys()") == []
    liar.http = honest_pages
    mia.page.reload()
    is_kept(mia.page)
