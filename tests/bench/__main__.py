"""`make bench`: how much a hub carries on this machine against a bare echo, and what phones on slow lines wait for."""

import asyncio
import gc
import os
import platform
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import uvloop

from tests.bench.machine import ECHO, HUB, Served, cpu, resident, served, started_engine
from tests.bench.page import measured
from tests.bench.phones import Phone, connect
from tests.bench.rounds import Echoed, Seen, play
from tests.bench.sessions import opening, questions, script, write_sessions
from tests.support.engines import Engine
from tests.support.hub import Hub

AT_ONCE = 64
"""Pairs of phones that are busy at the same time, for each worker."""
PAIRS, PAIRS_OF_ECHO, PAIRS_AT_LIGHT_LOAD = 250, 500, 40
MOST_IDLE, RECONNECTING = 10_000, 2_000
SPARE_FILES = 200
LONGEST = 240
"""Seconds after which it gives up."""


@dataclass(frozen=True)
class Load:
    """One run under full load. `workers` and `engine` are seconds of processor time, `seconds` those of the clock."""

    rounds: int
    seconds: float
    workers: tuple[float, ...]
    engine: float
    generator: float

    @property
    def rate(self) -> float:
        """Rounds a second, with the generator on the same machine."""
        return self.rounds / self.seconds

    @property
    def rate_of_worker(self) -> float:
        """Rounds in a second of the workers' processor time: what one worker does that has a core to itself."""
        return self.rounds / sum(self.workers)

    @property
    def rate_of_core(self) -> float:
        """Rounds in a second of processor time of workers and engine together."""
        return self.rounds / (sum(self.workers) + self.engine)


def tell(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def under_load(
    at: Served, engine: Engine | None, *, pairs: int, html: bool = False, in_turn: bool = False
) -> Load:
    """Every pair answers every section once; both commit at once, or one after the other."""
    if engine is None:
        hellos: list[bytes | None] = [None] * (2 * pairs)
    else:
        hellos = [hello for each in write_sessions(engine, pairs) for hello in (each.hello_a, each.hello_b)]
    phones = await connect(at.port, opening(at.port, html=html), hellos, at_once=200)
    scripts = script(), script()
    before = at.cpu_of_workers(), at.cpu_of_engine(), cpu(os.getpid())
    at_once = AT_ONCE * len(at.workers)
    seconds, took = await play(phones, scripts, Echoed if engine is None else Seen, at_once=at_once, in_turn=in_turn)
    after = at.cpu_of_workers(), at.cpu_of_engine(), cpu(os.getpid())
    close(phones)
    workers = tuple(a - b for a, b in zip(after[0], before[0], strict=True))
    return Load(len(took), seconds, workers, after[1] - before[1], after[2] - before[2])


async def at_light_load(at: Served, engine: Engine) -> tuple[float, float]:
    """Median and 99th percentile, in seconds, from the second commit to the opened view on both phones."""
    hellos = [hello for each in write_sessions(engine, PAIRS_AT_LIGHT_LOAD) for hello in (each.hello_a, each.hello_b)]
    phones = await connect(at.port, opening(at.port, html=False), list(hellos), at_once=50)
    _, took = await play(phones, (script(), script()), Seen, at_once=1, in_turn=True)
    close(phones)
    took.sort()
    return took[len(took) // 2], took[len(took) * 99 // 100]


async def idle_and_back(at: Served, engine: Engine) -> tuple[int, float, float, float]:
    """Idle phones, bytes of the worker for each, seconds to connect them all, seconds until many are back at once."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES
    count = min(MOST_IDLE, files) // 2 * 2
    half = len(questions().sealed) // 2
    hellos: list[bytes | None] = [
        hello for each in write_sessions(engine, count // 2, opened=half) for hello in (each.hello_a, each.hello_b)
    ]
    request = opening(at.port, html=False)
    # What is needed once, by the first phones, is not what a phone needs.
    close(await connect(at.port, request, hellos[:200], at_once=200))
    before, began = resident(at.workers[0]), time.perf_counter()
    phones = await connect(at.port, request, hellos, at_once=200)
    connected = time.perf_counter() - began
    each = (resident(at.workers[0]) - before) / count
    back = min(RECONNECTING, count)
    close(phones[:back])
    began = time.perf_counter()
    again = await connect(at.port, request, hellos[:back], at_once=back)
    seconds = time.perf_counter() - began
    close(again + phones[back:])
    return count, each, connected, seconds


def started_again() -> float:
    """Seconds until a hub that was stopped says again that it is ready, with its own engine."""
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        hub.start()
        hub.stop()
        began = time.perf_counter()
        hub.start()
        took = time.perf_counter() - began
        hub.stop()
    return took


def close(phones: list[Phone]) -> None:
    for phone in phones:
        phone.abort()


def report(name: str, load: Load, echo: Load) -> None:
    per_round = 1e6 / load.rounds
    tell(f"{name}: {load.rate:,.0f} rounds a second; {load.rate / echo.rate:.2f} of the echo")
    tell(
        f"    for each second of worker: {load.rate_of_worker:,.0f} rounds,"
        f" {load.rate_of_worker / echo.rate_of_worker:.2f} of the echo;"
        f" for each second of worker and engine: {load.rate_of_core:,.0f} rounds"
    )
    tell(
        f"    microseconds a round: worker {sum(load.workers) * per_round:.0f}, engine {load.engine * per_round:.0f},"
        f" generator {load.generator * per_round:.0f}"
    )


async def bench() -> None:
    sizes = [section.pad for section in questions().sealed]
    tell(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    tell(f"Load average before: {os.getloadavg()[0]:.2f} (above 0.5 the figures of the clock mean little)")
    tell(
        f"A round is four commands: both phones commit, both release, both get the opened view. {len(sizes)} sections"
        f" with answers of {min(sizes):,} to {max(sizes):,} bytes, {AT_ONCE} pairs at a time for each worker."
    )
    tell()
    with served(ECHO) as at:
        echo = await under_load(at, None, pairs=PAIRS_OF_ECHO)
    report("Bare echo of the same messages (Starlette on stock uvicorn, nothing of the hub)", echo, echo)
    with started_engine() as engine:
        with served(HUB, engine=engine) as at:
            one = await under_load(at, engine, pairs=PAIRS)
            report("JSON views, one worker", one, echo)
        engine.make_empty()
        with served(HUB, engine=engine) as at:
            report(
                "The same, one commits after the other", await under_load(at, engine, pairs=PAIRS, in_turn=True), echo
            )
        engine.make_empty()
        with served(HUB, engine=engine) as at:
            report("HTML views, one worker", await under_load(at, engine, pairs=PAIRS, html=True), echo)
        engine.make_empty()
        with served(HUB, engine=engine, workers=2) as at:
            two = await under_load(at, engine, pairs=2 * PAIRS)
            report("JSON views, two workers", two, echo)
        # Two cores, all of them the hub's: two workers and the engine share both. One worker fills one, with the engine
        # on the other, or beside it where there is but one.
        tell(
            "    two workers on two cores, generator's share taken off:"
            f" {2 * two.rate_of_core / one.rate_of_worker:.2f} times one that has a core to itself,"
            f" {2 * two.rate_of_core / one.rate_of_core:.2f} times one that shares it with the engine;"
            f" the busier one did {max(two.workers) / sum(two.workers):.0%} of the work"
        )
        engine.make_empty()
        with served(HUB, engine=engine) as at:
            median, slow = await at_light_load(at, engine)
            tell(
                f"Light load, second commit to opened for both: p50 {median * 1000:.1f} ms, p99 {slow * 1000:.1f} ms"
                f" (three writes to the disk, one after the other)"
            )
        engine.make_empty()
        with served(HUB, engine=engine) as at:
            count, each, connected, seconds = await idle_and_back(at, engine)
            tell(
                f"{count:,} idle phones on one worker: {each / 1024:.1f} kB each;"
                f" connected in {connected:.1f} s, {count / connected:,.0f} a second"
            )
            tell(f"{min(count, RECONNECTING):,} of them reconnect at once: all have their view after {seconds:.1f} s")
    tell(f"A hub that was stopped is ready again after {await asyncio.to_thread(started_again):.1f} s")
    # In a thread of its own, as Playwright has an event loop of its own.
    for line in await asyncio.to_thread(lambda: list(measured())):
        tell(line)


async def main() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard) if soft < hard else (soft, hard))
    gc.disable()
    try:
        async with asyncio.timeout(LONGEST):
            await bench()
    except TimeoutError:
        tell(f"Stopped after {LONGEST} seconds: this machine is too busy, or too slow, to measure the rest.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
