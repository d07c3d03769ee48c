"""Hubs that would change the page in the middle of a conversation: by pages beside their list, and by the worker."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.keeping import ANOTHER, LEFT, MARK, is_kept, keeping, once, other_build
from tests.browser.people import Person, are_talking
from tests.support.browser import Phones, phones_at
from tests.support.hub import SharedHubs
from tests.support.lying import LyingHub

HOSTILE_PAGE = b"""<!doctype html><meta http-equiv="refresh" content="0;url=/about.json"><p>beside the list</p><script>
document.title = 'ran';
navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ do: 'take', digest: 'x' }));
caches.keys().then((names) => names.forEach((name) => caches.delete(name)));
</script>"""
TAKES_OVER = b"""
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const page = new Response('<title>not ours</title>', { headers: { 'content-type': 'text/html' } });
  if (event.request.mode === 'navigate') event.respondWith(page);
});"""
WAITING = once("async () => Boolean((await navigator.serviceWorker.ready).waiting)")


@pytest.fixture
def liar(shared_hubs: SharedHubs) -> Iterator[LyingHub]:
    with LyingHub(shared_hubs.with_settings().url) as lying:
        yield lying


@pytest.fixture
def deceived(browser: Browser, liar: LyingHub) -> Iterator[Phones]:
    with phones_at(browser, liar.url) as both:
        yield both


def goes_on(person: Person) -> None:
    expect(person.page.locator("#stage[data-screen=talk]")).to_be_visible()


@pytest.mark.chromium_alone("Playwright's way to Firefox knows no service workers")
def test_a_page_that_the_hub_adds_runs_nothing_where_a_conversation_is(deceived: Phones, liar: LyingHub) -> None:
    """It would stand where the keys are, and could change what is kept, if it ran."""
    mia, sam = keeping(deceived), Person(deceived.sam)
    mia.phone.expect_problem("sandbox|Content Security Policy|status of 404")
    are_talking(mia, sam)
    is_kept(mia.page)
    before = mia.page.evaluate(LEFT)
    lies = {"content-type": "text/html", "content-security-policy": "script-src 'unsafe-inline'"}
    liar.http = lambda path, status, body: (200, HOSTILE_PAGE) if path.startswith("/beside") else (status, body)
    liar.headers = lambda path: lies if path.startswith("/beside") else {}
    mia.page.goto("/beside/the/list")
    expect(mia.page.get_by_text("beside the list")).to_be_visible()
    assert mia.page.title() == ""
    assert urlsplit(mia.page.url).path == "/beside/the/list"
    assert mia.page.evaluate("() => origin") == "null"
    mia.phone.goto("/s")
    goes_on(mia)
    assert mia.page.evaluate(LEFT) == before


def other_worker(liar: LyingHub, script: bytes) -> None:
    liar.http = lambda path, status, body: (status, script or body + b"\n") if path == "/worker.js" else (status, body)


@pytest.mark.chromium_alone("Playwright's way to Firefox knows no service workers")
def test_another_worker_that_waits_its_turn_changes_nothing_of_a_conversation(deceived: Phones, liar: LyingHub) -> None:
    """That of another version, say. The browser has it at once, and lets it begin once no page of this one is open."""
    mia, sam = keeping(deceived), Person(deceived.sam)
    are_talking(mia, sam)
    is_kept(mia.page)
    other_worker(liar, b"")
    mia.page.reload()
    goes_on(mia)
    mia.page.evaluate(WAITING)
    assert mia.page.evaluate("() => navigator.serviceWorker.controller.state") == "activated"
    other_build(liar)
    mia.page.close()
    mia.page = mia.phone.page = mia.phone.new_tab()
    mia.phone.goto("/s")
    goes_on(mia)
    mia.phone.goto(ANOTHER)
    assert MARK not in mia.page.content()


@pytest.mark.chromium_alone("Playwright's way to Firefox knows no service workers")
def test_a_hub_that_replaces_the_worker_has_a_first_visit_again(deceived: Phones, liar: LyingHub) -> None:
    """What no browser can keep it from, and what docs/security.md says: seen here, so that nobody promises more."""
    mia, sam = keeping(deceived), Person(deceived.sam)
    are_talking(mia, sam)
    is_kept(mia.page)
    other_worker(liar, TAKES_OVER)
    mia.page.evaluate(
        """async () => {
          navigator.serviceWorker.addEventListener('controllerchange', () => { window.taken = true; });
          await (await navigator.serviceWorker.ready).update();
        }"""
    )
    mia.page.wait_for_function("() => window.taken")
    mia.page.goto("/s")
    assert mia.page.title() == "not ours"
