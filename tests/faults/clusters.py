"""A cluster of six: three nodes that share the slots, and a replica of each. It needs ports: a cluster speaks TCP."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import redis
from redis.crc import key_slot

from tests.support.engines import _binary
from tests.support.process import Program
from tests.support.waiting import until

SLOTS = 16384
MASTERS = 3
SHARE = SLOTS // MASTERS
NODE_TIMEOUT_MS = 15_000
"""The default of the engines. On a busy machine a node may get no turn for seconds, and must not be replaced then."""
SHORT_NODE_TIMEOUT_MS = 1000
"""For tests that kill a node and wait until its replica has taken over."""
HANDING_OVER = 5.0
"""Seconds after which a replica gives up to take over, and has to be asked again."""
PORTS = range(17_000, 30_000)
"""Where no system looks for a port of its own choice, so that nobody takes one between finding and using it. No number
of a slot is that high, so that a proxy that replaces ports (links.py) never replaces a slot."""


def free_ports(count: int) -> list[int]:
    """That many different ports on loopback that nobody listens on."""
    with ExitStack() as held:
        ports: list[int] = []
        for port in random.sample(PORTS, len(PORTS)):
            if len(ports) == count:
                break
            probe = held.enter_context(socket.socket())
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            ports.append(port)
        return ports


class Node:
    """One process of the cluster, and a plain client of it."""

    def __init__(self, name: str, folder: Path, port: int, bus: int, node_timeout_ms: int) -> None:
        self.port, self.bus = port, bus
        home = folder / str(port)
        home.mkdir()
        self.client = redis.Redis(port=port, socket_timeout=5)
        self.program = Program(
            f"node {port}",
            [
                _binary(name), "--port", str(port), "--cluster-port", str(bus), "--bind", "127.0.0.1",
                "--cluster-enabled", "yes", "--cluster-node-timeout", str(node_timeout_ms), "--dir", str(home),
                "--save", "", "--appendonly", "yes", "--appendfsync", "always",
                "--repl-diskless-sync-delay", "0", "--cluster-replica-validity-factor", "0",
            ],
        )  # fmt: skip

    def call(self, *command: str | int) -> Any:
        return self.client.execute_command(*command)

    def replication(self, name: str) -> Any:
        return self.client.info("replication").get(name)

    def discard(self) -> None:
        self.client.close()
        if self.program.running:
            self.program.kill()


class Cluster:
    """`nodes`: first those that own slots to begin with, then the replica of each, in the same order."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes

    @property
    def url(self) -> str:
        return f"redis+cluster://127.0.0.1:{self.nodes[0].port}"

    def join(self) -> None:
        """Returns when all nodes agree, and every master has its replica."""
        for number, node in enumerate(self.nodes):
            node.program.wait_for(r"eady to accept connections")
            node.call("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            if number < MASTERS:
                last = SLOTS - 1 if number == MASTERS - 1 else (number + 1) * SHARE - 1
                node.call("CLUSTER", "ADDSLOTSRANGE", number * SHARE, last)
        for node in self.nodes[1:]:
            self.nodes[0].call("CLUSTER", "MEET", "127.0.0.1", node.port, node.bus)
        until(lambda: all(_is_whole(node, len(self.nodes)) for node in self.nodes))
        for master, replica in zip(self.nodes, self.nodes[MASTERS:], strict=False):
            replica.call("CLUSTER", "REPLICATE", master.call("CLUSTER", "MYID"))
        until(lambda: all(node.replication("master_link_status") == "up" for node in self.nodes[MASTERS:]))

    def owner(self, key: str) -> int:
        """Which node got the slot of `key` to begin with."""
        return min(key_slot(key.encode()) // SHARE, MASTERS - 1)

    def key_of(self, number: int) -> str:
        """A key whose slot that node got to begin with."""
        return next(key for n in range(SLOTS) if self.owner(key := f"overture:{{{n}}}") == number)

    def replicated(self, number: int) -> None:
        """Returns when the replica of a node has all that the node has."""
        self.nodes[number].client.set(self.key_of(number), "1", px=1)
        assert self.nodes[number].call("WAIT", 1, 5000) >= 1

    def stop_replicating(self, number: int) -> None:
        """From now on the replica of a node learns nothing of what the node is told; everything else goes on."""
        self.nodes[number].call("ACL", "SETUSER", "default", "-psync", "-sync")
        self.nodes[number].client.client_kill_filter(_type="replica")
        until(lambda: self.nodes[number + MASTERS].replication("master_link_status") == "down")
        until(lambda: self.nodes[number].replication("connected_slaves") == 0)

    def kill(self, number: int) -> None:
        """End a node at once, and return when its replica has taken its place."""
        self.nodes[number].program.kill()
        until(lambda: self.nodes[number + MASTERS].replication("role") == "master")

    def hand_over(self, number: int) -> None:
        """The replica of a node takes its place in good order."""
        _take_over(self.nodes[number + MASTERS])

    def hand_back(self, number: int) -> None:
        """The node takes its place again."""
        _take_over(self.nodes[number])


def _take_over(replica: Node) -> None:
    asked = -HANDING_OVER

    def taken_over() -> bool:
        nonlocal asked
        if replica.replication("role") == "master":
            return True
        if time.monotonic() - asked > HANDING_OVER:
            asked = time.monotonic()
            replica.call("CLUSTER", "FAILOVER")
        return False

    until(taken_over)


@contextmanager
def cluster_of(name: str, folder: Path, node_timeout_ms: int = NODE_TIMEOUT_MS) -> Iterator[Cluster]:
    """A cluster of this engine, whole; nothing of it is left afterwards.

    `node_timeout_ms`: after so long without a word a node counts as dead.
    """
    with ExitStack() as made:
        ports = free_ports(4 * MASTERS)
        nodes: list[Node] = []
        for port, bus in zip(ports[::2], ports[1::2], strict=True):
            nodes.append(Node(name, folder, port, bus, node_timeout_ms))
            made.callback(nodes[-1].discard)
        cluster = Cluster(nodes)
        cluster.join()
        yield cluster


def _is_whole(node: Node, count: int) -> bool:
    info = node.call("CLUSTER", "INFO").split()
    return b"cluster_state:ok" in info and b"cluster_known_nodes:%d" % count in info
