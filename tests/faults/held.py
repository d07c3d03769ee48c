"""An engine is held, so that it takes everything and answers nothing, while somebody seals: what both see, and how soon
it goes on when the engine is let go.

By hand: `python -m tests.faults.held --seconds 20`, on Valkey and on Redis.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.talk import opened, talking
from tests.support.engines import NAMES, Engine
from tests.support.hub import GENEROUS, Hub
from tests.terminal.pairs import SECTION, answers


async def held_under_a_seal(hub: Hub, engine: Engine, seconds: float) -> tuple[float, float]:
    """Seconds until both were told that the engine is away, and from letting it go until both had the section open."""
    async with talking(hub.url) as talk:
        await talk.mia.seal(SECTION, answers(talk.mia, SECTION, "mia"))
        engine.hold()
        began = time.monotonic()
        sealing = asyncio.create_task(talk.sam.seal(SECTION, answers(talk.sam, SECTION, "sam")))
        await talk.until(lambda: all(one.link == "away" for one in talk.both))
        answered = time.monotonic() - began
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds - answered):
                await talk.until(lambda: sealing.done() or bool(opened(talk)))
                raise AssertionError("something was acknowledged or opened without the engine")
        engine.let_go()
        began = time.monotonic()
        await sealing
        await asyncio.gather(*(one.opened(SECTION) for one in talk.both))
        return answered, time.monotonic() - began


def run(name: str, seconds: float) -> tuple[float, float]:
    engine = Engine(name)
    engine.start()
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder), redis_url=engine.url, env=GENEROUS)
        hub.start()
        try:
            return asyncio.run(held_under_a_seal(hub, engine, seconds))
        finally:
            hub.discard()
            engine.discard()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    for name in NAMES:
        answered, went_on = run(name, given.seconds)
        sys.stdout.write(
            f"{name} held for {given.seconds:.0f} s: both were told after {answered:.1f} s, nothing opened meanwhile; "
            f"both had everything {went_on:.1f} s after it was let go\n"
        )
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
