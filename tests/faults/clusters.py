"""A cluster of six: three nodes that share the slots, and a replica of each. It needs ports: a cluster speaks TCP."""

import time
from pathlib import Path
from typing import Any

import redis
from redis.crc import key_slot

from tests.support.engines import _binary
from tests.support.hub import free_port
from tests.support.process import Program

SLOTS = 16384
MASTERS = 3
SHARE = SLOTS // MASTERS
NODE_TIMEOUT_MS = 1000
HANDING_OVER = 5.0
"""Seconds after which a replica gives up to take over, and has to be asked again."""
LONGEST = 30.0
"""Seconds until the nodes agree; far more than they take."""


class Cluster:
    def __init__(self, name: str, folder: Path) -> None:
        self.ports = [free_port() for _ in range(2 * MASTERS)]
        self._cluster_ports = [free_port() for _ in self.ports]
        self.programs: list[Program] = []
        for port, cluster_port in zip(self.ports, self._cluster_ports, strict=True):
            home = folder / str(port)
            home.mkdir()
            self.programs.append(
                Program(
                    f"node {port}",
                    [
                        _binary(name), "--port", str(port), "--cluster-port", str(cluster_port), "--bind", "127.0.0.1",
                        "--cluster-enabled", "yes", "--cluster-node-timeout", str(NODE_TIMEOUT_MS), "--dir", str(home),
                        "--save", "", "--appendonly", "yes", "--appendfsync", "always",
                        "--repl-diskless-sync-delay", "0",
                    ],
                )
            )  # fmt: skip
        self.clients = [redis.Redis(port=port, socket_timeout=5) for port in self.ports]
        for program in self.programs:
            program.wait_for(r"eady to accept connections")

    @property
    def url(self) -> str:
        return f"redis+cluster://127.0.0.1:{self.ports[0]}"

    def join(self) -> None:
        """Returns when all nodes agree, and every master has its replica."""
        for n, client in enumerate(self.clients):
            client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", n + 1)
            if n < MASTERS:
                last = SLOTS - 1 if n == MASTERS - 1 else (n + 1) * SHARE - 1
                client.execute_command("CLUSTER", "ADDSLOTSRANGE", n * SHARE, last)
        for port, cluster_port in zip(self.ports[1:], self._cluster_ports[1:], strict=True):
            self.clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", port, cluster_port)
        self._until(lambda: all(self._is_whole(client) for client in self.clients))
        for n in range(MASTERS):
            master = self.clients[n].execute_command("CLUSTER", "MYID")
            self.clients[n + MASTERS].execute_command("CLUSTER", "REPLICATE", master)
        self._until(
            lambda: all(c.info("replication").get("master_link_status") == "up" for c in self.clients[MASTERS:])
        )

    def owner(self, key: str) -> int:
        """Which node serves the slot of `key` now."""
        slot = self.clients[-1].execute_command("CLUSTER", "KEYSLOT", key)
        for client in self.clients:
            try:
                for first, last, master, *_ in client.execute_command("CLUSTER", "SLOTS"):
                    if first <= slot <= last:
                        return self.ports.index(master[1])
            except redis.ConnectionError:
                continue
        raise AssertionError("nobody has the slot")

    def key_of(self, number: int) -> str:
        """A key whose slot was given to this node at the beginning."""
        slots = range(number * SHARE, (number + 1) * SHARE)
        return next(key for n in range(SLOTS) if key_slot((key := f"overture:{{{n}}}").encode()) in slots)

    def replicated(self, number: int) -> None:
        """Returns when the replica of a node has all that the node has."""
        client = self.clients[number]
        client.set(self.key_of(number), "1", px=1)
        assert client.execute_command("WAIT", 1, 5000) >= 1

    def hand_over(self, number: int) -> None:
        """The replica of a node takes its place in good order."""
        replica = self.clients[number + MASTERS]
        asked = -HANDING_OVER

        def handed_over() -> bool:
            nonlocal asked
            if time.monotonic() - asked > HANDING_OVER:
                asked = time.monotonic()
                replica.execute_command("CLUSTER", "FAILOVER")
            return bool(replica.info("replication")["role"] == "master")

        self._until(handed_over)

    def stop(self) -> None:
        for client in self.clients:
            client.close()
        for program in self.programs:
            if program.running:
                program.kill()

    def _is_whole(self, client: Any) -> bool:
        info = client.execute_command("CLUSTER", "INFO").split()
        return b"cluster_state:ok" in info and b"cluster_known_nodes:%d" % len(self.ports) in info

    def _until(self, true: Any) -> None:
        deadline = time.monotonic() + LONGEST
        while not true():
            assert time.monotonic() < deadline, "the nodes of the cluster do not agree"
