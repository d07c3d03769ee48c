"""A WebSocket client that may break every rule: bytes on a socket, read back as frames."""

import base64
import json
import os
import socket
import struct
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
JSON = "overture.json.1"
PATIENCE = 20.0
"""Seconds; more than anything here takes. The hub closes what has said nothing after 5."""


class Frame(NamedTuple):
    """One frame of the hub. A connection that ended without one is `ENDED`."""

    opcode: int
    payload: bytes

    @property
    def code(self) -> int | None:
        """The close code, if this is a close frame."""
        if self.opcode != CLOSE:
            return None
        return int.from_bytes(self.payload[:2]) if self.payload else 1005


ENDED = Frame(-1, b"")


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    masked: bool = True,
    reserved: int = 0,
    length: int | None = None,
) -> bytes:
    """A frame as it goes on the wire. `length` is what it claims to carry, `reserved` its three reserved bits."""
    claimed = len(payload) if length is None else length
    first, mask = (fin << 7) | (reserved << 4) | opcode, masked << 7
    if claimed < 126:
        head = struct.pack("!BB", first, mask | claimed)
    elif claimed < 1 << 16:
        head = struct.pack("!BBH", first, mask | 126, claimed)
    else:
        head = struct.pack("!BBQ", first, mask | 127, claimed)
    # A mask of zeros is a mask, and leaves the payload as it stands.
    return head + (bytes(4) if masked else b"") + payload


class Raw:
    """One TCP connection to the hub at `url`. `receive_buffer` bounds what the system takes in for a deaf one."""

    def __init__(self, url: str, *, receive_buffer: int | None = None) -> None:
        address = urlsplit(url)
        assert address.hostname is not None
        assert address.port is not None
        self.host = address.netloc
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((address.hostname, address.port))
        self._read = b""
        self.views: list[Any] = []
        """Those that have been seen, the first after the hello."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send what the hub still takes; it may have hung up in the middle."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return

    def handshake(self, headers: Mapping[str, str | None] | None = None, *, start: str = "GET /live HTTP/1.1") -> int:
        """Ask for a socket and read the answer's head; its status. A header of None is left out."""
        given: dict[str, str | None] = {
            "Host": self.host,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Protocol": JSON,
            **(headers or {}),
        }
        lines = [start, *(f"{name}: {value}" for name, value in given.items() if value is not None)]
        self.send("\r\n".join([*lines, "", ""]).encode())
        return self.status()

    def status(self) -> int:
        """The status of the next answer, whose head is then in `head`; 0 if the hub hung up instead."""
        while b"\r\n\r\n" not in self._read:
            if not self._more():
                return 0
        self.head, _, self._read = self._read.partition(b"\r\n\r\n")
        return int(self.head.split(b" ", 2)[1])

    def body(self) -> bytes:
        """What follows the head, up to the end of the connection."""
        while self._more():
            pass
        return self._read

    def frame(self) -> Frame:
        """The hub's next frame. It never fragments and never masks."""
        head = self.take(2)
        if len(head) < 2:
            return ENDED
        assert head[0] & 0x80, "the hub sent a fragment"
        length = head[1]
        if length == 126:
            length = int.from_bytes(self.take(2))
        elif length == 127:
            length = int.from_bytes(self.take(8))
        return Frame(head[0] & 0x0F, self.take(length))

    def send_json(self, what: Any) -> None:
        text = what if isinstance(what, bytes) else json.dumps(what).encode()
        self.send(frame(TEXT, text))

    def receive_json(self) -> Any:
        """The next message, read as JSON."""
        got = self.frame()
        assert got.opcode == TEXT, got
        return json.loads(got.payload)

    def enter(self, seat: Mapping[str, Any]) -> Any:
        """Handshake and hello; the first view."""
        assert self.handshake() == 101
        self.send_json({"hello": {"id": seat["id"], "token": seat["token"]}})
        self.views.append(self.receive_json()["view"])
        return self.views[0]

    def closed(self) -> int | None:
        """Read to the close frame, however much else stands before it; its code. None for an end without one."""
        while (got := self.frame()) != ENDED:
            if got.code is not None:
                return got.code
        return None

    def ended(self) -> bool:
        """Answer the hub's close frame and read to the end of the connection."""
        self.send(frame(CLOSE, struct.pack("!H", 1000)))
        self.body()
        return True

    def take(self, length: int) -> bytes:
        """That many bytes, or fewer at the end of the connection."""
        while len(self._read) < length and self._more():
            pass
        taken, self._read = self._read[:length], self._read[length:]
        return taken

    def _more(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self._read += data
        return bool(data)
