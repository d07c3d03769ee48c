"""Conversations of two people who answer by themselves, over connections that are cut at random.

By hand: `python -m tests.faults.cuts --cuts 1000`. What comes out is judged by history.py.
"""

import argparse
import asyncio
import contextlib
import random
import statistics
import sys
import tempfile
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overture_partner.errors import Gone
from overture_partner.net import socket
from tests.faults.history import problems
from tests.faults.proxy import KINDS, Fault, Kind, Proxy, Way
from tests.faults.recorded import Diary, Record, Recorded
from tests.faults.talk import PATIENCE, STEPS, Step, Talk
from tests.support.hub import GENEROUS, Hub

SOON = {"CONNECT_TIMEOUT": 0.8, "PING_INTERVAL": 0.2, "PING_TIMEOUT": 0.4, "CLOSE_TIMEOUT": 0.1}
"""Settings of `net.socket` with which a dead connection is given up after one second instead of twenty."""
AT_REST: tuple[Kind, ...] = ("close", "reset", "black-hole", "half-open")
NOTICED: tuple[Kind, ...] = ("close", "reset")
"""While he may be fetching the questions: a request that meets silence is given up only after twenty seconds."""
CUTS_A_SESSION = 20
FURTHEST = 20_000
"""Bytes after which a cut comes at the latest; about what a step of a conversation moves."""
WHILE_CONNECTING = 400
"""Bytes that a new connection has carried when it says its hello, at the most."""
WAYS: tuple[Way, ...] = ("up", "down")


@dataclass(frozen=True)
class Cut:
    """One cut connection. `seconds`: from the next connection's first byte until both have all that the other did."""

    fault: Fault
    seconds: float
    step: str = ""


TICK = 0.05
"""Seconds."""
LONG = 1.0
"""Seconds after which a step is told by itself."""


# The cuts


async def _with_a_cut(talk: Talk, proxies: tuple[Proxy, Proxy], step: Step) -> list[Cut]:
    """One step during which one of the connections is cut; if it was over too soon, the cut comes at rest.

    Every third time the next connection is cut too, while it is being made.
    """
    dice, loop = talk.dice, asyncio.get_running_loop()
    proxy = dice.choice(proxies)
    faults = [Fault(dice.choice(KINDS), dice.choice(WAYS), dice.randrange(FURTHEST))]
    if dice.random() < 0.33:
        faults.append(Fault(dice.choice(AT_REST), dice.choice(WAYS), dice.randrange(WHILE_CONNECTING)))
    async with asyncio.timeout(PATIENCE):
        proxy.strike(*faults)
        await step(talk)
        while not proxy.struck.is_set():
            proxy.strike_now()
            proxy.cut_what_lasts()
            await talk.record.change()
        proxy.cut_what_lasts()
        await proxy.back.wait()
        await talk.until(talk.converged)
    took = max(0.0, loop.time() - proxy.back_at)
    return [Cut(fault, took, step.__name__) for fault in faults]


async def _begin(hers: Proxy, his: Proxy, record: Record, dice: random.Random) -> Talk:
    """Both in one session and ready. Pairing is cut as well."""
    mia = await Recorded.start(hers.url, store=Diary(record, "A"))
    assert mia.code is not None
    hers.strike(Fault(dice.choice(AT_REST), "down", dice.randrange(3000)))
    sam = await Recorded.join(his.url, mia.code, store=Diary(record, "B"))
    his.strike(Fault(dice.choice(NOTICED), "up", dice.randrange(600)))
    talk = Talk(mia, sam, record, dice)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(mia.paired(), sam.paired())
        await asyncio.gather(mia.ready(), sam.ready())
        for proxy in (hers, his):
            proxy.strike_now()
            await proxy.back.wait()
        await talk.until(talk.converged)
    return talk


async def _end(talk: Talk, proxies: tuple[Proxy, Proxy]) -> None:
    """One ends it while both are cut, and the other is told."""
    for proxy in proxies:
        proxy.strike(Fault(talk.dice.choice(AT_REST), "up", talk.dice.randrange(100)))
        proxy.strike_now()
    one, other = talk.dice.sample(talk.both, 2)
    async with asyncio.timeout(PATIENCE):
        await one.end()
        await talk.until(lambda: other.link == "gone")


async def session(port: int, seed: int, cuts: int) -> tuple[list[Cut], list[str]]:
    """One conversation with that many cuts (two more while pairing, two more at its end), and what went wrong in it."""
    dice, record = random.Random(seed), Record()
    async with Proxy(port) as hers, Proxy(port) as his:
        talk = await _begin(hers, his, record, dice)
        async with talk.mia, talk.sam:
            made: list[Cut] = []
            while len(made) < cuts:
                made += await _with_a_cut(talk, (hers, his), dice.choice(STEPS))
            wrong = problems(record.events)
            await _end(talk, (hers, his))
    return made, wrong


async def sessions(port: int, seed: int, cuts: int, at_once: int) -> tuple[list[Cut], list[str]]:
    """So many conversations at a time until there were so many cuts. One that fails is told with its seed."""
    made: list[Cut] = []
    wrong: list[str] = []
    seeds = iter(range(seed, seed + cuts))

    async def one_after_another() -> None:
        while len(made) < cuts:
            mine = next(seeds)
            try:
                some, found = await session(port, mine, min(CUTS_A_SESSION, cuts // at_once))
            except (Exception, Gone) as error:  # noqa: BLE001 - told at the end, whatever it is
                some, found = [], [f"{type(error).__name__}: {error}"]
            made.extend(some)
            wrong.extend(f"seed {mine}: {one}" for one in found)
            if found and not some:
                return

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return made, wrong


def report(made: Sequence[Cut]) -> str:
    """How fast both had everything again, over all cuts and by kind."""
    lines = []
    for kind in ("all", *KINDS):
        took = sorted(cut.seconds for cut in made if kind in ("all", cut.fault.kind))
        if took:
            late = sum(seconds > 2 for seconds in took)
            lines.append(
                f"{kind:>10}: {len(took):4} cuts, median {statistics.median(took):.3f} s, "
                f"99 of 100 within {took[int(len(took) * 0.99)]:.3f} s, longest {took[-1]:.3f} s, over 2 s: {late}"
            )
    lines += [f"long: {cut.seconds:.3f} s, {cut.step}, {cut.fault}" for cut in made if cut.seconds > LONG]
    return "\n".join(lines)


async def _with_lag(running: Coroutine[Any, Any, tuple[list[Cut], list[str]]]) -> tuple[list[Cut], list[str], float]:
    """What came out, and the longest time for which this process did nothing that it wanted to do, in seconds."""
    loop, longest = asyncio.get_running_loop(), 0.0

    async def look() -> None:
        nonlocal longest
        while True:
            before = loop.time()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await asyncio.Event().wait()
            longest = max(longest, loop.time() - before - TICK)

    looking = asyncio.create_task(look())
    try:
        return *(await running), longest
    finally:
        looking.cancel()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=8, help="conversations at a time; most of the time is waiting")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--soon", action="store_true", help="give a dead connection up after a second, as the tests do")
    given = parser.parse_args()
    if given.soon:
        for name, seconds in SOON.items():
            setattr(socket, name, seconds)
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder), workers=given.workers, env=GENEROUS)
        hub.start()
        try:
            made, wrong, lag = asyncio.run(_with_lag(sessions(hub.port, given.seed, given.cuts, given.at_once)))
        finally:
            hub.discard()
    away = hub.log.count("the engine cannot be reached")
    sys.stdout.write(f"the phones' process was held up for {lag:.3f} s, the hub missed its engine {away} times\n")
    sys.stdout.write(report(made) + "\n" + "\n".join(wrong) + ("\n" if wrong else "no problem found\n"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
