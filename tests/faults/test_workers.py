"""Processes of the hub end at the worst moment, under phones that are in the midst of something."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.comeback import phones_come_back
from tests.faults.history import problems
from tests.faults.talk import PATIENCE, begin, note, pause, seal
from tests.server.test_cli import family
from tests.support.hub import GENEROUS, Hub
from tests.support.waiting import eventually

StartHub = Callable[..., Hub]
PHONES = 200
BACK_WITHIN = 10.0
"""Seconds, on a machine that runs other tests as well; alone it takes about two."""


def workers(hub: Hub) -> list[int]:
    """The processes that serve, by number."""
    return sorted(pid for pid in family(hub.program.pid) if b"overture.process.worker" in _command(pid))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_workers_that_end_in_the_midst_of_commands_lose_and_double_nothing(
    start_hub: StartHub, number: signal.Signals
) -> None:
    """Writing and telling the others is one act of the engine, so what is left to hit is before it and after it."""
    hub, dice = start_hub(workers=2, env=GENEROUS), random.Random(number)
    async with asyncio.timeout(PATIENCE):
        talk = await begin(hub.url, hub.url, dice)
        async with talk.mia, talk.sam:
            hit: set[int] = set()

            def end_one() -> None:
                # One that was told to end may take its time, and need not be told again.
                left = [pid for pid in workers(hub) if pid not in hit]
                if left:
                    hit.add(pid := dice.choice(left))
                    os.kill(pid, number)

            def soon() -> None:
                # Between no time at all and that of a whole command.
                asyncio.get_running_loop().call_later(dice.uniform(0, 0.004), end_one)

            for do, step in (("commit", seal), ("release", seal), ("note", note), ("notice", pause)):
                talk.record.once_said(do, soon)
                await step(talk)
                await talk.until(talk.converged)
            assert hit
            await eventually(lambda: hub.log.count("a worker ended by itself") >= len(hit))
            assert problems(talk.record.events) == []


async def test_two_hundred_phones_come_back_to_a_restarted_hub(start_hub: StartHub) -> None:
    hub = start_hub(env=GENEROUS)
    async with asyncio.timeout(PATIENCE):
        assert (await phones_come_back(hub, PHONES)).seconds < BACK_WITHIN
