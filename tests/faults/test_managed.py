"""An engine that somebody else runs: one address with TLS, a user and a password, that fails over by itself.

It refuses everything that is about the engine and not about data: CLIENT, CONFIG, INFO, BGREWRITEAOF, ACL and the like.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import redis

from tests.faults.clusters import free_ports
from tests.faults.links import tls_server
from tests.faults.proxy import Proxy
from tests.faults.talk import PATIENCE, begin
from tests.support.engines import NAMES, _binary
from tests.support.hub import GENEROUS, Hub
from tests.support.process import Program
from tests.support.waiting import until
from tests.terminal.pairs import SECTION, answers

USER, PASSWORD = "tenant", "canary/with?signs"
IN_AN_ADDRESS = "canary%2Fwith%3Fsigns"
RULES = ("on", f">{PASSWORD}", "~*", "&*", "+@all", "-@admin", "-@dangerous", "-client", "-hello")
SAFE = ("--appendonly", "yes", "--appendfsync", "always", "--save", "", "--repl-diskless-sync-delay", "0")


class Managed:
    """A primary and its replica, and what its operator does when the primary is lost."""

    def __init__(self, name: str, folder: Path) -> None:
        self.ports = free_ports(2)
        self._programs = [self._started(name, folder / str(port), port) for port in self.ports]
        self._operators = [redis.Redis(port=port, socket_timeout=5) for port in self.ports]
        for program in self._programs:
            program.wait_for(r"eady to accept connections")
        self._operators[1].execute_command("REPLICAOF", "127.0.0.1", self.ports[0])
        until(lambda: self._operators[1].info("replication").get("master_link_status") == "up")

    def _started(self, name: str, home: Path, port: int) -> Program:
        home.mkdir()
        command = [_binary(name), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(home), *SAFE]
        return Program(f"{name} {port}", [*command, "--user", USER, *RULES])

    def refuses(self, *command: str) -> bool:
        """Whether the hub's user may not do this."""
        with redis.Redis(port=self.ports[0], username=USER, password=PASSWORD, protocol=2) as tenant:
            try:
                tenant.execute_command(*command)
            except redis.exceptions.NoPermissionError:
                return True
            return False

    def fail_over(self) -> None:
        """The primary is lost, and its replica takes its place."""
        self._programs[0].kill()
        self._operators[1].execute_command("REPLICAOF", "NO", "ONE")

    def discard(self) -> None:
        for operator, program in zip(self._operators, self._programs, strict=True):
            operator.close()
            if program.running:
                program.kill()


@contextmanager
def managed(name: str, folder: Path) -> Iterator[Managed]:
    engine = Managed(name, folder)
    try:
        yield engine
    finally:
        engine.discard()


@pytest.mark.parametrize("name", NAMES)
async def test_hubs_of_two_machines_share_an_engine_that_fails_over(
    name: str, folder: Path, start_hub: Callable[..., Hub]
) -> None:
    """They share nothing but the address; the phones of one conversation are at different ones."""
    context, certificate = tls_server(folder)
    with managed(name, folder) as engine:
        for command in (("CLIENT", "ID"), ("CONFIG", "GET", "save"), ("INFO",), ("BGREWRITEAOF",), ("ACL", "LIST")):
            assert engine.refuses(*command), command
        async with Proxy(engine.ports[0], tls=context) as address, asyncio.timeout(PATIENCE):
            url = f"rediss://{USER}:{IN_AN_ADDRESS}@{address.address}?ssl_ca_certs={certificate}"
            hubs = [await asyncio.to_thread(start_hub, redis_url=url, env=GENEROUS) for _ in range(2)]
            assert await asyncio.to_thread(kept, hubs[0]) == "unknown"
            talk = await begin(hubs[0].url, hubs[1].url)
            async with talk.mia, talk.sam:
                await talk.mia.seal(SECTION, answers(talk.mia, SECTION, "mia"))
                address.lead_to(engine.ports[1])
                await asyncio.to_thread(engine.fail_over)
                await talk.sam.seal(SECTION, answers(talk.sam, SECTION, "sam"))
                await asyncio.gather(*(one.opened(SECTION) for one in talk.both))
                await talk.until(talk.converged)
            for hub in hubs:
                assert "canary" not in hub.log
                await asyncio.to_thread(hub.stop)


def kept(hub: Hub) -> str:
    with urlopen(f"{hub.url}/readyz") as answer:
        found: str = json.load(answer)["kept"]
        return found
