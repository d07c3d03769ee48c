"""Phones are passed from worker to worker: whole, at once or not at all, and nobody who is passed on notices."""

import asyncio
import base64
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from overture.process.handoff import ROOM, SLOTS, Homes, Opening, home_of
from overture.realtime.transport import HandOver

HELLO = Opening(b"GET /live HTTP/1.1\r\nX: \xff\r\n\r\n", '{"hello":"\u00fc"}')
AT_1 = "b"
"""A session whose home is the second of two workers."""


def a_session() -> str:
    return base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()


class Wire:
    """A phone's connection, both ends of it."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.phone = socket.create_connection(listening.getsockname())
            self.here, _ = listening.accept()
        self.phone.settimeout(10)

    def close(self) -> None:
        self.phone.close()
        self.here.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


class Workers:
    """Two that share a folder, and whoever has come to one of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first, self.second = (Homes(folder / str(number), 2) for number in range(2))
        self._came: asyncio.Queue[Opening] = asyncio.Queue()
        self.connections: list[socket.socket] = []

    def take(self, opening: Opening, connection: socket.socket) -> None:
        self.connections.append(connection)
        self._came.put_nowait(opening)

    async def next(self) -> Opening:
        return await asyncio.wait_for(self._came.get(), 10)

    def close(self) -> None:
        self.first.close(self.take)
        self.second.close(self.take)
        for connection in self.connections:
            connection.close()


@pytest.fixture
async def workers(tmp_path: Path) -> AsyncIterator[Workers]:
    made = Workers(tmp_path)
    yield made
    made.close()


def usable(wire: Wire) -> bool:
    wire.here.sendall(b"still here")
    return wire.phone.recv(10) == b"still here"


def test_a_home_is_the_same_in_each_process_and_sessions_spread_over_all() -> None:
    assert [home_of("EFLWBgSFrsuP0xvFTbFOzw", workers) for workers in (1, 2, 3, 8)] == [0, 1, 1, 3]
    assert home_of(AT_1, 2) == 1
    lodgers = Counter(home_of(a_session(), 4) for _ in range(2_000))
    assert sorted(lodgers) == [0, 1, 2, 3]
    assert min(lodgers.values()) > 400


def test_each_session_is_at_home_at_one_worker(workers: Workers) -> None:
    assert [workers.first.is_here(AT_1), workers.second.is_here(AT_1)] == [False, True]


async def test_a_phone_is_passed_on_whole_and_hears_nothing_of_it(workers: Workers, wire: Wire) -> None:
    workers.second.open(workers.take)
    assert workers.first.pass_on(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE
    wire.here.close()
    wire.phone.sendall(b"said on the way")
    assert await workers.next() == HELLO
    [connection] = workers.connections
    assert connection.recv(100) == b"said on the way"
    connection.sendall(b"welcome")
    assert wire.phone.recv(100) == b"welcome"


@pytest.mark.parametrize("why", ["nobody", "died", "closed", "too much"])
async def test_a_phone_that_cannot_be_passed_on_stays_as_it_was(workers: Workers, wire: Wire, why: str) -> None:
    opening = HELLO
    if why != "nobody":
        workers.second.open(workers.take)
    if why == "died":
        for slot in workers.second._inbox:
            asyncio.get_running_loop().remove_reader(slot)
            slot.close()
        workers.second._inbox.clear()
        assert len(list(workers.folder.iterdir())) == SLOTS
    if why == "closed":
        workers.second.close(workers.take)
    if why == "too much":
        opening = Opening(bytes(2 * ROOM), "")
    assert workers.first.pass_on(AT_1, opening, wire.here.fileno()) is HandOver.LOCAL
    assert usable(wire)


async def test_a_worker_that_is_started_again_is_reached_again(workers: Workers, wire: Wire) -> None:
    for slot in range(SLOTS):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left:
            left.bind(str(workers.folder / f"1.{slot}"))
    assert workers.first.pass_on(AT_1, HELLO, wire.here.fileno()) is HandOver.LOCAL
    workers.second.open(workers.take)
    assert workers.first.pass_on(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE


async def test_an_inbox_holds_a_crowd_and_says_when_it_is_full(workers: Workers, wire: Wire) -> None:
    workers.second.open(workers.take)
    passed = 0
    while (passing := workers.first.pass_on(AT_1, HELLO, wire.here.fileno())) is HandOver.DONE:
        passed += 1
    assert passing is HandOver.RETRY
    assert passed >= 100
    assert usable(wire)
    for _ in range(passed):
        await workers.next()
    assert workers.first.pass_on(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE


async def test_who_has_come_before_an_inbox_is_closed_is_taken_in(workers: Workers, wire: Wire) -> None:
    workers.second.open(workers.take)
    for _ in range(SLOTS + 1):
        assert workers.first.pass_on(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE
    workers.second.close(workers.take)
    assert [await workers.next() for _ in workers.connections] == [HELLO] * (SLOTS + 1)
    assert list(workers.folder.iterdir()) == []
    assert workers.second.pass_on("g", HELLO, wire.here.fileno()) is HandOver.LOCAL


async def test_what_cannot_be_read_cuts_off_its_phone_and_no_other(workers: Workers, wire: Wire) -> None:
    workers.second.open(workers.take)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as outbox:
        outbox.connect(str(workers.folder / "1.0"))
        socket.send_fds(outbox, [b"of another version"], [wire.here.fileno()])
    wire.here.close()
    assert await asyncio.to_thread(wire.phone.recv, 1) == b""
    other = Wire()
    assert workers.first.pass_on(AT_1, HELLO, other.here.fileno()) is HandOver.DONE
    assert await workers.next() == HELLO
    other.close()


async def test_the_last_worker_removes_the_folder(workers: Workers) -> None:
    workers.first.open(workers.take)
    workers.second.open(workers.take)
    workers.first.close(workers.take)
    workers.first.remove_folder()
    assert workers.folder.exists()
    workers.second.close(workers.take)
    workers.second.remove_folder()
    assert not workers.folder.exists()
