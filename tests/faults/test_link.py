"""The way to the engine fails in every way that it can: nobody hears another's answer, and the engine is found again.

On both event loops (tests/conftest.py). What is asked meanwhile, and how it is judged, is in links.py.
"""

import asyncio
import gc
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from overture.store.engine import Engine as Connections
from tests.faults.clusters import Cluster, cluster_of
from tests.faults.links import (
    CASES,
    MOMENTS,
    Askers,
    Case,
    Link,
    asking,
    by_cluster,
    by_socket,
    by_tcp,
    by_tls,
    ready,
)
from tests.faults.proxy import Fault, Proxy
from tests.server.wired import world
from tests.support.engines import Engine
from tests.support.hub import free_port
from tests.support.waiting import a_while, eventually

SHAPES: dict[str, Callable[[Engine], AbstractAsyncContextManager[Link]]] = {
    "unix": by_socket,
    "tcp": by_tcp,
    "tls": by_tls,
}
PAUSE_MS = 700
"""Longer than anybody waits here, so that the pause is noticed."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_of("valkey", tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture
def soon_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has time: silence is given up after half a second, not after one and a half."""
    monkeypatch.setattr("overture.store.pipeline.TIMEOUT", 0.5)


@pytest.fixture(autouse=True)
async def quiet(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Nothing is reported to the loop or the log as a fault of the program, also of tasks that nobody looks at."""
    notified: list[str] = []

    def tell(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        notified.append(f"{context['message']} {context.get('exception')!r}")

    asyncio.get_running_loop().set_exception_handler(tell)
    yield
    gc.collect()
    assert notified == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def every_moment(link: Link, case: Case) -> None:
    for name, moment in MOMENTS.items():
        if name == "idle" or not case.idle_only:
            await moment(link, case)


@pytest.mark.usefixtures("soon_away")
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("shape", SHAPES)
async def test_a_fault_of_the_way_gives_nobody_a_wrong_answer_and_is_over_at_once(
    valkey_only: Engine, shape: str, name: str
) -> None:
    async with SHAPES[shape](valkey_only) as link:
        await every_moment(link, CASES[name])


@pytest.mark.usefixtures("soon_away")
@pytest.mark.parametrize("name", CASES)
async def test_so_it_is_in_a_cluster(cluster: Cluster, name: str) -> None:
    async with by_cluster(cluster) as link:
        await every_moment(link, CASES[name])


async def test_a_hub_whose_idle_connections_are_reset_is_ready_again(valkey_only: Engine) -> None:
    async with by_tcp(valkey_only) as link, world(link.url) as hub:
        a, b = await hub.pair()
        mia, sam = await hub.enter(a), await hub.enter(b)
        async with asyncio.timeout(10):
            for turns in range(10):
                link.strike(Fault("reset", "down", 0))
                link.strike_now()
                for _ in range(turns):
                    await asyncio.to_thread(lambda: None)
                while (await hub.get("/readyz")).status != 200:
                    await a_while()
            assert "ack" in (await mia.do("begin-scene", n=1))[-1]
            while sam.view["scene"]["state"] != "asked":
                await sam.next()


@pytest.mark.usefixtures("soon_away")
async def test_an_engine_that_throws_its_clients_out_is_asked_again(valkey_only: Engine) -> None:
    with valkey_only.client() as client:
        for shape in SHAPES.values():
            async with shape(valkey_only) as link, asking(link) as askers:
                assert client.client_kill_filter(_type="normal", skipme=True) >= 2
                await ready(askers.connections)
                await askers.ask_once()
                async with askers:
                    for _ in range(5):
                        await asyncio.to_thread(client.client_kill_filter, _type="normal", skipme=True)
                        await ready(askers.connections)


@pytest.mark.usefixtures("soon_away")
async def test_an_engine_that_lets_its_clients_wait_is_away_until_it_goes_on(valkey_only: Engine) -> None:
    with valkey_only.client() as client:
        async with by_tcp(valkey_only) as link, asking(link) as askers:
            client.client_pause(PAUSE_MS)
            assert await ready(askers.connections) > 0
            await askers.ask_once()
            async with askers:
                await asyncio.to_thread(client.client_pause, PAUSE_MS)
                await eventually(lambda: any(each.away for each in askers.all))
                await ready(askers.connections)


@pytest.mark.usefixtures("soon_away")
async def test_a_replica_takes_over_while_pipelines_are_under_way_and_hands_back(cluster: Cluster) -> None:
    async with by_cluster(cluster) as link, asking(link) as askers:
        for act in (cluster.hand_over, cluster.hand_back):
            async with askers:
                await asyncio.to_thread(act, 1)
                await ready(askers.connections)
            await settled(askers)


async def settled(askers: Askers) -> None:
    """Nodes agree one after another on who owns what; until then some of them send on whoever asks."""
    async with asyncio.timeout(30):
        while True:
            try:
                await askers.ask_once()
            except AssertionError:
                await a_while()
            else:
                return


async def test_a_name_that_moves_is_followed(valkey_only: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to: list[int] = []

    async def looked_up(host: str, port: int, **_: Any) -> list[Any]:
        assert (host, port) == ("store.test", 6379)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", each)) for each in leads_to]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", looked_up)
    nobody = free_port()
    async with Proxy(valkey_only.socket) as first, Proxy(valkey_only.socket) as second:
        leads_to[:] = [first.port]
        async with asking(Link("redis://store.test", [first])) as askers:
            leads_to[:] = [nobody, second.port]
            first.strike(Fault("close", "down", 0))
            first.strike_now()
            await ready(askers.connections)
            await askers.ask_once()


async def test_who_waits_for_a_connection_that_is_never_made_is_told_so(
    valkey_only: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is wrong with the way: it leads nowhere, to somebody else, or cannot be trusted."""
    async with by_tls(valkey_only) as tls, by_tcp(valkey_only) as plain:
        urls = [
            f"unix://{tmp_path}/nobody",
            f"redis://127.0.0.1:{free_port()}",
            f"redis://{'x' * 64}.test",
            tls.url.partition("?")[0],
            plain.url.replace("redis://", "rediss://"),
            tls.url.partition("?")[0].replace("rediss://", "redis://"),
            plain.url.replace("redis://", "redis://nobody:canary@"),
        ]
        for url in urls:
            connections = Connections(url)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await ready(connections)
            await connections.close()
    assert "canary" not in caplog.text
