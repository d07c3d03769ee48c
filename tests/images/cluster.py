"""What holds of the containers of docker-compose.cluster.yml: `python -m tests.images.cluster FOLDER`, from run.sh.

Two people talk, at two hubs, while the node that has their conversation is killed, and after it has come back.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.images.check import LONGEST, Composed, page, report, run, talk, until

NODES = ("store", *(f"store-{number}" for number in range(2, 7)))


def is_primary(composed: Composed, service: str) -> bool:
    """Whether a node has slots of its own, and is no replica."""
    return "role:master" in composed.inside(service, "valkey-cli info replication")


def engine_of(certificate: Path) -> str:
    """How much of the engine a hub reaches; it fails if a hub is not ready, or keeps less than everything."""
    answer = json.loads(page("/readyz", certificate)[0])
    assert answer["kept"] == "always", answer
    return str(answer["engine"])


def state_of(containers: Sequence[str]) -> str:
    return run("docker", "inspect", "--format", "{{.State.Health.Status}}", *containers).strip()


async def watch(witness: str, replica: str, certificate: Path) -> None:
    """Say how long a replica takes to take over, and how much longer hubs miss a node; they are ready all the time.

    Args:
        witness: A container that goes on.
        replica: The address of the replica of the node that was killed just now.
        certificate: By which the site is trusted.
    """
    began = time.monotonic()
    await until(lambda: engine_of(certificate) == "partly", LONGEST)
    ask = ("docker", "exec", witness, "valkey-cli", "-h", replica, "info", "replication")
    await until(lambda: "role:master" in run(*ask), LONGEST)
    report(f"its replica has taken over after {time.monotonic() - began:.1f} s")
    await until(lambda: engine_of(certificate) == "there", LONGEST)
    report(f"a hub has the whole engine again after {time.monotonic() - began:.1f} s, and was ready all the time")


async def check(folder: Path) -> None:
    composed = Composed(folder, "docker-compose")
    await composed.healthy(len(NODES) + 3)
    assert sum(is_primary(composed, node) for node in NODES) == 3
    certificate = composed.trusted()
    killed: list[str] = []
    watching: list[asyncio.Task[None]] = []

    async def nothing() -> None:
        """Two people and no fault."""

    async def kill_its_node() -> None:
        (its,) = [node for node in NODES if composed.conversations(node) and is_primary(composed, node)]
        killed.extend(composed.containers(its))
        (witness,) = composed.containers(next(node for node in NODES if node != its))
        (replica,) = re.findall(r"slave0:ip=([\d.]+)", composed.inside(its, "valkey-cli info replication"))
        run("docker", "kill", *killed)
        watching.append(asyncio.create_task(watch(witness, replica, certificate)))

    async def start_it_again() -> None:
        await asyncio.gather(*watching)
        run("docker", "start", *killed)
        await until(lambda: state_of(killed) == "healthy", LONGEST)

    faults = (
        ("no fault", nothing),
        ("the node that has their conversation killed", kill_its_node),
        ("the node started again", start_it_again),
    )
    id, code = await talk(certificate, faults, lambda: set().union(*map(composed.conversations, NODES)))
    logs = composed.compose("logs", "--no-color")
    assert logs.count("Overture is ready at") == 2, logs
    for private in (id, code):
        assert private not in logs, private
    report("nothing about people is in any log")


if __name__ == "__main__":
    asyncio.run(check(Path(sys.argv[1])))
