"""What a slow line waits for: from *Create our code* to the code, and from the second seal to what both sealed.

Chromium emulates the lines (Network.emulateNetworkConditions). The hub is asked over http/1.1 and without a proxy in
front, so every figure is above that of a hub behind https and http/2.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession

from tests.browser.people import Person, pair_and_begin
from tests.measure.opening import SEAL, WATCH
from tests.support.browser import Phone, Phones, launched, phones_at
from tests.support.hub import OFTEN, Hub

SECTIONS = ("limits", "plan")
"""One for each line."""


@dataclass(frozen=True)
class Line:
    """A line to the network.

    Args:
        name: What it is called.
        latency: Milliseconds to an answer and back.
        down: Bits a second to the phone.
        up: Bits a second from the phone.
    """

    name: str
    latency: int
    down: int
    up: int


LINES = (Line("fast 3G", 150, 1_600_000, 750_000), Line("slow 3G", 400, 400_000, 400_000))


class Asked:
    """What a page asks for, as Chromium's network counts it.

    Args:
        phone: Whose page.
    """

    def __init__(self, phone: Phone) -> None:
        self.devtools: CDPSession = phone.context.new_cdp_session(phone.page)
        self.devtools.send("Network.enable")
        self.addresses: list[str] = []
        self.scripts = 0
        self.bytes = 0
        self._scripts: set[str] = set()
        self.devtools.on("Network.requestWillBeSent", self._asks)
        self.devtools.on("Network.requestServedFromCache", self._has)
        self.devtools.on("Network.loadingFinished", self._is_there)

    def _asks(self, told: dict[str, Any]) -> None:
        self.addresses.append(told["requestId"])
        if told.get("type") == "Script" or told["request"]["url"].endswith(".js"):
            self._scripts.add(told["requestId"])

    def _has(self, told: dict[str, Any]) -> None:
        self.addresses = [each for each in self.addresses if each != told["requestId"]]

    def _is_there(self, told: dict[str, Any]) -> None:
        self.bytes += int(told["encodedDataLength"])
        if told["requestId"] in self._scripts:
            self.scripts += int(told["encodedDataLength"])

    def by(self, line: Line) -> None:
        """Let the page be reached by that line from now on."""
        rates = {"downloadThroughput": line.down / 8, "uploadThroughput": line.up / 8}
        self.devtools.send("Network.emulateNetworkConditions", {"offline": False, "latency": line.latency, **rates})

    def at_full_speed(self) -> None:
        """Let the page be reached as fast as the machine can, from now on."""
        unlimited = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.devtools.send("Network.emulateNetworkConditions", {"offline": False, **unlimited})

    def forget(self) -> None:
        """Count from here."""
        self.addresses, self.scripts, self.bytes = [], 0, 0


def to_the_code(phones: Phones, line: Line, *, reads: bool) -> str:
    """One line of text: from the tap to the code, at once or after the page has loaded all that it loads."""
    phone = phones.new("new")
    asked = Asked(phone)
    asked.by(line)
    phone.page.goto("/start", wait_until="networkidle" if reads else "commit", timeout=90_000)
    button = phone.page.get_by_role("button", name="Create")
    button.wait_for(timeout=90_000)
    before = asked.bytes
    asked.forget()
    began = phone.page.evaluate("() => Date.now()")
    button.click()
    phone.page.locator("overture-code svg").wait_for(timeout=90_000)
    took = phone.page.evaluate("() => Date.now()") - began
    when = "after reading" if reads else "at once      "
    return (
        f"{line.name}, tapped {when}: {took:>6} ms to the code; {len(asked.addresses):>2} requests,"
        f" {asked.bytes / 1000:.0f} kB, {asked.scripts / 1000:.0f} kB of them scripts;"
        f" before the tap {before / 1000:.0f} kB"
    )


def to_opened(first: Person, second: Person, line: Line, section: str) -> str:
    """One line of text: from the second seal until both phones show what both sealed."""
    pages = (first.page, second.page)
    first.answers_and_seals(section, 1, by_touch=False)
    second.answers(section, 2, by_touch=False)
    lines = [Asked(person.phone) for person in (first, second)]
    for asked, page in zip(lines, pages, strict=True):
        asked.by(line)
        page.evaluate(WATCH, section)
    began = second.page.evaluate(SEAL, section)
    took = max(int(page.evaluate("() => window.openedAt")) - began for page in pages)
    for asked in lines:
        asked.at_full_speed()
    return f"{line.name}: {took:>6} ms from the second seal to what both sealed, on both phones"


@contextmanager
def _phones() -> Iterator[Phones]:
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        hub = Hub(Path(folder), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN})
        hub.start()
        try:
            with phones_at(browser, hub.url) as phones:
                yield phones
        finally:
            hub.discard()


def measured() -> Iterator[str]:
    """Yield lines of text, as they are measured."""
    with _phones() as phones:
        for line in LINES:
            for reads in (True, False):
                yield to_the_code(phones, line, reads=reads)
        first, second = Person(phones.mia), Person(phones.sam)
        pair_and_begin(first, second)
        for line, section in zip(LINES, SECTIONS, strict=True):
            yield to_opened(first, second, line, section)
