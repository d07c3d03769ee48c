"""What a slow line and a slow phone wait for: the first screen, the one that a link opens, from *Create our code* to
the code, and from the second seal to what both sealed.

Chromium emulates the lines (Network.emulateNetworkConditions) and slow phones. The hub stands behind Caddy with the
Caddyfile, over https and http/2. The design's aims are 70 kB and 0.6 s for the first screen on fast 3G; to the code
1.2 s on fast 3G, 3.5 s on slow 3G and 25 requests; to what both sealed 300 ms on phones that are slowed four times.
"""

import base64
import hashlib
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from playwright.sync_api import CDPSession

from tests.browser.people import Person, pair_and_begin
from tests.deploy.proxies import caddy_with_https
from tests.measure.opening import SEAL, WATCH
from tests.support.browser import Phone, Phones, launched, phones_at
from tests.support.hub import OFTEN, Hub

SECTIONS = ("limits", "plan")
"""One for each line."""
SECTIONS_WHEN_SLOWED = ("building", "stop-signals", "feelings")
SLOWED = 4
FIRST_SCREENS = 5
"""How often the first paint is measured: nothing else is as short, so nothing else is moved as far by other work."""
TAPPED = ("after all", "after a second", "at once")
"""When *Create our code* is tapped."""
# From the page's own clock: when it was first painted, in milliseconds since it was asked for; -1 before.
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
# Somebody reads for a second before the tap.
READ = "() => new Promise((read) => setTimeout(read, 1000))"
PROTOCOL = "() => performance.getEntriesByType('navigation')[0].nextHopProtocol"


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
        self.devtools.on("Network.requestWillBeSent", self._requested)
        self.devtools.on("Network.requestServedFromCache", self._served_from_memory)
        self.devtools.on("Network.responseReceived", self._answered)
        self.devtools.on("Network.loadingFinished", self._loaded)

    def _requested(self, event: dict[str, Any]) -> None:
        self.addresses.append(event["requestId"])
        if event.get("type") == "Script" or event["request"]["url"].endswith(".js"):
            self._scripts.add(event["requestId"])

    def _served_from_memory(self, event: dict[str, Any]) -> None:
        self.addresses = [each for each in self.addresses if each != event["requestId"]]

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._served_from_memory(event)

    def _loaded(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        if event["requestId"] in self._scripts:
            self.scripts += int(event["encodedDataLength"])

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


def first_screen(phones: Phones, line: Line) -> str:
    """One line of text: from nothing on the phone to the first page, painted and then with all that it asks for."""
    seen = [_first_screen(phones.new(f"first-{each}"), line) for each in range(FIRST_SCREENS)]
    painted, bytes_asked, protocols = zip(*seen, strict=True)
    return (
        f"{line.name}: {statistics.median(painted):>6.0f} ms to the first paint of the first screen (the median of"
        f" {', '.join(f'{each:.0f}' for each in painted)}), {max(bytes_asked) / 1000:.0f} kB with all that it asks for,"
        f" over {protocols[0]}"
    )


def _first_screen(phone: Phone, line: Line) -> tuple[float, int, str]:
    """Milliseconds to the first paint, the bytes of all that the page asks for, and the protocol."""
    asked = Asked(phone)
    asked.by(line)
    phone.page.goto("/", wait_until="networkidle", timeout=90_000)
    phone.page.wait_for_function(f"() => ({PAINTED})() > 0")
    return phone.page.evaluate(PAINTED), asked.bytes, phone.page.evaluate(PROTOCOL)


def from_a_link(phones: Phones, line: Line) -> str:
    """One line of text: from a link that somebody was sent to the button that joins, and what is fetched after it."""
    phone = phones.new("guest")
    asked = Asked(phone)
    asked.by(line)
    phone.page.goto("/j/ABCD#EFGH", wait_until="commit", timeout=90_000)
    phone.page.get_by_role("button", name="Join").wait_for(timeout=90_000)
    took, before = phone.page.evaluate("() => performance.now()"), asked.bytes
    phone.page.wait_for_load_state("networkidle")
    return (
        f"{line.name}: {took:>6.0f} ms from a link to the button that joins, {before / 1000:.0f} kB;"
        f" {asked.bytes / 1000:.0f} kB with what the conversation needs, while somebody reads"
    )


def to_the_code(phones: Phones, line: Line, when: str) -> str:
    """One line of text: from the tap to the code.

    Args:
        phones: Whose phone it is.
        line: By which it is reached.
        when: When it is tapped, of `TAPPED`: once the button is there, a second later, or once all has been fetched.
    """
    phone = phones.new("new")
    asked = Asked(phone)
    asked.by(line)
    phone.page.goto("/start", wait_until="commit", timeout=90_000)
    button = phone.page.get_by_role("button", name="Create")
    button.wait_for(timeout=90_000)
    seen, before = phone.page.evaluate("() => performance.now()"), asked.bytes
    if when == "after a second":
        phone.page.evaluate(READ)
    elif when == "after all":
        phone.page.wait_for_load_state("networkidle")
    asked.forget()
    began = phone.page.evaluate("() => Date.now()")
    button.click()
    phone.page.locator("overture-code svg").wait_for(timeout=90_000)
    took = phone.page.evaluate("() => Date.now()") - began
    return (
        f"{line.name}, tapped {when:<14}: {took:>6} ms to the code; {len(asked.addresses):>2} requests,"
        f" {asked.bytes / 1000:.0f} kB, {asked.scripts / 1000:.0f} kB of them scripts;"
        f" the button was there after {seen:.0f} ms and {before / 1000:.0f} kB"
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


def to_opened_when_slowed(first: Person, second: Person) -> str:
    """One line of text: the same on a fast line, with both phones slowed."""
    pages = (first.page, second.page)
    took = []
    for section in SECTIONS_WHEN_SLOWED:
        first.answers_and_seals(section, 1, by_touch=False)
        second.answers(section, 2, by_touch=False)
        sessions = [page.context.new_cdp_session(page) for page in pages]
        for session, page in zip(sessions, pages, strict=True):
            page.evaluate(WATCH, section)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        began = second.page.evaluate(SEAL, section)
        took.append(max(int(page.evaluate("() => window.openedAt")) - began for page in pages))
        for session in sessions:
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            session.detach()
    each = ", ".join(f"{milliseconds}" for milliseconds in took)
    return (
        f"Both phones slowed {SLOWED} times: {statistics.median(took):.0f} ms from the second seal to what both sealed,"
        f" on both phones (the median of {each})"
    )


def _trusted(certificate: Path) -> str:
    """The flag by which Chromium trusts a certificate of our own as any other, so that it keeps what it gets."""
    key = load_pem_x509_certificate(certificate.read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return f"--ignore-certificate-errors-spki-list={base64.b64encode(digest).decode()}"


@contextmanager
def _phones() -> Iterator[Phones]:
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN, "TRUSTED_PROXIES": "127.0.0.1"})
        hub.start()
        try:
            with caddy_with_https(hub, Path(folder)) as front:
                assert front.certificate is not None
                with (
                    launched(_trusted(front.certificate)) as browser,
                    phones_at(browser, f"https://127.0.0.1:{front.port}") as phones,
                ):
                    yield phones
        finally:
            hub.discard()


def measured() -> Iterator[str]:
    """Yield lines of text, as they are measured."""
    with _phones() as phones:
        # Nothing is made anew for those who are measured: somebody has been there before.
        phones.mia.page.goto("/start", wait_until="networkidle")
        phones.sam.page.goto("/s", wait_until="networkidle")
        phones.sam.page.goto("/", wait_until="networkidle")
        for line in LINES:
            yield first_screen(phones, line)
        for line in LINES:
            yield from_a_link(phones, line)
        for line in LINES:
            for when in TAPPED:
                yield to_the_code(phones, line, when)
        first, second = Person(phones.mia), Person(phones.sam)
        pair_and_begin(first, second)
        for line, section in zip(LINES, SECTIONS, strict=True):
            yield to_opened(first, second, line, section)
        yield to_opened_when_slowed(first, second)
