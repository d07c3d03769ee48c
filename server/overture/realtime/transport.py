"""What carries one phone's messages once its WebSocket is open. `process/protocols.py` implements it."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

TRANSPORT = "overture.transport"
"""The key under which the server puts a `Transport` into the extensions of the ASGI scope."""

Receive = Callable[[str | None], None]
"""Accepts one message; None stands for a binary one, which the protocol has no use for."""


class HandOver(Enum):
    """What came of handing a connection over to the worker that serves its session best."""

    LOCAL = "local"
    """It is served here: this is that worker, or the other one cannot take it."""
    DONE = "done"
    """The other worker has it. This transport is at its end."""
    RETRY = "retry"
    """Not yet: reading is not paused, something is still being written, or the other worker's inbox is full."""


class Transport(Protocol):
    """An open WebSocket connection. Nothing in it waits; after the connection is lost, nothing in it has an effect.

    The opening handshake and the end of a connection are ASGI events. Messages are not: each would take a queue, a task
    and a turn of the event loop in either direction.
    """

    def start(self, receive: Receive) -> None:
        """Deliver every message to `receive` from now on, beginning with those that have arrived already."""

    def pause_reading(self) -> None:
        """Stop reading from the connection, so that a fast sender has to wait."""

    def resume_reading(self) -> None:
        """Read on after `pause_reading`."""

    def send_text(self, text: bytes) -> None:
        """Send one text message, encoded as UTF-8."""

    def get_write_buffer_size(self) -> int:
        """Return how many bytes the other end has not accepted yet."""

    def close(self, code: int) -> None:
        """Send everything that is buffered, then close with this close code (RFC 6455, section 7.4)."""

    def hand_over(self, session_id: str, hello: str) -> HandOver:
        """Hand the connection over to the worker that serves this session best, if that is another one.

        It can be done only while reading is paused, in a later turn of the loop than the one that delivered the hello:
        by then everything that was read before has been delivered.

        Args:
            session_id: the session that the phone has named.
            hello: the text of the one message that the phone has sent so far.
        """
