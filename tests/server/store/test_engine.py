"""The way to the engine: one pipeline a tick, failures that are noticed in time, and a cluster."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
import redis

from overture.core import commands as do
from overture.core.chapter import Chapter
from overture.core.encoding import digest
from overture.core.transitions import Refused
from overture.engine_address import Command
from overture.store.connection import Connection
from overture.store.durability import durability
from overture.store.engine import LANES, ScriptUnknown, lane_of
from overture.store.engine import Engine as Connections
from overture.store.erasure import STATE_KEY, Erasure
from overture.store.errors import StoreAway, StoreFull
from overture.store.pubsub import Subscriptions
from overture.store.scripts import box_key, channel, core_key, move_key
from overture.store.sessions import Offered, SessionStore
from overture.store.topology import key_slot
from tests.server.stored import CHAPTER, DOCUMENT, done, handed_over, new_id, paired, started
from tests.support.engines import Engine, _binary
from tests.support.hub import free_port
from tests.support.process import Program


@pytest.fixture
async def connections(engine: Engine) -> AsyncIterator[Connections]:
    made = Connections(engine.url)
    yield made
    await made.close()


class Sent:
    """How many pipelines went out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        write = Connection.write

        def counted(connection: Connection, commands: Sequence[Command]) -> None:
            self.count += 1
            write(connection, commands)

        monkeypatch.setattr(Connection, "write", counted)


async def test_all_of_one_tick_goes_in_one_pipeline(connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    await connections.ping()
    sent = Sent(monkeypatch)
    replies = await asyncio.gather(*(connections.call("k", "ECHO", f"{n}") for n in range(100)))
    assert replies == [f"{n}".encode() for n in range(100)]
    assert sent.count == 1


@pytest.mark.parametrize(
    ("key", "slot"),
    [("123456789", 12739), ("a{123456789}b", 12739), ("{}123456789", 1951), ("{123456789", 5574), ("", 0)],
)
def test_a_key_has_the_slot_that_a_cluster_gives_it(key: str, slot: int) -> None:
    assert key_slot(key) == slot


def test_a_session_has_one_connection_and_sessions_share_them_all() -> None:
    lanes = [{lane_of(key(f"session-{n}")) for key in (core_key, box_key, channel)} for n in range(40)]
    assert all(len(each) == 1 for each in lanes)
    assert set().union(*lanes) == set(range(LANES))


async def test_one_bad_command_harms_no_other(connections: Connections) -> None:
    good, bad, also = await asyncio.gather(
        connections.call("k", "ECHO", "good"),
        connections.call("k", "NO-SUCH-COMMAND"),
        connections.call("k", "ECHO", "also"),
        return_exceptions=True,
    )
    assert (good, also) == (b"good", b"also")
    assert isinstance(bad, StoreAway)


async def test_an_unknown_script_is_told_apart(connections: Connections) -> None:
    with pytest.raises(ScriptUnknown):
        await connections.call("k", "EVALSHA", "0" * 40, 0)


async def test_a_full_engine_is_told_apart(connections: Connections, engine: Engine) -> None:
    with engine.client() as client:
        client.config_set("maxmemory", 1)
        with pytest.raises(StoreFull):
            await connections.call("k", "SET", "k", "v")
        client.config_set("maxmemory", 0)


async def test_what_the_engine_refuses_is_not_repeated_in_the_log(
    connections: Connections, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(StoreAway):
        await connections.call("k", "GET", "canary-1", "canary-2")
    with pytest.raises(StoreAway):
        await connections.call("k", "canary-3")
    assert "canary-1" not in caplog.text
    assert "canary-2" not in caplog.text


async def test_an_engine_that_hangs_is_away_within_two_seconds_and_comes_back(
    connections: Connections, engine: Engine
) -> None:
    await connections.ping()
    loop = asyncio.get_running_loop()
    engine.hold()
    began = loop.time()
    with pytest.raises(StoreAway):
        await connections.call("k", "GET", "k")
    assert loop.time() - began < 2.0
    engine.let_go()
    assert await connections.call("k", "GET", "k") is None


async def test_an_engine_that_was_never_there_is_away(tmp_path: Path) -> None:
    connections = Connections(f"unix://{tmp_path / 'nobody'}")
    with pytest.raises(StoreAway):
        await connections.ping()
    await connections.close()


async def test_a_restart_is_not_noticed(connections: Connections, engine: Engine) -> None:
    await connections.call("k", "SET", "k", "v")
    engine.restart()
    assert await connections.call("k", "GET", "k") == b"v"


async def test_how_well_an_engine_keeps_data_is_read(connections: Connections, engine: Engine) -> None:
    assert await durability(connections) == "always"
    with engine.client() as client:
        client.config_set("appendfsync", "everysec")
        assert await durability(connections) == "second"
        client.config_set("appendonly", "no")
        assert await durability(connections) == "memory"
        client.config_set("save", "60 1")
        assert await durability(connections) == "snapshots"
        client.config_set("save", "")
        client.config_set("appendonly", "yes")
        client.config_set("appendfsync", "always")
        client.acl_setuser("shy", enabled=True, nopass=True, keys=["*"], commands=["+ping"])
    shy = Connections(engine.url.replace("unix://", "unix://shy:@"))
    assert await durability(shy) == "unknown"
    await shy.close()
    with engine.client() as client:
        client.acl_deluser("shy")


async def next_received(received: "asyncio.Queue[tuple[str, bytes | None]]") -> tuple[str, bytes | None]:
    return await asyncio.wait_for(received.get(), 10)


async def test_messages_and_each_confirmation_are_heard(connections: Connections, engine: Engine) -> None:
    received: asyncio.Queue[tuple[str, bytes | None]] = asyncio.Queue()
    listening = Subscriptions(connections, lambda channel, tag: received.put_nowait((channel, tag)))
    listening.add("overture:{x}")
    assert await next_received(received) == ("overture:{x}", None)
    with engine.client() as client:
        client.execute_command("SPUBLISH", "overture:{x}", "7")
        assert await next_received(received) == ("overture:{x}", b"7")
        client.client_kill_filter(_type="pubsub")
        assert await next_received(received) == ("overture:{x}", None)
        listening.remove("overture:{x}")
        listening.add("overture:{y}")
        assert await next_received(received) == ("overture:{y}", None)
        assert client.execute_command("SPUBLISH", "overture:{x}", "8") == 0
    await listening.close()


async def test_a_silent_connection_counts_as_lost(
    connections: Connections, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overture.store.pubsub.SILENCE", 0.3)
    monkeypatch.setattr("overture.store.pubsub.HEARTBEAT", 0.1)
    received: asyncio.Queue[tuple[str, bytes | None]] = asyncio.Queue()
    listening = Subscriptions(connections, lambda channel, tag: received.put_nowait((channel, tag)))
    listening.add("overture:{x}")
    await next_received(received)
    engine.hold()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(received.get(), 1)
    engine.let_go()
    assert await next_received(received) == ("overture:{x}", None)
    await listening.close()


class Cluster:
    """The smallest cluster: nodes on loopback that share the slots. It needs ports, as a cluster speaks TCP only."""

    def __init__(self, folder: Path, size: int) -> None:
        self.ports = [free_port() for _ in range(size)]
        self.programs = []
        for number, port in enumerate(self.ports):
            home = folder / str(number)
            home.mkdir()
            self.programs.append(
                Program(
                    f"node {number}",
                    [
                        _binary("valkey"), "--port", str(port), "--cluster-enabled", "yes", "--dir", str(home),
                        "--cluster-port", str(free_port()), "--save", "", "--bind", "127.0.0.1",
                    ],
                )
            )  # fmt: skip
        for program in self.programs:
            program.wait_for(r"eady to accept connections")

    def join(self) -> None:
        share = 16384 // len(self.ports)
        clients = [redis.Redis(port=port) for port in self.ports]
        cluster_ports = [str(client.config_get("cluster-port")["cluster-port"]) for client in clients]
        for number, client in enumerate(clients):
            last = 16383 if number == len(clients) - 1 else (number + 1) * share - 1
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", number * share, last)
            client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for port, cluster_port in zip(self.ports[1:], cluster_ports[1:], strict=True):
            clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", port, cluster_port)
        for program in self.programs:
            program.wait_for(r"Cluster state changed: ok")
        for client in clients:
            client.close()

    def stop(self) -> None:
        for program in self.programs:
            program.kill()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"), 3)
    made.join()
    yield made
    made.stop()


async def test_a_cluster_works_like_one_engine(cluster: Cluster) -> None:
    connections = Connections(f"redis+cluster://127.0.0.1:{cluster.ports[0]}")
    received: asyncio.Queue[tuple[str, bytes | None]] = asyncio.Queue()
    listening = Subscriptions(connections, lambda channel, tag: received.put_nowait((channel, tag)))
    added = Offered(Chapter(digest(b"added"), CHAPTER.sections), b"added")
    store = SessionStore(connections, offered={added.chapter.qhash: added})
    places = set()
    for _ in range(8):
        id, a, _ = await paired(store)
        places.add(await connections.node_of(f"overture:{{{id}}}"))
        listening.add(f"overture:{{{id}}}")
        assert await next_received(received) == (f"overture:{{{id}}}", None)
        stored = await done(store, id, a, do.Add(chapter=added.chapter.qhash))
        channel, message = await next_received(received)
        assert channel == f"overture:{{{id}}}"
        assert message is not None
        assert store.published(message) == stored
    assert len(places) > 1
    assert await store.document((await started(store))[0].session.chapters[0].qhash) == DOCUMENT
    assert await store.document(added.chapter.qhash) == b"added"
    await connections.ping()
    assert await connections.call_everywhere("PING") == [b"PONG"] * 3
    await Erasure(connections).rewrite()
    remembered = msgspec.json.decode(await connections.call(STATE_KEY, "GET", STATE_KEY))
    assert set(remembered) == set(await connections.all_nodes()) == {f"127.0.0.1:{port}" for port in cluster.ports}
    await listening.close()
    await connections.close()


async def test_a_seat_moves_in_a_cluster_too(cluster: Cluster) -> None:
    """What leads to the session may stand on another node than the session."""
    connections = Connections(f"redis+cluster://127.0.0.1:{cluster.ports[0]}")
    store = SessionStore(connections)
    apart = 0
    for _ in range(8):
        id, a, _ = await paired(store)
        name = new_id()
        new, box = await handed_over(store, id, a, name)
        apart += await connections.node_of(move_key(name)) != await connections.node_of(core_key(id))
        assert await store.boxes(id, [digest(box)]) == {digest(box): box}
        await done(store, id, new, do.MoveClaim(), do.BeginScene(n=1))
        assert await store.request_move(name) == Refused("unknown")
    assert apart > 0
    await connections.close()
