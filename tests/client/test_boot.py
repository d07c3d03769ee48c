"""What runs before anything else: no module without its words, and none in a browser that lacks what they need."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from overture.site.files import imports_between
from overture.site.manifest import client, fetched_ahead, starting_scripts
from tests.support.browser import Phone, Phones
from tests.support.shelf import begin_with, listen

BOOT = Path(__file__).parents[2] / "client" / "static" / "js" / "boot.js"
KEY = re.compile(r"\b(?:door|home|start|join|local|lock)\.[a-z][a-z-]+\b")

# How to take each of them away before anything of a page runs.
NEEDED = {
    "AbortSignal.timeout": "delete AbortSignal.timeout",
    "Array.prototype.at": "delete Array.prototype.at",
    "Array.prototype.findLast": "delete Array.prototype.findLast",
    "BigInt": "delete window.BigInt",
    "BroadcastChannel": "delete window.BroadcastChannel",
    "Element.prototype.replaceChildren": "delete Element.prototype.replaceChildren",
    "HTMLDialogElement.prototype.showModal": "delete HTMLDialogElement.prototype.showModal",
    "Intl.PluralRules": "delete Intl.PluralRules",
    "MessageChannel": "delete window.MessageChannel",
    "Object.hasOwn": "delete Object.hasOwn",
    "Promise.allSettled": "delete Promise.allSettled",
    "String.prototype.replaceAll": "delete String.prototype.replaceAll",
    "TextEncoder": "delete window.TextEncoder",
    "WebSocket": "delete window.WebSocket",
    "crypto.getRandomValues": "delete Crypto.prototype.getRandomValues",
    "customElements": "Object.defineProperty(window, 'customElements', { value: undefined })",
    "fetch": "delete window.fetch",
    "indexedDB": "delete window.indexedDB",
    "module Worker": "const Real = Worker; window.Worker = function (address) { return new Real(address); }",
    "script type=module": "delete HTMLScriptElement.prototype.noModule",
    "structuredClone": "delete window.structuredClone",
}
# What a page uses where it is there.
MAY_BE_MISSING = {
    "clipboard": "delete Navigator.prototype.clipboard",
    # Switched off in some Firefoxes, and the first of the two in many apps that show pages of the web.
    "localStorage": "Object.defineProperty(window, 'localStorage', { value: null })",
    "navigator.storage": "delete Navigator.prototype.storage",
    "requestIdleCallback": "delete window.requestIdleCallback",
    "serviceWorker": "delete Navigator.prototype.serviceWorker",
    "sessionStorage": "Object.defineProperty(window, 'sessionStorage', { value: null })",
    "share": "delete Navigator.prototype.share",
    "startViewTransition": "delete Document.prototype.startViewTransition",
    "userActivation": "delete Navigator.prototype.userActivation",
    "vibrate": "delete Navigator.prototype.vibrate",
    "visualViewport": "delete window.visualViewport",
    "wakeLock": "delete Navigator.prototype.wakeLock",
}
COLLECT_TEXTS = """
window.shown = new Set();
const keep = () => { for (const line of (document.body?.innerText ?? '').split('\\n')) window.shown.add(line); };
new MutationObserver(keep).observe(document, { childList: true, subtree: true, characterData: true });
"""


def test_each_thing_that_is_asked_for_is_taken_away_once() -> None:
    listed = BOOT.read_text("utf-8").partition("var NEEDED = {")[2].partition("\n  };")[0]
    assert re.findall(r"^    '([^']+)':", listed, re.MULTILINE) == sorted(NEEDED)


@pytest.mark.parametrize("name", NEEDED)
def test_a_browser_without_it_is_told_so_and_can_start_nothing(phones: Phones, name: str) -> None:
    page = phones.mia.page
    asked: list[str] = []
    listen(page, "request", lambda request: asked.append(request.url))
    begin_with(page, NEEDED[name])
    # exit.js runs all the same, and says what it misses.
    phones.mia.expect_problem("fetch is not defined")
    phones.mia.goto("/start")
    expect(page.locator("#old-browser")).to_be_visible()
    page.wait_for_load_state("load")
    expect(page.locator("overture-start")).to_be_empty()
    # What the head of the page names is fetched by the browser itself. Nothing of it runs.
    ahead = page.evaluate("() => Array.from(document.querySelectorAll('link[rel=modulepreload]'), ({ href }) => href)")
    elsewhere = set(asked) - set(ahead)
    assert not [address for address in elsewhere if "/api/" in address or "/elements/" in address]


def test_a_browser_without_what_may_be_missing_makes_a_code(phones: Phones) -> None:
    begin_with(phones.mia.page, ";".join(MAY_BE_MISSING.values()))
    phones.mia.goto("/start")
    expect(phones.mia.page.locator("#old-browser")).to_be_hidden()
    phones.mia.page.get_by_role("button", name="Create").click()
    expect(phones.mia.page.locator("overture-code svg")).to_be_visible()


def broken(route: Route) -> None:
    route.fulfill(status=200, content_type="application/json", body='{"door.sentence": "This pa')


def fails_first(page: Page, catalogue: str, fails: Callable[[Route], object]) -> None:
    """Let the first request for a catalogue fail; the second goes through."""
    left = [fails]
    page.route(f"**/{catalogue}.json", lambda route: left.pop()(route) if left else route.continue_())


FAILURES: dict[str, Callable[[Route], object]] = {
    "lost": lambda route: route.abort(),
    "refused": lambda route: route.fulfill(status=503),
    "half": broken,
}


@pytest.mark.parametrize("catalogue", ["phone", "before"])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_catalogue_that_does_not_come_is_asked_for_again(phones: Phones, catalogue: str, failure: str) -> None:
    page = phones.mia.page
    phones.mia.expect_problem("Failed to load resource")
    begin_with(page, COLLECT_TEXTS)
    fails_first(page, catalogue, FAILURES[failure])
    phones.mia.goto("/start")
    expect(page.get_by_role("button", name="Create our code")).to_be_visible()
    assert not KEY.search("\n".join(page.evaluate("() => [...window.shown]")))


TRANSLATED = """document.addEventListener('DOMContentLoaded', () => {
  document.documentElement.lang = 'tr';
  document.documentElement.classList.add('translated-ltr');
});"""


def test_a_translator_that_names_its_own_language_changes_no_text(phones: Phones) -> None:
    page = phones.mia.page
    phones.mia.expect_problem("Failed to load resource")
    begin_with(page, TRANSLATED)
    asked: list[str] = []
    listen(page, "request", lambda request: asked.append(request.url))
    fails_first(page, "phone", FAILURES["lost"])
    phones.mia.goto("/de/start")
    # A text of the phone's, and one of the sets, which have English first.
    expect(page.get_by_role("button", name="Unseren Code erstellen")).to_be_visible()
    expect(page.get_by_role("radio", name="Vor der ersten Szene")).to_be_visible()
    assert not [address for address in asked if "/locales/tr/" in address]


def leaves(phone: Phone) -> None:
    phone.goto("/start")
    phone.page.get_by_role("button", name="Exit now").click()
    expect(phone.page).to_have_title("Kitchen measures")


@pytest.mark.parametrize("path", ["/", "/s", "/how"])
def test_the_neutral_door_waits_for_its_words(phones: Phones, path: str) -> None:
    page = phones.mia.page
    leaves(phones.mia)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    begin_with(page, COLLECT_TEXTS)
    page.route("**/phone.json", hold)
    with page.expect_request("**/phone.json"):
        page.goto(path, wait_until="commit")
    page.wait_for_load_state("load")
    expect(page.locator("html")).to_be_hidden()
    held.pop().continue_()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    expect(page.get_by_role("heading", name="This page is closed.")).to_be_visible()
    assert not KEY.search("\n".join(page.evaluate("() => [...window.shown]")))


def test_what_a_conversation_needs_is_asked_for_once_and_after_what_the_page_before_it_needs(phones: Phones) -> None:
    page = phones.mia.page
    asked: list[str] = []
    listen(page, "request", lambda request: asked.append(request.url.partition("/static/")[2].partition("/")[2]))
    imports = imports_between(client().files)
    own = set(starting_scripts(imports)["start"])
    ahead = {*fetched_ahead(imports)["start"], "locales/en/elements.json"}
    phones.mia.goto("/start")
    page.wait_for_load_state("networkidle")
    assert sorted(each for each in asked if each in ahead) == sorted(ahead)
    assert own <= set(asked[: min(asked.index(each) for each in ahead)])


FONTS = "() => Array.from(document.querySelectorAll('link[as=font]'), ({ href }) => href.split('/').at(-1))"


def test_the_first_paint_waits_for_no_font_that_would_come_too_late(phones: Phones) -> None:
    page = phones.mia.page
    for _ in range(2):
        phones.mia.goto("/how")
    assert page.evaluate(FONTS) == ["literata-400.woff2", "literata-600.woff2"], "all is at hand by now"
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    slow = {"latency": 300, "downloadThroughput": -1, "uploadThroughput": -1}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    phones.mia.goto("/how")
    assert page.evaluate(FONTS) == []
    devtools.detach()
