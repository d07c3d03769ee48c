"""The WebSocket of one seat: hello, views, commands and boxes, reconnected whenever it is lost.

A command sets a state and never toggles one, so a command whose answer was lost is sent again on the next connection,
pauses first. Source: docs/protocol.md, "Socket".
"""

import asyncio
import itertools
import random
import ssl
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from overture_partner.errors import Gone, PartnerError, Refused, plain_code, plain_message
from overture_partner.model.limits import LARGEST_BOX, LARGEST_MESSAGE, MOST_NOTES, MOST_NOTICES, MOST_TALKS
from overture_partner.model.view_schema import digests_in
from overture_partner.model.views import Frame, View, parse_frame
from overture_partner.net.hub_client import HubClient, Seat
from overture_partner.protocol.encoding import H32, ProtocolError, base64url, from_base64url

SUBPROTOCOL = Subprotocol("overture.json.1")
FIRST_WAIT, LONGEST_WAIT = 0.2, 15.0
"""Seconds before trying to connect again: doubled each time, up to the longest."""
CONNECT_TIMEOUT = 8.0
"""Seconds that making a connection may take."""
PING_INTERVAL, PING_TIMEOUT = 10.0, 10.0
"""Seconds between two pings, and to wait for a pong: a dead connection can look open, and only this shows it."""
CLOSE_TIMEOUT = 2.0
"""Seconds that a connection gets to end in good order."""
RESEND_DELAY = 1.0
"""Seconds before sending again what the hub refused as too frequent, or had no room for."""
GONE = 4404

Link = Literal["connecting", "connected", "lost", "away", "gone", "rejected"]
"""The state of the connection to the session. "away": the hub is there, its store is not. The last two are final."""
SEALING = frozenset({"commit", "release"})
"""Commands that are promised once they are stored here: if the hub has no room now, they are sent again."""
MOST_ENTRIES = {"note": MOST_NOTES, "notice": MOST_NOTICES, "talk": MOST_TALKS}
"""The most of each. Below these numbers a full hub may have room later; above them "full" is final."""
URGENT = frozenset({"pause", "end"})
"""Commands that go first on a new connection."""
NEVER_QUEUED = frozenset({"begin-scene"})
"""Commands that are sent on an open connection or not at all: sent late, they would begin a scene unexpectedly."""


class Listener(Protocol):
    """Receives what the hub sends, in the order of arrival. The methods must not wait."""

    def on_view(self, view: View, boxes: dict[str, bytes]) -> None:
        """Receives a new view.

        Args:
            view: The view, decoded and not trusted.
            boxes: The boxes that came with it, by digest; each has that digest.
        """

    def on_time(self, told: object) -> None:
        """Receives the hub's time.

        Args:
            told: Seconds since 1970, not trusted.
        """

    def on_link(self, link: Link) -> None:
        """Receives the new state of the connection."""


@dataclass
class _Pending:
    do: str
    fields: dict[str, Any]
    answer: "asyncio.Future[bytes]" = field(repr=False)

    def is_retryable(self, code: str) -> bool:
        """Whether the same words may be accepted in a moment, after a refusal with this code."""
        if code == "full":
            return self.do in SEALING or self.fields.get("n", 1) <= MOST_ENTRIES.get(self.do, 0)
        return code == "slow-down"


class HubSocket:
    """Keeps one seat connected.

    Run `run()` in a task; `request` and `fetch` wait for the hub over as many connections as needed.
    """

    def __init__(self, hub: HubClient, seat: Seat, listener: Listener) -> None:
        self._hub = hub
        self._seat = seat
        self._listener = listener
        self._numbers = itertools.count(1)
        self._pending: dict[int, _Pending] = {}
        self._socket: ClientConnection | None = None
        self._is_ready = False
        self._has_met_a_hub = False  # From then on no network in between and no bad message ends it.
        self._closed_by: PartnerError | None = None
        self._resends: set[asyncio.Task[None]] = set()

    async def request(self, do: str, **fields: Any) -> None:
        """Sends a command and returns once it is on the hub's disk.

        Args:
            do: The name of the command.
            fields: Its other fields, as JSON data.

        Raises:
            Refused: The hub refused it, with the hub's code.
            Gone: The seat no longer exists.
            PartnerError: The connection has ended for good; "not-connected" for what is never queued.
        """
        await self._request(do, fields)

    async def fetch(self, digest: str) -> bytes:
        """Fetches a box that a view names.

        Args:
            digest: Base64url of its hash.

        Returns:
            Bytes with exactly that hash.

        Raises:
            Refused: "not-found", also if the hub sent other bytes.
            Gone: The seat no longer exists.
            PartnerError: The connection has ended for good.
        """
        return await self._request("fetch", {"box": digest})

    async def _request(self, do: str, fields: dict[str, Any]) -> bytes:
        if self._closed_by is not None:
            raise self._closed_by
        if do in NEVER_QUEUED and not self._is_ready:
            raise PartnerError("not-connected")
        pending = _Pending(do, fields, asyncio.get_running_loop().create_future())
        number = next(self._numbers)
        self._pending[number] = pending
        try:
            if self._is_ready:
                await self._send(number, pending)
            return await pending.answer
        finally:
            self._pending.pop(number, None)

    async def run(self) -> None:
        """Keeps the connection up until the seat is gone.

        Raises:
            PartnerError: "not-a-hub" or "untrusted" (its certificate), unless there was a view before.
        """
        wait = FIRST_WAIT
        try:
            while True:
                self._listener.on_link("connecting")
                try:
                    async with self._connect() as socket:
                        self._socket = socket
                        await self._receive_frames(socket)
                        wait = FIRST_WAIT if self._is_ready else wait
                except (OSError, TimeoutError, ConnectionClosed) as error:
                    if isinstance(error, ssl.SSLCertVerificationError) and not self._has_met_a_hub:
                        raise PartnerError("untrusted") from None
                    wait = FIRST_WAIT if self._is_ready else wait
                except (InvalidHandshake, InvalidURI, msgspec.DecodeError, ProtocolError, PartnerError) as error:
                    # Later it may be the login page of a hotel's network; a hub does not end a conversation this way.
                    if isinstance(error, Gone) or not (self._has_met_a_hub or _may_be_a_hub(error)):
                        raise (error if isinstance(error, PartnerError) else PartnerError("not-a-hub")) from None
                finally:
                    self._socket, self._is_ready = None, False
                self._listener.on_link("lost")
                await asyncio.sleep(wait * random.uniform(0.5, 1))
                wait = min(LONGEST_WAIT, wait * 2)
        except PartnerError as error:
            self._close(error)
            if not isinstance(error, Gone):
                raise
        except asyncio.CancelledError:
            self._close(PartnerError("lost"))
            raise

    def _connect(self) -> connect:
        return connect(
            self._hub.socket_url,
            subprotocols=[SUBPROTOCOL],
            compression=None,
            max_size=LARGEST_MESSAGE,
            open_timeout=CONNECT_TIMEOUT,
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            close_timeout=CLOSE_TIMEOUT,
            user_agent_header="overture-partner",
        )

    async def _receive_frames(self, socket: ClientConnection) -> None:
        if socket.subprotocol != SUBPROTOCOL:
            raise PartnerError("not-a-hub")
        hello = {"hello": {"id": self._seat.id, "token": self._seat.token}}
        await socket.send(msgspec.json.encode(hello).decode())
        try:
            async for raw in socket:
                await self._handle_frame(parse_frame(raw))
        except ConnectionClosed:
            if socket.close_code != GONE:
                raise
        if socket.close_code == GONE:
            raise Gone("gone")

    async def _handle_frame(self, frame: Frame) -> None:
        if frame.gone is not None:
            code = "rejected" if frame.gone.code == "rejected" else "gone"
            raise Gone(code, plain_message(frame.gone.message))
        if frame.error is not None:
            raise PartnerError("not-a-hub", plain_message(frame.error.message))
        if frame.away:
            self._listener.on_link("away")
        if frame.view is not None:
            boxes = _checked(frame.boxes, digests_in(frame.view))
            self._has_met_a_hub = True
            self._listener.on_link("connected")
            self._listener.on_view(frame.view, boxes)
            self._listener.on_time(frame.now)
            await self._send_pending()
        if frame.refused is not None:
            self._refuse(frame.refused, plain_code(frame.code), plain_message(frame.message))
        elif frame.ack is not None and frame.ack in self._pending:
            self._acknowledge(self._pending[frame.ack], frame)

    def _acknowledge(self, pending: _Pending, frame: Frame) -> None:
        if pending.answer.done():
            return
        if pending.do != "fetch":
            pending.answer.set_result(b"")
            return
        data = from_base64url(frame.data or "")
        if len(data) <= LARGEST_BOX and base64url(H32(data)) == pending.fields["box"]:
            pending.answer.set_result(data)
        else:
            pending.answer.set_exception(Refused("not-found"))

    def _refuse(self, number: int, code: str, message: str) -> None:
        pending = self._pending.get(number)
        if pending is None or pending.answer.done():
            return
        if code == "away":
            self._is_ready = False
            self._listener.on_link("away")
        elif pending.is_retryable(code):
            task = asyncio.create_task(self._resend_later(number, pending))
            self._resends.add(task)
            task.add_done_callback(self._resends.discard)
        elif code == "gone":
            pending.answer.set_exception(Gone("gone", message))
        else:
            pending.answer.set_exception(Refused(code, message))

    async def _send_pending(self) -> None:
        """The first view of a connection, or the first after the store was away: send what has no answer yet."""
        if self._is_ready:
            return
        self._is_ready = True
        for pending in self._pending.values():
            if pending.do in NEVER_QUEUED and not pending.answer.done():
                pending.answer.set_exception(PartnerError("not-connected"))
        for number, pending in sorted(self._pending.items(), key=lambda entry: entry[1].do not in URGENT):
            if pending.do in NEVER_QUEUED:
                continue
            await self._send(number, pending)

    async def _resend_later(self, number: int, pending: _Pending) -> None:
        await asyncio.sleep(RESEND_DELAY)
        if self._is_ready and number in self._pending:
            await self._send(number, pending)

    async def _send(self, number: int, pending: _Pending) -> None:
        if self._socket is None:
            return
        message = {"id": number, "do": pending.do, **pending.fields}
        try:
            await self._socket.send(msgspec.json.encode(message).decode())
        except ConnectionClosed:
            return

    def _close(self, error: PartnerError) -> None:
        self._closed_by = error
        self._socket, self._is_ready = None, False
        for task in self._resends:
            task.cancel()
        if isinstance(error, Gone):
            self._listener.on_link("rejected" if error.code == "rejected" else "gone")
        for pending in self._pending.values():
            if pending.answer.done():
                continue
            if pending.do == "end" and isinstance(error, Gone):
                pending.answer.set_result(b"")
            else:
                pending.answer.set_exception(error)


def _checked(boxes: dict[str, str], named: set[str]) -> dict[str, bytes]:
    """The boxes that the view names and whose bytes have their digest. Others are dropped: fetching them fails too."""
    read = {digest: from_base64url(data) for digest, data in boxes.items() if digest in named}
    return {digest: data for digest, data in read.items() if len(data) <= LARGEST_BOX and _is_named(digest, data)}


def _is_named(digest: str, data: bytes) -> bool:
    return base64url(H32(data)) == digest


def _may_be_a_hub(error: Exception) -> bool:
    """Whether this failure to connect says nothing about who is at the other end."""
    if isinstance(error, InvalidStatus):
        return error.response.status_code in (429, 500, 502, 503, 504)
    # Cut while the connection was being made.
    return isinstance(error, InvalidMessage) and isinstance(error.__cause__, EOFError)
