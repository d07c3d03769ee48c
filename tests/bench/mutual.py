"""`python -m tests.bench.mutual`: how long one side of a mutual section takes, and whether that tells the answers.

All-no and all-yes take turns, so that what else the machine does falls on both alike. Each passes through the four
steps of one side (commit, open the partner's commit, release, open the partner's release) with 64 ids, against a
partner who wants every second one. Times are those of the processor, as others may be using the machine. By hand, and
not a test.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import CDPSession, Page

from overture_partner.protocol.mutual import (
    mutual_commit,
    mutual_open_commit,
    mutual_open_release,
    mutual_release,
)
from tests.vectors.javascript import ChromiumError, chromium, protocol_page
from tests.vectors.mutual import KEYS, QHASH, TURNS

IDS = [f"item-{n}/{way}" for n in range(32) for way in ("a-to-b", "b-to-a")]
EVERY_SECOND = [n % 2 == 0 for n in range(64)]
STEPS = ("commit", "open commit", "release", "open release")
TURNS_OF_PYTHON, TURNS_OF_JAVASCRIPT = 100, 30

Times = list[tuple[float, ...]]
"""Milliseconds of the four steps, one row for each pass."""

PAGE = """
async ([keys, qhash, ids, every]) => {
  const { fromHex } = await import('/static/js/protocol/encoding.js');
  const mutual = await import('/static/js/protocol/mutual.js');
  const place = { keys: Object.fromEntries(Object.entries(keys).map(([name, hex]) => [name, fromHex(hex)])),
    qhash: fromHex(qhash), section: 'curious', round: 1 };
  const [A, B] = [{ ...place, role: 'A' }, { ...place, role: 'B' }];
  let [partner, own, m1, theirs] = [];
  window.steps = {
    prepare: () => { partner = mutual.mutualCommit(B, ids, every); },
    'commit': (yes) => { own = mutual.mutualCommit(A, ids, ids.map(() => yes)); },
    'open commit': () => { m1 = mutual.mutualOpenCommit(B, ids, partner.commit, { ownPk: own.state.pk }); },
    'release': () => { mutual.mutualRelease(A, ids, own.state, m1); },
    answer: () => { theirs = mutual.mutualRelease(B, ids, partner.state, own.state.m1); },
    'open release': () => { mutual.mutualOpenRelease(B, ids, own.state, m1, theirs); },
  };
}
"""


def of_python(yes: bool) -> tuple[float, ...]:
    """One side's four steps."""
    a, b = TURNS["A"], TURNS["B"]
    partner = mutual_commit(b, IDS, EVERY_SECOND)
    at = [time.thread_time()]
    own = mutual_commit(a, IDS, [yes] * len(IDS))
    at.append(time.thread_time())
    m1 = mutual_open_commit(b, IDS, partner.commit, own_pk=own.state.pk)
    at.append(time.thread_time())
    mutual_release(a, IDS, own.state, m1)
    at.append(time.thread_time())
    theirs = mutual_release(b, IDS, partner.state, own.state.m1)
    at.append(time.thread_time())
    mutual_open_release(b, IDS, own.state, m1, theirs)
    at.append(time.thread_time())
    return tuple(1000 * (at[n + 1] - at[n]) for n in (0, 1, 2, 4))


def of_javascript(page: Page, cpu: CDPSession, yes: bool) -> tuple[float, ...]:
    """The same in an empty page of Chromium, on its main thread; a phone does this in a Worker."""

    def spent() -> float:
        metrics = {one["name"]: one["value"] for one in cpu.send("Performance.getMetrics")["metrics"]}
        return 1000 * float(metrics["TaskDuration"])

    took = {}
    for step in ("prepare", *STEPS[:3], "answer", STEPS[3]):
        before = spent()
        page.evaluate("([step, yes]) => window.steps[step](yes)", [step, yes])
        took[step] = spent() - before
    return tuple(took[step] for step in STEPS)


@contextmanager
def ready_page() -> Iterator[tuple[Page, CDPSession]]:
    keys = {"SID": KEYS.sid.hex(), "kA": KEYS.k_a.hex(), "kB": KEYS.k_b.hex(), "sas": KEYS.sas.hex()}
    with chromium() as browser, protocol_page(browser) as page:
        cpu = page.context.new_cdp_session(page)
        cpu.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.evaluate(PAGE, [keys, QHASH.hex(), IDS, EVERY_SECOND])
        yield page, cpu


def in_turn(turns: int, one_side: Callable[[bool], tuple[float, ...]]) -> tuple[Times, Times]:
    """All-no and all-yes, a pair in each turn, now the one first and now the other. A few before do not count."""
    found: tuple[Times, Times] = ([], [])
    for turn in range(-3, turns):
        for yes in (False, True) if turn % 2 == 0 else (True, False):
            times = one_side(yes)
            if turn >= 0:
                found[yes].append(times)
    return found


def tell(name: str, no: Times, yes: Times) -> None:
    """One line for each step and for all of them."""
    sys.stdout.write(f"\n{name}, {len(no)} passes of each, medians in ms\n")
    sys.stdout.write(f"{'':14}{'all-no':>9}{'all-yes':>9}   yes - no of a pair, and the middle half of these\n")
    for at, step in enumerate(STEPS):
        _line(step, [row[at] for row in no], [row[at] for row in yes])
    _line("one side", [sum(row) for row in no], [sum(row) for row in yes])
    sys.stdout.flush()


def _line(step: str, no: Sequence[float], yes: Sequence[float]) -> None:
    apart = [one - other for one, other in zip(yes, no, strict=True)]
    low, middle, high = statistics.quantiles(apart, n=4)
    medians = f"{statistics.median(no):9.2f}{statistics.median(yes):9.2f}"
    sys.stdout.write(f"{step:14}{medians}{middle:+11.3f} ({low:+.3f} to {high:+.3f})\n")


def main() -> None:
    tell("Python", *in_turn(TURNS_OF_PYTHON, of_python))
    try:
        with ready_page() as (page, cpu):
            tell("JavaScript in Chromium", *in_turn(TURNS_OF_JAVASCRIPT, partial(of_javascript, page, cpu)))
    except ChromiumError as error:
        sys.stdout.write(f"\nJavaScript was not measured: {error}\n")


if __name__ == "__main__":
    main()
