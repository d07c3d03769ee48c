"""Serves files that never change under their address, so that phones may cache them for ever."""

import asyncio
import gzip
import re
from collections.abc import Callable, Mapping
from functools import partial

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from overture.site.files import File
from overture.web.errors import ErrorResponse

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of a response that never changes under its address (RFC 9111, 5.2.2; RFC 8246)."""

_QUALITY = 11
"""The highest. All files together take a second of each worker, once, for two per cent less on every line."""
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=_QUALITY),
    # Without a timestamp: the same bytes at every start and in every process.
    "gzip": partial(gzip.compress, mtime=0),
}
"""How each content coding is made, the smallest first."""
_REFUSED = re.compile(r";\s*q=0(\.0{0,3})?\s*$", re.IGNORECASE)


class FileResponses:
    """Makes the responses with which files are sent, each in the smallest form that is accepted.

    A compressed form of a file is made in a thread when it is first asked for, once for all who wait for it, and kept:
    to make them all would take a hub longer than everything else at its start.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, bytes], asyncio.Task[bytes]] = {}

    async def of(self, file: File, accepted: str, cached: str = FOREVER) -> Response:
        """Return a response.

        Args:
            file: What is sent.
            accepted: The request's Accept-Encoding header.
            cached: Value of Cache-Control.

        Source: RFC 9110, section 12.5.3; RFC 7932.
        """
        headers = {"Cache-Control": cached, "Content-Type": file.media_type, "Vary": "Accept-Encoding"}
        codings = set() if file.is_compressed else _codings(accepted)
        coding = next((each for each in _COMPRESS if each in codings), None)
        if coding is None:
            return Response(file.body, headers=headers)
        return Response(await self._compressed(file.body, coding), headers={**headers, "Content-Encoding": coding})

    async def _compressed(self, body: bytes, coding: str) -> bytes:
        if (coding, body) not in self._made:
            making = asyncio.to_thread(_COMPRESS[coding], body)
            task = asyncio.get_running_loop().create_task(making)
            task.add_done_callback(partial(self._keep_or_forget, (coding, body)))
            self._made[coding, body] = task
        # Whoever goes away while it is made leaves it to the others.
        return await asyncio.shield(self._made[coding, body])

    def _keep_or_forget(self, key: tuple[str, bytes], made: asyncio.Task[bytes]) -> None:
        """Where there was no memory, or no thread, for it, whoever asks next has it made again."""
        if made.cancelled() or made.exception() is not None:
            del self._made[key]


class BuildFiles:
    """ASGI application that serves files.

    Args:
        files: What it serves, by path (`site.files.static_files`).
    """

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files
        self._responses = FileResponses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        file = self._files.get(path)
        if scope["method"] not in {"GET", "HEAD"}:
            response = Response(status_code=405, headers={"Allow": "GET, HEAD"})
        elif file is None:
            response = ErrorResponse("not-found")
        else:
            response = await self._responses.of(file, Headers(scope=scope).get("accept-encoding", ""))
        await response(scope, receive, send)


def _codings(accepted: str) -> set[str]:
    """The content codings that a request names and does not refuse."""
    named = (each for each in accepted.split(",") if not _REFUSED.search(each))
    return {each.partition(";")[0].strip().lower() for each in named}
