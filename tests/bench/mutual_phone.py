"""`python -m tests.bench.mutual_phone`: what a mutual section with 64 ids asks of a slow phone.

Chromium slows down the page's own thread and no Worker. So the work itself is timed twice: in the page's thread, slowed
down, where it is what a slow phone's Worker does; and in the product, for what the page's thread does meanwhile.
"""

import functools
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from tests.bench.__main__ import tell
from tests.browser.people import Person, pair_and_begin
from tests.client.modules import Quiet
from tests.client.runtime_support import take
from tests.support.browser import Phones, launched
from tests.support.hub import Hub

SLOWER = 4
IDS = 64
AREAS = 8
MOST = 2500
"""Milliseconds for one side, with the processor slowed down."""
LONG = 50
"""Milliseconds after which a task of the page's thread can be felt."""
RUNS = 5
PLAYS = 3
"""The best of so many counts: whatever else this machine does can only add to it."""
ROOT = Path(__file__).parents[2]

AREA = """
[[section.question]]
id = "area-{n}"
kind = "items"
prompt = "Area {n}"
levels = "wish"
items = [{items}]
"""
SET = """
id = "sixty-four"
version = "1.0"
language = "en"
title = "Sixty-four"
for_whom = "The bench."
minutes = 5
licence = "CC0-1.0"
sources = ["the bench"]

[[scale]]
id = "wish"
levels = [{ id = "yes", label = "Yes", means = "yes" }, { id = "not-now", label = "Not now", means = "not-now" }]

[[section]]
id = "wishes"
title = "Wishes"
intro = "Many."
reveal = "mutual"
"""

SPIN = """() => {
  const began = performance.now();
  let x = 1n;
  for (let i = 0; i < 300000; i++) x = (x * 123456789012345678901234567890n) % ((1n << 255n) - 19n);
  return performance.now() - began;
}"""
IN_WORKER = """(source) => new Promise((done) => {
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
  worker.postMessage(0);
})"""
WORK = """async (count) => {
  const m = await import('/static/js/protocol/mutual.js');
  const bytes = (fill) => new Uint8Array(32).fill(fill);
  const keys = { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8) };
  const [A, B] = ['A', 'B'].map((role) => ({ keys, role, qhash: bytes(9), section: 'wishes', round: 1 }));
  const ids = Array.from({ length: count }, (_, at) => `item-${at}`);
  const took = {};
  const timed = (name, work) => {
    const began = performance.now();
    const made = work();
    took[name] = performance.now() - began;
    return made;
  };
  const mine = timed('sealed', () => m.mutualCommit(A, ids, ids.map((_, at) => at % 2 === 0)));
  const theirs = m.mutualCommit(B, ids, ids.map((_, at) => at % 3 === 0));
  const theirM1 = m.mutualOpenCommit(A, ids, mine.commit, { ownPk: theirs.state.pk });
  const theirRelease = m.mutualRelease(B, ids, theirs.state, theirM1);
  const m1 = timed('checked', () => {
    const opened = m.mutualOpenCommit(B, ids, theirs.commit, { ownPk: mine.state.pk });
    m.mutualRelease(A, ids, mine.state, opened);
    return opened;
  });
  timed('opened', () => m.mutualOpenRelease(B, ids, mine.state, m1, theirRelease));
  return took;
}"""
# Seals, and waits until it is open. Nothing else is asked of the page meanwhile, as that would count as its work.
PLAY = """async (count) => {
  const [long, jobs] = [[], {}];
  conversation.rounds.work.addEventListener('change', () => {
    const { now } = conversation.rounds.work;
    if (now) (jobs[now.task] ??= { from: performance.now() }).to = performance.now();
  });
  const button = document.querySelector('#section-wishes .seal-bar .button-big');
  // A moment, so that what was asked before is over.
  await new Promise((goOn) => setTimeout(goOn, 500));
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration);
  }).observe({ type: 'longtask' });
  await new Promise((opened) => {
    new MutationObserver((_, observer) => {
      if (document.querySelectorAll('#section-wishes overture-opened .mutual-act').length < count) return;
      observer.disconnect();
      opened();
    }).observe(document.querySelector('#stage'), { childList: true, subtree: true });
    button.click();
  });
  await new Promise((goOn) => setTimeout(goOn, 500));
  return { long, jobs: Object.fromEntries(Object.entries(jobs).map(([task, { from, to }]) => [task, to - from])) };
}"""


def question_set() -> str:
    """One mutual section with 64 ids: 32 items, each with a direction."""
    each = IDS // 2 // AREAS
    areas = [
        AREA.format(
            n=area,
            items=", ".join(
                f'{{ id = "i{area}-{item}", label = "Item {area}, {item}", direction = true }}' for item in range(each)
            ),
        )
        for area in range(AREAS)
    ]
    return SET + "".join(areas)


@contextmanager
def slowed(page: Page) -> Iterator[CDPSession]:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield session
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def work_itself(browser: Browser) -> float:
    """Milliseconds in a slowed-down page for one side, in its three parts; each run in a page of its own, in which
    nothing has been computed or compiled before."""
    handler = functools.partial(Quiet, directory=str(ROOT / "client"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        source = f"onmessage = () => postMessage(({SPIN})())"
        runs: list[dict[str, float]] = []
        spun: list[list[float]] = []
        for _ in range(RUNS):
            page = browser.new_context().new_page()
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/static/favicon.svg")
            plain = [page.evaluate(SPIN), page.evaluate(IN_WORKER, source)]
            with slowed(page):
                spun.append([*plain, page.evaluate(SPIN), page.evaluate(IN_WORKER, source)])
                runs.append(page.evaluate(WORK, IDS))
            page.context.close()
        server.shutdown()
    plain_page, plain_worker, slow_page, slow_worker = (min(column) for column in zip(*spun, strict=True))
    tell(
        f"Slowed down {SLOWER} times, the page's thread took {slow_page / plain_page:.1f} times as long for the same"
        f" sum, a Worker {slow_worker / plain_worker:.1f} times"
    )
    for number, took in enumerate(runs, 1):
        parts = ", ".join(f"{name} {milliseconds:.0f} ms" for name, milliseconds in took.items())
        tell(f"  run {number}, {IDS} ids, in the slowed-down thread: {parts}; together {sum(took.values()):.0f} ms")
    return min(sum(took.values()) for took in runs)


def in_the_product(browser: Browser) -> float:
    """The longest task of the page's thread, from pressing "Seal my answers" until it is open: milliseconds of
    processor time, times as much as a slow phone is slower."""
    with tempfile.TemporaryDirectory() as folder:
        sets = Path(folder, "sets")
        sets.mkdir()
        (sets / "sixty-four.toml").write_text(question_set(), encoding="utf-8")
        hub = Hub(Path(folder, "data"), env={"QUESTIONS_DIR": str(sets)})
        hub.start()
        try:
            played(Phones(browser, hub.url), by_the_clock)
            return min(played(Phones(browser, hub.url), by_the_processor) for _ in range(PLAYS))
        finally:
            hub.discard()


def played(phones: Phones, watch: Callable[[Page], float]) -> float:
    mia, sam = Person(phones.mia), Person(phones.sam)
    workers: list[str] = []
    mia.page.on("worker", lambda worker: workers.append(worker.url))
    pair_and_begin(mia, sam)
    for person in (mia, sam):
        person.answers("wishes")
        take(person.page)
    unloaded = len(workers) == 0
    sam.seals("wishes")
    longest = watch(mia.page)
    phones.close()
    assert (unloaded, len(workers)) == (True, 1), "the Worker is loaded by the first sealing, and once"
    return longest


def by_the_clock(page: Page) -> float:
    with slowed(page):
        seen: dict[str, Any] = page.evaluate(PLAY, IDS)
    jobs = ", ".join(f"{task} {milliseconds:.0f} ms" for task, milliseconds in seen["jobs"].items())
    tell(f"In the product: Worker loaded by sealing; it is not slowed down: {jobs}")
    longest: float = max(seen["long"], default=0.0)
    tell(f"  by the clock, slowed down: {len(seen['long'])} tasks over {LONG} ms, the longest {longest:.0f} ms")
    return longest


def by_the_processor(page: Page) -> float:
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=["toplevel"])
    page.evaluate(PLAY, IDS)
    events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    named = [event for event in events if event["name"] == "thread_name"]
    pages = {(event["pid"], event["tid"]) for event in named if event["args"]["name"] == "CrRendererMain"}
    took: list[float] = [
        event.get("tdur", 0) / 1000
        for event in events
        if event["name"].endswith("RunTask") and event["ph"] == "X" and (event["pid"], event["tid"]) in pages
    ]
    longest = max(took) * SLOWER
    tell(f"  in processor time: the longest task {max(took):.1f} ms; {SLOWER} times as slow, {longest:.0f} ms")
    return longest


def main() -> int:
    tell(f"{os.cpu_count()} cores, load average before {os.getloadavg()[0]:.1f}: above 1 the clock runs ahead")
    with launched() as browser:
        slowest = work_itself(browser)
        longest = in_the_product(browser)
    tell(f"At best: one side {slowest:.0f} of {MOST} ms; longest task {longest:.0f} of {LONG} ms")
    return 0 if slowest < MOST and longest < LONG else 1


if __name__ == "__main__":
    sys.exit(main())
