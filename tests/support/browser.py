"""Real phones: the system's Chromium in a phone's size, with touch. What goes wrong in a page fails its test."""

import asyncio
import functools
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import greenlet
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    WebError,
    expect,
    sync_playwright,
)

from tests.support.shelf import PATIENCE_MS, SHELVES, with_a_shelf

TESTS = Path(__file__).parents[1]
ARTIFACTS = TESTS / "artifacts"
ASKED_FOR_SCREENSHOTS = bool(os.environ.get("SCREENSHOTS"))
"""All of them take as long as ten stories, and no test looks at one."""
AXE = TESTS / "javascript" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=PATIENCE_MS)

OF_PLAYWRIGHT = {
    "chromium": ("Service Worker registration blocked by Playwright",),
    # The style that it adds is refused by the page's policy; and each connection that ends is an error there.
    "firefox": (
        "Service Worker registration blocked by Playwright",
        "sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT",
        "CSP: style-src-elem inline ",
        "establish a connection to the server at ws",
        "WebSocket connection to",
        # A page is left for another while it loads: NS_BINDING_ABORTED.
        r"download failed \(font-family: .* status=2152398850 ",
    ),
}
"""What a console says by engine that is not the page's doing."""
Scheme = Literal["light", "dark"]
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What axe asks of colours by default; the tag of such rules would add those that are off."""

# Half-way through a fade every contrast is too low; and what is drawn in a moment may only then begin one. What is over
# is still listed where it holds what it has come to.
AT_REST = """async () => {
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  const moving = () => document.getAnimations().filter(({ playState }) => playState !== 'finished');
  do {
    await Promise.allSettled(moving().map(({ finished }) => finished));
    await frame();
    await frame();
  } while (moving().length > 0);
}"""

# Of what is hidden axe reads nothing but ids, and takes as long over it as over what is seen. Style sheets that are
# imported are not copied, which the policy refuses; no rule that runs here reads them.
RUN_AXE = """async (only) => {
  const all = [...document.body.querySelectorAll('*')];
  const exclude = all.filter((one) => !one.checkVisibility() && one.parentElement.checkVisibility());
  const options = { resultTypes: ['violations'], preload: false, ...(only && { runOnly: only }) };
  const { violations } = await axe.run(exclude.length ? { exclude } : document, options);
  const ids = all.map(({ id }) => id).filter(Boolean);
  const twice = ids.find((id, place) => ids.indexOf(id) < place);
  if (twice) throw new Error(`two elements have the id ${twice}`);
  return violations;
}"""

# While a finger is down: nothing that a timer does comes in between, however slow the machine is.
STOP_TIMERS = "() => { window.setTimer = window.setTimeout; window.setTimeout = () => 0; }"
START_TIMERS = "() => { window.setTimeout = window.setTimer; }"


@functools.cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def chromium_here() -> str | None:
    """The system's Chromium, if there is one.

    Its headless shell is the same engine without the browser's own windows, which cost as much again as the pages.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """The system's Chromium, driven by Playwright. While it is open no other event loop can run in this thread.

    Args:
        flags: Of its command line, beside those of every test.
    """
    executable = chromium_here()
    if executable is None:
        pytest.fail(
            "The tests drive the system's Chromium: install it (Debian: apt-get install chromium-headless-shell)"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*FLAGS, *flags])
        with with_a_shelf(browser):
            yield browser


@contextmanager
def patience_of(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what has waited so long for a browser: what a page promises may never come, and no call has
    a time-out for that. Only while a browser is open: its event loop runs in this thread."""
    message = f"the browser has not answered for {seconds} s, or this test has asked it all the time"
    waiting = greenlet.getcurrent()
    timer = asyncio.get_running_loop().call_later(seconds, waiting.throw, TimeoutError(message))
    try:
        yield
    finally:
        timer.cancel()


class Phone:
    """One person's phone: a browser context of its own, and the page that is open in it.

    Collected in `problems`: console errors and warnings, uncaught exceptions, and every request or socket to any other
    address than `home` (none gets there), save for the host and port that `besides` names. The fixture fails the test
    for each that no `expect_problem` pattern matches.
    """

    def __init__(
        self,
        browser: Browser,
        name: str,
        home: str,
        *,
        color_scheme: Scheme = "light",
        besides: str = "",
        **options: Any,
    ) -> None:
        self.name = name
        self.home = home
        self.color_scheme = color_scheme
        self._problems: list[str] = []
        self._expected: list[str] = [*OF_PLAYWRIGHT[browser.browser_type.name]]
        settings: dict[str, Any] = {
            "viewport": {"width": 360, "height": 640},
            "device_scale_factor": 2,
            "is_mobile": True,
            "has_touch": True,
            "color_scheme": color_scheme,
            "locale": "en-GB",
            "base_url": home,
            # A page that is kept would answer for a hub that another test has started at the same address.
            "service_workers": "block",
            **options,
        }
        self._shelf, self._settings = SHELVES[browser], settings
        self._reusable = settings["service_workers"] == "block" and not besides
        self._outside = self._shelf.outside.asked
        self._asked_before = len(self._outside)
        self.context: BrowserContext = self._shelf.take(settings, besides)
        self._listeners: dict[Any, Any] = {
            "console": self._on_console,
            "weberror": self._on_error,
            "page": self._watch,
        }
        for event, listener in self._listeners.items():
            self.context.on(event, listener)
        self.page: Page = self.context.pages[0]
        self._watch(self.page)

    def _watch(self, page: Page) -> None:
        page.on("crash", lambda _: self._problems.append("the page crashed"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._problems.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: WebError) -> None:
        self._problems.append(f"uncaught: {error.error}")

    @property
    def problems(self) -> list[str]:
        asked = self._outside[self._asked_before :]
        return self._problems + [f"request to another address: {address}" for address in asked]

    def goto(self, path: str) -> None:
        """Open a page of the hub: a path such as `/` or `/j/7KQ2`."""
        self.page.goto(path)

    def new_tab(self) -> Page:
        """A second page on the same phone, sharing its storage."""
        return self.context.new_page()

    def expect_problem(self, pattern: str) -> None:
        """From here on problems that match `pattern` are part of what the test does (a network that is off, say)."""
        self._expected.append(pattern)

    def unexpected(self) -> list[str]:
        """The problems that no test has announced."""
        return [p for p in self.problems if not any(re.search(pattern, p) for pattern in self._expected)]

    def stop_the_clock(self) -> None:
        """Take over the time of its pages, which only `page.clock` moves from now on. It cannot be given back."""
        self.context.clock.install()
        self._reusable = False

    def set_the_clock(self, to: datetime) -> None:
        """What its pages take for the time from now on, and it goes on from there. It cannot be given back."""
        self.context.clock.set_system_time(to)
        self._reusable = False

    def offline(self, off: bool) -> None:
        """Take the network away, or give it back."""
        # The page gives up a connection that is being made when its network changes, and Chromium warns of that.
        self.expect_problem("WebSocket is closed before the connection is established")
        self.context.set_offline(off)

    def check_accessible(self, page: Page | None = None, *, rules: Literal["all", "colours"] = "all") -> None:
        """Fail unless axe finds nothing against the page as it stands now.

        `colours` is for a page that was found good a moment ago, in another colour scheme.
        """
        page = page or self.page
        page.evaluate(AT_REST)
        if not page.evaluate("() => 'axe' in window"):
            # Evaluated, not added as a script element, which the page's content security policy would rightly refuse.
            page.evaluate(_axe() + "\n;undefined")
        violations = page.evaluate(RUN_AXE, COLOUR_RULES if rules == "colours" else None)
        violations = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
            + "\n    ".join(f"{node['html']}\n      {node['failureSummary']}" for node in violation["nodes"])
            for violation in violations
        ]
        assert not violations, f"{self.name} at {page.url}, {self.color_scheme}:\n" + "\n".join(violations)

    def is_readable_in(self, scheme: Scheme) -> None:
        """Fail unless axe finds nothing against the colours in another scheme; the page was found good in one."""
        before = self.color_scheme
        self._prefers(scheme)
        self.check_accessible(rules="colours")
        self._prefers(before)

    def _prefers(self, scheme: Scheme) -> None:
        self.page.emulate_media(color_scheme=scheme)
        self.color_scheme = scheme

    def screenshot(self, name: str, *, whole: bool = True) -> None:
        """Save the screen as tests/artifacts/NAME-PERSON-SCHEME.png, where screenshots are asked for.

        `whole` takes in what is scrolled away.
        """
        if not ASKED_FOR_SCREENSHOTS:
            return
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{name}-{self.name}-{self.color_scheme}.png"
        self.page.screenshot(path=path, full_page=whole, animations="disabled", scale="css")

    def close(self) -> None:
        for event, listener in self._listeners.items():
            self.context.remove_listener(event, listener)
        if self._reusable:
            self._shelf.put_back(self.context, self._settings)
        else:
            self.context.close()


class Phones:
    """Two people's phones at one hub, and further ones. Each costs something, and is there from its first use on."""

    def __init__(self, browser: Browser, home: str) -> None:
        self._browser = browser
        self._home = home
        self._all: list[Phone] = []

    @functools.cached_property
    def mia(self) -> Phone:
        return self.new("mia")

    @functools.cached_property
    def sam(self) -> Phone:
        return self.new("sam")

    def new(self, name: str, *, color_scheme: Scheme = "light", **options: Any) -> Phone:
        """Another phone; `options` go to Playwright's new_context (reduced_motion, java_script_enabled, ...)."""
        phone = Phone(self._browser, name, self._home, color_scheme=color_scheme, **options)
        self._all.append(phone)
        return phone

    def close(self) -> list[str]:
        """Close them all; the problems that no test has announced."""
        for phone in self._all:
            phone.close()
        return [f"{phone.name}: {problem}" for phone in self._all for problem in phone.unexpected()]


@contextmanager
def phones_at(browser: Browser, home: str) -> Iterator[Phones]:
    """Mia's and Sam's phones. Anything that went wrong in a page, unannounced, fails the test at its end."""
    both = Phones(browser, home)
    yield both
    problems = both.close()
    assert not problems, "\n".join(problems)
