"""Ways from a hub to its engine that can be made to fail, and what is asked of them meanwhile.

By hand, with the waits that a hub has: `python -m tests.faults.links`.
"""

import argparse
import asyncio
import datetime as dt
import ipaddress
import itertools
import ssl
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from overture.store.engine import Engine as Connections
from overture.store.errors import StoreAway
from tests.faults.clusters import MASTERS, Cluster, cluster_of
from tests.faults.proxy import Fault, Kind, Proxy
from tests.support.engines import Engine
from tests.support.waiting import a_while

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}
READY = 20.0
"""Seconds in which an engine that is there must be found again, on a machine that runs other tests as well. The aim is
two; by hand it is told whether it is met."""
SESSIONS = 24
"""Who asks at the same time. In a cluster they are spread over its nodes."""
WITHIN = 900
"""Bytes of answers after which a fault comes when much is under way: in the midst of a pipeline."""

NO_ANSWER = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
TOO_MANY = b"+OK\r\n"
ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
"""A TLS record: the fatal alert handshake_failure."""


@dataclass(frozen=True)
class Case:
    """A fault of the connections, and whether it is one only while nothing is under way."""

    kind: Kind
    said: bytes = b""
    idle_only: bool = False

    def at(self, after: int) -> Fault:
        return Fault(self.kind, "down", after, self.said)


CASES: dict[str, Case] = {
    "fin": Case("close"),
    "rst": Case("reset"),
    "half-open": Case("half-open"),
    "silence": Case("black-hole"),
    "bytewise": Case("slices"),
    "slow": Case("slow"),
    "garbage": Case("garbage", NO_ANSWER),
    "other-protocol": Case("garbage", b"%1\r\n+x\r\n:1\r\n"),
    "alert": Case("garbage", ALERT),
    # On its way with others it could not be told from theirs.
    "unasked": Case("unasked", TOO_MANY, idle_only=True),
}


@dataclass(frozen=True)
class Link:
    """`proxies`: one in front of the engine, or of each node of the cluster."""

    url: str
    proxies: Sequence[Proxy]

    def strike(self, fault: Fault) -> None:
        for proxy in self.proxies:
            proxy.strike(fault)

    def strike_now(self) -> None:
        for proxy in self.proxies:
            proxy.strike_now()

    async def struck(self) -> None:
        await asyncio.gather(*(proxy.struck.wait() for proxy in self.proxies))

    def heal(self) -> None:
        for proxy in self.proxies:
            proxy.cut_what_lasts()


@asynccontextmanager
async def by_socket(engine: Engine) -> AsyncIterator[Link]:
    path = engine.folder / "proxy.sock"
    async with Proxy(engine.socket, path) as proxy:
        yield Link(f"unix://{path}", [proxy])
    path.unlink(missing_ok=True)  # newer versions of Python remove it with the server


@asynccontextmanager
async def by_tcp(engine: Engine) -> AsyncIterator[Link]:
    async with Proxy(engine.socket) as proxy:
        yield Link(f"redis://{proxy.address}", [proxy])


@asynccontextmanager
async def by_tls(engine: Engine) -> AsyncIterator[Link]:
    """What ends the encryption stands behind what fails."""
    context, certificate = tls_server(engine.folder)
    async with Proxy(engine.socket, tls=context) as tls, Proxy(tls.port) as proxy:
        yield Link(f"rediss://{proxy.address}?ssl_ca_certs={certificate}", [proxy])


@asynccontextmanager
async def by_cluster(cluster: Cluster) -> AsyncIterator[Link]:
    """Its nodes are told apart by their ports, which all have five digits."""
    async with AsyncExitStack() as stack:
        proxies = [await stack.enter_async_context(Proxy(node.port)) for node in cluster.nodes]
        turns = {}
        for node, proxy in zip(cluster.nodes, proxies, strict=True):
            for shape in (b":%d\r\n", b"127.0.0.1:%d\r\n"):
                turns[shape % node.port] = shape % proxy.port
        for proxy in proxies:
            proxy.turns = turns
        # A replica is asked only who owns what.
        yield Link(f"redis+cluster://{proxies[0].address}", proxies[:MASTERS])


def tls_server(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for this machine, and the file of its certificate, which nobody else has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an engine")])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "engine.crt", folder / "engine.key"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return context, file


@dataclass
class Asker:
    """Writes numbers under a key of its own and reads them, over and over. `wrong`: what cannot be an answer to it."""

    connections: Connections
    key: str
    wrong: list[str] = field(default_factory=list)
    away: int = 0
    _numbers: Any = field(default_factory=itertools.count)
    _maybe: set[bytes] = field(default_factory=set)

    async def ask(self) -> None:
        number = b"%d" % next(self._numbers)
        token = self.key.encode() + number
        self._maybe.add(number)
        if await self._call("SET", self.key, number) == b"OK":
            self._maybe = {number}
        echoed = await self._call("ECHO", token)
        if echoed not in (token, None):
            self.wrong.append(f"{token!r} came back as {echoed!r}")
        found = await self._call("GET", self.key)
        if found is not None and found not in self._maybe:
            self.wrong.append(f"{self.key} holds {found!r} and not one of {self._maybe!r}")

    async def _call(self, *command: str | bytes) -> Any:
        try:
            return await self.connections.call(self.key, *command)
        except StoreAway:
            self.away += 1
            return None


class Askers:
    """Many at a time. At the end none may have heard another's answer, or of something that was lost."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self.all = [Asker(connections, f"overture:{{{n}}}") for n in range(SESSIONS)]
        self._enough = False
        self._asking: asyncio.Future[Any] | None = None

    async def ask_once(self) -> None:
        """Everything is answered, as nothing is wrong any more."""
        for each in self.all:
            each.away = 0
        await asyncio.gather(*(each.ask() for each in self.all))
        assert [each.key for each in self.all if each.away] == []

    async def __aenter__(self) -> Self:
        self._enough = False
        self._asking = asyncio.gather(*(self._ask(each) for each in self.all))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._enough = True
        assert self._asking is not None
        await self._asking

    async def _ask(self, asker: Asker) -> None:
        while not self._enough:
            await asker.ask()

    def judge(self) -> None:
        assert [wrong for each in self.all for wrong in each.wrong] == []


async def ready(connections: Connections) -> float:
    """Seconds until the engine is there."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(READY):
        while True:
            try:
                await connections.ping()
            except StoreAway:
                await a_while()
            else:
                return loop.time() - began


@asynccontextmanager
async def asking(link: Link) -> AsyncIterator[Askers]:
    """Who has asked once, so that every connection is there."""
    connections = Connections(link.url)
    try:
        askers = Askers(connections)
        await askers.ask_once()
        yield askers
        await askers.ask_once()
        askers.judge()
    finally:
        await connections.close()


async def while_idle(link: Link, case: Case) -> float:
    async with asking(link) as askers:
        link.strike(case.at(0))
        link.strike_now()
        took = await ready(askers.connections)
        link.heal()
        return max(took, await ready(askers.connections))


async def in_mid_pipeline(link: Link, case: Case) -> float:
    async with asking(link) as askers:
        async with askers:
            link.strike(case.at(WITHIN))
            await link.struck()
            took = await ready(askers.connections)
        link.heal()
        return max(took, await ready(askers.connections))


async def while_connecting(link: Link, case: Case) -> float:
    """The next connection is broken too, before it has said anything."""
    async with asking(link) as askers:
        for proxy in link.proxies:
            proxy.strike(Fault("reset", "down", 0), case.at(0))
            proxy.strike_now()
        return await ready(askers.connections)


Moment = Callable[[Link, Case], Coroutine[Any, Any, float]]
MOMENTS: dict[str, Moment] = {"idle": while_idle, "mid": in_mid_pipeline, "connecting": while_connecting}


async def _table() -> None:
    engine = Engine("valkey")
    engine.start()
    with tempfile.TemporaryDirectory() as folder, cluster_of("valkey", Path(folder)) as cluster:
        try:
            ways = {"unix": by_socket(engine), "tcp": by_tcp(engine), "tls": by_tls(engine),
                    "cluster": by_cluster(cluster)}  # fmt: skip
            for shape, way in ways.items():
                async with way as link:
                    for (name, case), (when, moment) in itertools.product(CASES.items(), MOMENTS.items()):
                        if when == "idle" or not case.idle_only:
                            took = await moment(link, case)
                            sys.stdout.write(f"{shape:>8} {name:>15} {when:>11}: ready after {took:.3f} s\n")
                            sys.stdout.flush()
        finally:
            engine.discard()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loop", choices=LOOPS, default="uvloop")
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=LOOPS[given.loop]) as runner:
        runner.run(_table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
