"""`python -m tests.measure.opening`: from the second seal to what both sealed on both screens, section by section.

It ends with the frame that shows it, once that is painted: then the envelope opens over it for as long as tokens.css
says, or, where less motion is wished for, not at all.

Both phones are slowed four times (as Chromium emulates it), and one machine carries both of them and the hub, so that
figures are above those of two phones. `python -m tests.measure.opening 1` does not slow them. The aim is 300 ms. Mutual
sections are left out: they compute for seconds, and say so. By hand, on a machine that does nothing else; where others
use it, the processor time of each page says more than the clock.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from tests.browser.people import Person, pair_and_begin
from tests.measure.__main__ import FIRST_SCENE, sections_of
from tests.support.browser import launched, phones_at
from tests.support.hub import OFTEN, Hub

SLOWED = 4
AIM_MS = 300

# Notes when the first frame in which the section has a heading of what was opened is painted, in milliseconds since the
# epoch. A task that the frame's own callback queues comes behind its painting.
WATCH = """(section) => {
  window.openedAt = new Promise((seen) => {
    const look = () => {
      if (!document.querySelector(`#section-${section} overture-opened h3`)) return;
      watch.disconnect();
      const painted = new MessageChannel();
      painted.port1.onmessage = () => seen(Date.now());
      requestAnimationFrame(() => painted.port2.postMessage(null));
    };
    const watch = new MutationObserver(look);
    watch.observe(document.querySelector('#stage'), { childList: true, subtree: true });
  });
}"""
SEAL = """(section) => {
  const button = document.querySelector(`#section-${section} .seal-bar .button-big`);
  const began = Date.now();
  button.click();
  return began;
}"""


class Engine:
    """The browser's engine behind one page: how fast it goes, and how long its main thread has worked."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def slow(self, rate: int) -> None:
        """Slow the page down that many times; 1 is as fast as the machine is."""
        self._session.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def worked(self) -> float:
        """Milliseconds of processor time since the page was loaded, as they pass while it is slowed."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")


def took(first: Person, second: Person, section: str, engines: tuple[Engine, Engine], rate: int) -> list[float]:
    """What the opening of one section takes.

    Returns:
        Milliseconds from the second seal until the first phone shows what both sealed, and until the second does; then
        the processor time of the first page until both do, and of the second.
    """
    first.answers_and_seals(section, 1, by_touch=False)
    second.answers(section, 2, by_touch=False)
    pages = (first.page, second.page)
    for page, engine in zip(pages, engines, strict=True):
        page.evaluate(WATCH, section)
        engine.slow(rate)
    before = [engine.worked() for engine in engines]
    began = second.page.evaluate(SEAL, section)
    shown = [int(page.evaluate("() => window.openedAt")) - began for page in pages]
    worked = [engine.worked() - already for engine, already in zip(engines, before, strict=True)]
    for engine in engines:
        engine.slow(1)
    return [*shown, *worked]


def line(name: str, figures: list[float]) -> str:
    """A line of the table."""
    return f"{name:<16}" + "".join(f"{figure:>8.0f} ms" for figure in figures) + "\n"


def main(rate: int = SLOWED) -> None:
    """Print a line a section of the default set, and the medians.

    Args:
        rate: How many times both phones are slowed.
    """
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        hub = Hub(Path(folder), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN})
        hub.start()
        try:
            with phones_at(browser, hub.url) as phones:
                first, second = Person(phones.mia), Person(phones.sam)
                pair_and_begin(first, second)
                engines = (Engine(first.page), Engine(second.page))
                heads = ("first", "second", "works", "works")
                sys.stdout.write(f"{'section':<16}{''.join(f'{head:>11}' for head in heads)}")
                sys.stdout.write(f"   slowed {rate} times; aim {AIM_MS} ms\n")
                rows = []
                for section in sections_of(FIRST_SCENE, mutual=False):
                    rows.append(took(first, second, section, engines, rate))
                    sys.stdout.write(line(section, rows[-1]))
                    sys.stdout.flush()
                sys.stdout.write(line("median", [statistics.median(column) for column in zip(*rows, strict=True)]))
        finally:
            hub.discard()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
