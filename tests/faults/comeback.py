"""A hub is killed under many connected phones and started again: how soon all see their sessions, and at whose cost.

By hand: `python -m tests.faults.comeback --phones 2000`. The phones are the terminal's, all in one process.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from overture_partner.net.hub_client import parse_address
from overture_partner.net.socket import HubSocket
from tests.server.test_cli import family
from tests.support.hub import GENEROUS, Hub

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Back:
    """Seconds from the hub being ready until all phones see their sessions again, by the clock and of processor time.

    `hub` is its worker and its engine; `phones` is this process.
    """

    seconds: float
    hub: float
    phones: float


class Waiting:
    """Whether a phone is shown its session."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()

    def on_view(self, *_: object) -> None:
        self.connected.set()

    def on_time(self, told: object) -> None:
        pass

    def on_link(self, link: str) -> None:
        if link == "lost":
            self.connected.clear()


async def phones_come_back(hub: Hub, count: int) -> Back:
    address, loop = parse_address(hub.url), asyncio.get_running_loop()
    qhash = (await address.question_sets())[0].qhash
    seats = [await address.start_session(qhash, 12) for _ in range(count)]
    listeners = [Waiting() for _ in seats]
    wires = [HubSocket(address, seat, one) for seat, one in zip(seats, listeners, strict=True)]
    tasks = [asyncio.create_task(wire.run()) for wire in wires]
    try:
        await asyncio.gather(*(one.connected.wait() for one in listeners))
        hub.kill()
        for one in listeners:
            one.connected.clear()
        hub.start()
        ready, mine, its = loop.time(), time.process_time(), spent(hub)
        await asyncio.gather(*(one.connected.wait() for one in listeners))
        return Back(loop.time() - ready, spent(hub) - its, time.process_time() - mine)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def spent(hub: Hub) -> float:
    """Seconds of processor time that all processes of the hub have taken so far."""
    times = 0
    for pid in family(hub.program.pid):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        times += int(fields[11]) + int(fields[12])
    return times / TICKS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=2000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder), env=GENEROUS)
        hub.start()
        try:
            back = asyncio.run(phones_come_back(hub, given.phones))
        finally:
            hub.discard()
    sys.stdout.write(
        f"{given.phones} phones are back after {back.seconds:.1f} s by the clock; "
        f"processor time: hub {back.hub:.2f} s, phones {back.phones:.2f} s\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
