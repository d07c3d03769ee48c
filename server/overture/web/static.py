"""Serves files that never change under their address, so that phones may cache them for ever."""

import asyncio
import re
from collections.abc import Mapping

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
_REFUSED = re.compile(r";\s*q=0(\.0{0,3})?\s*$", re.IGNORECASE)


class FileResponses:
    """Makes the responses with which files are sent, each in the smallest form that is accepted.

    The brotli form of a file is made in a thread when it is first asked for, and kept: to make them all would take a
    hub longer than everything else at its start.
    """

    def __init__(self) -> None:
        self._brotli: dict[bytes, bytes] = {}

    async def of(self, file: File, accepted: str, cached: str = FOREVER) -> Response:
        """Return a response.

        Args:
            file: What is sent.
            accepted: The request's Accept-Encoding header.
            cached: Value of Cache-Control.

        Source: RFC 9110, section 12.5.3; RFC 7932.
        """
        headers = {"Cache-Control": cached, "Content-Type": file.media_type, "Vary": "Accept-Encoding"}
        if file.zipped is None:
            return Response(file.body, headers=headers)
        codings = _codings(accepted)
        if "br" in codings:
            return Response(await self._brotli_of(file), headers={**headers, "Content-Encoding": "br"})
        if "gzip" in codings:
            return Response(file.zipped, headers={**headers, "Content-Encoding": "gzip"})
        return Response(file.body, headers=headers)

    async def _brotli_of(self, file: File) -> bytes:
        made = self._brotli.get(file.body)
        if made is None:
            made = self._brotli[file.body] = await asyncio.to_thread(brotli.compress, file.body, quality=_QUALITY)
        return made


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
