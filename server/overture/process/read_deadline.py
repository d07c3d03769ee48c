"""A bound on how long the other end of a connection may leave unread what is sent to it."""

import asyncio
from typing import cast

READ_WITHIN = 30.0
"""Seconds in which the other end must read what has piled up for it."""


class ReadDeadline(asyncio.Protocol):
    """A base for protocols that aborts a connection whose other end does not read.

    Closing it would not be enough, as a transport first waits until everything is written.
    """

    _transport: asyncio.Transport
    _read_timer: asyncio.TimerHandle | None = None

    @property
    def is_behind(self) -> bool:
        """Whether much has piled up, or the connection is being closed and not everything is written yet."""
        return self._read_timer is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        super().connection_made(transport)

    def pause_writing(self) -> None:
        self._start_read_timer()
        super().pause_writing()

    def resume_writing(self) -> None:
        # While it is being closed the last bytes must be read in time too.
        if not self._transport.is_closing():
            self._stop_read_timer()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_read_timer()
        super().connection_lost(exc)

    def finish(self) -> None:
        """Close the connection once everything is written."""
        if not self._transport.is_closing():
            self._transport.close()
            self._start_read_timer()

    def _start_read_timer(self) -> None:
        if self._read_timer is None:
            self._read_timer = asyncio.get_running_loop().call_later(READ_WITHIN, self._transport.abort)

    def _stop_read_timer(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None
