"""Where phones wait between two tests, and what a test adds to a page until then."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, WeakSet

from playwright.sync_api import Browser, BrowserContext, Error, Page, WebSocketRoute

from tests.support.outside import Outside

PATIENCE_MS = 15_000
PICTURE = "/favicon.svg"
"""An address of every hub at which none of its pages is open. A phone that waits there keeps its process, which takes
longer to start than most pages take to load."""
HOMES = 4
"""At how many hubs phones wait: those of the elements, of the phone, of the stories and of a hub that lies."""


class Shelf:
    """Phones that are not in use, wiped: one more with the same settings is nearly free, a new one is not.

    What a test may have left behind is gone: further tabs, session storage and everything else that was stored, where
    one could go back to, what was routed, allowed, emulated, switched off or added (the functions below). A page whose
    sockets were answered for it is gone whole. What was loaded stays in the browser's cache. All are of the hubs that
    were used last.
    """

    def __init__(self, browser: Browser, outside: Outside) -> None:
        self._browser = browser
        self.outside = outside
        self._homes: list[str] = []
        """Of what phones there are, the one that was used last at the end."""
        self._wiped: dict[str, list[BrowserContext]] = {}

    def take(self, settings: dict[str, Any], besides: str = "") -> BrowserContext:
        """A context with one page that shows nothing of a test; `besides` names a host and port that it reaches too."""
        self._remember(settings["base_url"])
        waiting = self._wiped.get(json.dumps(settings, sort_keys=True))
        if waiting and not besides:
            return waiting.pop()
        # A listener to every request would cost more than the requests.
        proxy = self.outside.but(",".join(filter(None, (urlsplit(settings["base_url"]).netloc, besides))))
        context = self._browser.new_context(**settings, proxy=proxy)
        context.set_default_timeout(PATIENCE_MS)
        context.new_page()
        return context

    def _remember(self, home: str) -> None:
        self._homes = [*(each for each in self._homes if each != home), home][-HOMES:]
        for key in [key for key in self._wiped if json.loads(key)["base_url"] not in self._homes]:
            for context in self._wiped.pop(key):
                context.close()

    def put_back(self, context: BrowserContext, settings: dict[str, Any]) -> None:
        if settings["base_url"] not in self._homes or self._browser.browser_type.name != "chromium":
            context.close()
            return
        context.unroute_all(behavior="ignoreErrors")
        context.set_offline(False)
        context.clear_cookies()
        context.clear_permissions()
        used = context.pages
        if len(used) != 1 or used[0] in _kept_from_others or not self._cleared(used[0], settings):
            context.new_page()
            for page in used:
                page.close()
        devtools = context.new_cdp_session(context.pages[0])
        devtools.send("Storage.clearDataForOrigin", {"origin": settings["base_url"], "storageTypes": "all"})
        devtools.send("Page.resetNavigationHistory")
        devtools.detach()
        self._wiped.setdefault(json.dumps(settings, sort_keys=True), []).append(context)

    @staticmethod
    def _cleared(page: Page, settings: dict[str, Any]) -> bool:
        """Whether the page could be made as good as new, at less than half of what a new one costs."""
        page.unroute_all(behavior="ignoreErrors")
        _added.pop(page, ExitStack()).close()
        try:
            # What the last page would still do is done.
            page.goto(PICTURE)
            page.evaluate("() => { window.name = ''; }")
        except Error:
            return False
        page.emulate_media(
            media="null", color_scheme=settings["color_scheme"], reduced_motion=settings.get("reduced_motion", "null")
        )
        page.set_viewport_size(settings["viewport"])
        return True


SHELVES: WeakKeyDictionary[Browser, Shelf] = WeakKeyDictionary()


@contextmanager
def with_a_shelf(browser: Browser) -> Iterator[None]:
    """Let a browser have phones that reach nothing but their hub, and close it at the end."""
    with Outside() as outside:
        SHELVES[browser] = Shelf(browser, outside)
        try:
            yield
        finally:
            browser.close()


_added: WeakKeyDictionary[Page, ExitStack] = WeakKeyDictionary()
"""How to take away again what a test has added to a page."""
_kept_from_others: WeakSet[Page] = WeakSet()
"""Pages with something that nothing takes away again."""


def listen(page: Page, event: Any, listener: Callable[[Any], object]) -> None:
    """Tell `listener` of each event of a phone's page for the rest of the test."""
    cast(Any, page).on(event, listener)
    _added.setdefault(page, ExitStack()).callback(page.remove_listener, event, listener)


def begin_with(page: Page, script: str) -> None:
    """Run `script` in a phone's page before anything else, each time one is opened, for the rest of the test."""
    _added.setdefault(page, ExitStack()).enter_context(page.add_init_script(script))


def stand_in_sockets(page: Page, pattern: str, handler: Callable[[WebSocketRoute], object]) -> None:
    """Let `handler` answer the sockets of a phone's page, which no other test is given after that."""
    _kept_from_others.add(page)
    page.route_web_socket(pattern, handler)
