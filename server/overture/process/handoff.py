"""Where the phones of a session are served best: all at one worker, its home, which then decides each change once.

No worker owns a session: any can serve any phone, and a home is a preference, for speed alone. A phone says which
session it is in only after it has been accepted, by whichever worker was quickest, so its connection is passed on to
the home then. If that is not possible at once the worker that has the phone serves it.

What is passed on holds a bearer token, so it goes from process to process, through sockets in a folder that only the
owner of the hub may enter.
"""

import array
import asyncio
import contextlib
import itertools
import socket
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from overture.realtime.transport import HandOver

ROOM = 1 << 18
"""Bytes that one message may have, request and hello of the greatest size included."""
SLOTS = 16
"""Sockets of an inbox. Linux keeps only some ten messages in one (net.unix.max_dgram_qlen) until they are read."""


class Opening(msgspec.Struct, frozen=True):
    """What a phone has said: the bytes of its handshake's request, and the text of its hello."""

    request: bytes
    hello: str


Take = Callable[[Opening, socket.socket], None]
"""Takes in a phone and owns its TCP connection from then on."""

_decoder = msgspec.msgpack.Decoder(Opening)
_encoder = msgspec.msgpack.Encoder()


def home_of(id: str, workers: int) -> int:
    """The number of the worker that is the home of a session, the same in each process and after each start."""
    return zlib.crc32(id.encode()) % workers


class Homes:
    """The workers of a hub as one of them sees them, and its own inbox, where it takes in whom others pass on.

    `inbox` is a path that ends with the number of this worker; those of the others lie beside it.
    """

    def __init__(self, inbox: Path, workers: int) -> None:
        self._path = inbox
        self._number = int(inbox.name)
        self._workers = workers
        self._next = itertools.cycle(range(SLOTS))
        self._outbox = _datagrams(socket.SO_SNDBUF)
        self._inbox: list[socket.socket] = []

    def is_here(self, id: str) -> bool:
        return home_of(id, self._workers) == self._number

    def pass_on(self, id: str, opening: Opening, connection: int) -> HandOver:
        """Pass a phone in session `id` on to its home; `connection` is the number of its open file, which stays open.

        It never waits.
        """
        address = _slot(self._path.with_name(str(home_of(id, self._workers))), next(self._next))
        files = array.array("i", [connection])
        try:
            self._outbox.sendmsg(
                [_encoder.encode(opening)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)], 0, str(address)
            )
        except BlockingIOError:
            return HandOver.RETRY
        except OSError:
            # Nobody is there, or it is too much. A reason more exact than that would change nothing.
            return HandOver.LOCAL
        return HandOver.DONE

    def open(self, take: Take) -> None:
        """Take in whoever comes, until `close`. Raises OSError if others cannot reach this worker."""
        loop = asyncio.get_running_loop()
        for number in range(SLOTS):
            name = _slot(self._path, number)
            # It is there if the last worker of this number was killed.
            name.unlink(missing_ok=True)
            slot = _datagrams(socket.SO_RCVBUF)
            self._inbox.append(slot)
            slot.bind(str(name))
            loop.add_reader(slot, _take_all, slot, take)

    def close(self, take: Take) -> None:
        """Pass nobody on from now, and take in nobody but those who have come already."""
        self._outbox.close()
        for number, slot in enumerate(self._inbox):
            _slot(self._path, number).unlink(missing_ok=True)
            asyncio.get_running_loop().remove_reader(slot)
            _take_all(slot, take)
            slot.close()
        self._inbox = []

    def remove_folder(self) -> None:
        """To be called when the parent has gone, which would have done it. The last worker succeeds."""
        with contextlib.suppress(OSError):
            self._path.parent.rmdir()


def _take_all(slot: socket.socket, take: Take) -> None:
    with contextlib.suppress(BlockingIOError):
        while True:
            data, files, _flags, _sender = socket.recv_fds(slot, ROOM, 1)
            connections = [socket.socket(fileno=file) for file in files]
            try:
                opening = _decoder.decode(data)
            except msgspec.DecodeError:
                # From a worker of another version: one is started anew with what is on the disk then. The phone is
                # cut off, and comes back.
                for connection in connections:
                    connection.close()
            else:
                for connection in connections:
                    take(opening, connection)


def _slot(inbox: Path, number: int) -> Path:
    return inbox.with_name(f"{inbox.name}.{number}")


def _datagrams(buffer: int) -> socket.socket:
    """A socket that never waits and keeps messages apart. Systems differ in how long a message may be at first."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, buffer, ROOM)
    return made
