"""Connections are handed from worker to worker: whole, at once or not at all, and no phone notices."""

import asyncio
import base64
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from overture.process.handoff import MAX_DATAGRAM, SOCKETS_OF_INBOX, Handoff, Opening, home_of
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
        self.first, self.second = (Handoff(folder / str(number), 2) for number in range(2))
        self._came: asyncio.Queue[Opening] = asyncio.Queue()
        self.connections: list[socket.socket] = []

    def adopt(self, opening: Opening, connection: socket.socket) -> None:
        self.connections.append(connection)
        self._came.put_nowait(opening)

    async def next(self) -> Opening:
        return await asyncio.wait_for(self._came.get(), 10)

    def close(self) -> None:
        self.first.close(self.adopt)
        self.second.close(self.adopt)
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
    sessions = Counter(home_of(a_session(), 4) for _ in range(2_000))
    assert sorted(sessions) == [0, 1, 2, 3]
    assert min(sessions.values()) > 400


def test_each_session_is_at_home_at_one_worker(workers: Workers) -> None:
    assert [workers.first.is_home(AT_1), workers.second.is_home(AT_1)] == [False, True]


async def test_a_connection_is_handed_over_whole_and_its_phone_hears_nothing_of_it(
    workers: Workers, wire: Wire
) -> None:
    workers.second.open(workers.adopt)
    assert workers.first.hand_over(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE
    wire.here.close()
    wire.phone.sendall(b"said on the way")
    assert await workers.next() == HELLO
    [connection] = workers.connections
    assert connection.recv(100) == b"said on the way"
    connection.sendall(b"welcome")
    assert wire.phone.recv(100) == b"welcome"


@pytest.mark.parametrize("why", ["nobody", "died", "closed", "too much"])
async def test_a_connection_that_cannot_be_handed_over_stays_as_it_was(workers: Workers, wire: Wire, why: str) -> None:
    opening = HELLO
    if why != "nobody":
        workers.second.open(workers.adopt)
    if why == "died":
        for slot in workers.second._inbox:
            asyncio.get_running_loop().remove_reader(slot)
            slot.close()
        workers.second._inbox.clear()
        assert len(list(workers.folder.iterdir())) == SOCKETS_OF_INBOX
    if why == "closed":
        workers.second.close(workers.adopt)
    if why == "too much":
        opening = Opening(bytes(2 * MAX_DATAGRAM), "")
    assert workers.first.hand_over(AT_1, opening, wire.here.fileno()) is HandOver.LOCAL
    assert usable(wire)


async def test_a_worker_that_is_started_again_is_reached_again(workers: Workers, wire: Wire) -> None:
    for slot in range(SOCKETS_OF_INBOX):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left:
            left.bind(str(workers.folder / f"1.{slot}"))
    assert workers.first.hand_over(AT_1, HELLO, wire.here.fileno()) is HandOver.LOCAL
    workers.second.open(workers.adopt)
    assert workers.first.hand_over(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE


async def test_an_inbox_holds_a_crowd_and_says_when_it_is_full(workers: Workers, wire: Wire) -> None:
    workers.second.open(workers.adopt)
    sent = 0
    while (outcome := workers.first.hand_over(AT_1, HELLO, wire.here.fileno())) is HandOver.DONE:
        sent += 1
    assert outcome is HandOver.RETRY
    assert sent >= 100
    assert usable(wire)
    for _ in range(sent):
        await workers.next()
    assert workers.first.hand_over(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE


async def test_what_is_queued_when_an_inbox_is_closed_is_adopted(workers: Workers, wire: Wire) -> None:
    workers.second.open(workers.adopt)
    for _ in range(SOCKETS_OF_INBOX + 1):
        assert workers.first.hand_over(AT_1, HELLO, wire.here.fileno()) is HandOver.DONE
    workers.second.close(workers.adopt)
    assert [await workers.next() for _ in workers.connections] == [HELLO] * (SOCKETS_OF_INBOX + 1)
    assert list(workers.folder.iterdir()) == []
    assert workers.second.hand_over("g", HELLO, wire.here.fileno()) is HandOver.LOCAL


async def test_what_cannot_be_read_cuts_off_its_phone_and_no_other(workers: Workers, wire: Wire) -> None:
    workers.second.open(workers.adopt)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as outbox:
        outbox.connect(str(workers.folder / "1.0"))
        socket.send_fds(outbox, [b"of another version"], [wire.here.fileno()])
    wire.here.close()
    assert await asyncio.to_thread(wire.phone.recv, 1) == b""
    other = Wire()
    assert workers.first.hand_over(AT_1, HELLO, other.here.fileno()) is HandOver.DONE
    assert await workers.next() == HELLO
    other.close()


async def test_the_last_worker_removes_the_folder(workers: Workers) -> None:
    workers.first.open(workers.adopt)
    workers.second.open(workers.adopt)
    workers.first.close(workers.adopt)
    workers.first.remove_folder()
    assert workers.folder.exists()
    workers.second.close(workers.adopt)
    workers.second.remove_folder()
    assert not workers.folder.exists()
