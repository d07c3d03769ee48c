"""Handing open connections from worker to worker, so that one worker serves all phones of a session.

Every session has a *home*, one of the workers, by a hash of its id. The home then decides each change once and encodes
each view once. It is a preference, for speed alone: any worker can serve any phone. A phone names its session only
after it has been accepted, by whichever worker was quickest, so its connection is handed over to the home then. If that
is not possible at once, the worker that has the phone serves it.

A connection travels as an open file in a datagram on a Unix socket (SCM_RIGHTS, unix(7)), together with what the phone
has sent so far. That holds a bearer token, so the sockets lie in a folder that only the owner of the hub may enter.
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

MAX_DATAGRAM = 1 << 18
"""Bytes of one datagram; a request and a hello of the greatest size fit."""
SOCKETS_OF_INBOX = 16
"""Linux keeps only some ten datagrams in one socket (net.unix.max_dgram_qlen) until they are read."""


class Opening(msgspec.Struct, frozen=True):
    """What a phone has sent: the bytes of its handshake's request, and the text of its hello."""

    request: bytes
    hello: str


Adopt = Callable[[Opening, socket.socket], None]
"""Serves a phone that was handed over. It owns the TCP connection from then on."""

_decoder = msgspec.msgpack.Decoder(Opening)
_encoder = msgspec.msgpack.Encoder()


def home_of(session_id: str, workers: int) -> int:
    """Return the number of the worker that is the home of a session: the same in each process and after each start."""
    return zlib.crc32(session_id.encode()) % workers


class Handoff:
    """One worker's way to the others: connections go to the inboxes of the others, and come from its own."""

    def __init__(self, path: Path, workers: int) -> None:
        """Prepare to hand over; `open` begins to adopt.

        Args:
            path: the inbox of this worker. Its name is the worker's number; those of the others lie beside it.
            workers: how many workers the hub has.
        """
        self._path = path
        self._number = int(path.name)
        self._workers = workers
        self._turn = itertools.cycle(range(SOCKETS_OF_INBOX))
        self._outbox = _datagram_socket(socket.SO_SNDBUF)
        self._inbox: list[socket.socket] = []

    def is_home(self, session_id: str) -> bool:
        """Return whether this worker is the home of a session."""
        return home_of(session_id, self._workers) == self._number

    def hand_over(self, session_id: str, opening: Opening, connection: int) -> HandOver:
        """Send a connection to the home of a session, without waiting.

        Args:
            session_id: the session that the phone has named.
            opening: what the phone has sent.
            connection: the number of the connection's open file. It stays open here.

        Returns:
            RETRY if the inbox of the home is full; LOCAL if the home is away, or the datagram too long.
        """
        home = self._path.with_name(str(home_of(session_id, self._workers)))
        address = _socket_path(home, next(self._turn))
        files = array.array("i", [connection])
        try:
            self._outbox.sendmsg(
                [_encoder.encode(opening)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)], 0, str(address)
            )
        except BlockingIOError:
            return HandOver.RETRY
        except OSError:
            return HandOver.LOCAL
        return HandOver.DONE

    def open(self, adopt: Adopt) -> None:
        """Open the inbox, and call `adopt` for each connection until `close`.

        Raises:
            OSError: others cannot reach this worker. It can still hand connections over to them.
        """
        loop = asyncio.get_running_loop()
        for number in range(SOCKETS_OF_INBOX):
            path = _socket_path(self._path, number)
            # It is there if the last worker of this number was killed.
            path.unlink(missing_ok=True)
            inbox = _datagram_socket(socket.SO_RCVBUF)
            self._inbox.append(inbox)
            inbox.bind(str(path))
            loop.add_reader(inbox, _adopt_queued, inbox, adopt)

    def close(self, adopt: Adopt) -> None:
        """Stop handing over; adopt connections that are already queued; close."""
        self._outbox.close()
        for number, inbox in enumerate(self._inbox):
            _socket_path(self._path, number).unlink(missing_ok=True)
            asyncio.get_running_loop().remove_reader(inbox)
            _adopt_queued(inbox, adopt)
            inbox.close()
        self._inbox = []

    def remove_folder(self) -> None:
        """Remove the folder of the inboxes, which the parent would do if it had not gone. The last worker succeeds."""
        with contextlib.suppress(OSError):
            self._path.parent.rmdir()


def _adopt_queued(inbox: socket.socket, adopt: Adopt) -> None:
    with contextlib.suppress(BlockingIOError):
        while True:
            data, files, _flags, _sender = socket.recv_fds(inbox, MAX_DATAGRAM, 1)
            connections = [socket.socket(fileno=file) for file in files]
            try:
                opening = _decoder.decode(data)
            except msgspec.DecodeError:
                # From a worker of another version: one that is restarted runs what is installed then. The phone is cut
                # off, and connects again.
                for connection in connections:
                    connection.close()
            else:
                for connection in connections:
                    adopt(opening, connection)


def _socket_path(inbox: Path, number: int) -> Path:
    return inbox.with_name(f"{inbox.name}.{number}")


def _datagram_socket(buffer: int) -> socket.socket:
    """Make a socket that never blocks. Systems differ in how long a datagram may be unless the buffer says so."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, buffer, MAX_DATAGRAM)
    return made
