"""`python -m tests.measure.opening`: from the second seal to what both sealed on both screens, section by section.

Both phones are slowed four times (as Chromium emulates it), and one machine carries both of them and the hub, so that
figures are above those of two phones. The aim is 300 ms. Mutual sections are left out: they compute for seconds, and
say so. By hand, on a machine that does nothing else.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.people import Person, pair_and_begin
from tests.measure.__main__ import FIRST_SCENE, sections_of
from tests.support.browser import launched, phones_at
from tests.support.hub import OFTEN, Hub

SLOWED = 4
AIM_MS = 300

# Notes when the section first has a heading of what was opened, in milliseconds since the epoch.
WATCH = """(section) => {
  window.openedAt = new Promise((seen) => {
    const look = () => document.querySelector(`#section-${section} overture-opened h3`) && seen(Date.now());
    new MutationObserver(look).observe(document.querySelector('#stage'), { childList: true, subtree: true });
  });
}"""
SEAL = """(section) => {
  const button = document.querySelector(`#section-${section} .seal-bar .button-big`);
  const began = Date.now();
  button.click();
  return began;
}"""


def slow(page: Page, rate: int) -> None:
    """Slow a page down that many times; 1 is as fast as the machine is."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def took(first: Person, second: Person, section: str) -> tuple[int, int]:
    """Milliseconds from the second seal until the first phone shows what both sealed, and until the second does."""
    first.answers_and_seals(section, 1, by_touch=False)
    second.answers(section, 2, by_touch=False)
    pages = (first.page, second.page)
    for page in pages:
        page.evaluate(WATCH, section)
        slow(page, SLOWED)
    began = second.page.evaluate(SEAL, section)
    a, b = (int(page.evaluate("() => window.openedAt")) - began for page in pages)
    for page in pages:
        slow(page, 1)
    return a, b


def main() -> None:
    """Print a line a section of the default set."""
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        hub = Hub(Path(folder), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN})
        hub.start()
        try:
            with phones_at(browser, hub.url) as phones:
                first, second = Person(phones.mia), Person(phones.sam)
                pair_and_begin(first, second)
                sys.stdout.write(f"{'section':<16}{'first':>9}{'second':>9}   slowed {SLOWED} times; aim {AIM_MS} ms\n")
                for section in sections_of(FIRST_SCENE, mutual=False):
                    a, b = took(first, second, section)
                    sys.stdout.write(f"{section:<16}{a:>6} ms{b:>6} ms\n")
                    sys.stdout.flush()
        finally:
            hub.discard()


if __name__ == "__main__":
    main()
