"""Serves files that never change under their address, so that phones may cache them for ever."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from overture.site.files import File
from overture.web.errors import ErrorResponse

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of a response that never changes under its address (RFC 9111, 5.2.2; RFC 8246)."""


class BuildFiles:
    """ASGI application that serves files.

    Args:
        files: What it serves, by path (`site.files.static_files`).
    """

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        file = self._files.get(path)
        if scope["method"] not in {"GET", "HEAD"}:
            response = Response(status_code=405, headers={"Allow": "GET, HEAD"})
        elif file is None:
            response = ErrorResponse("not-found")
        else:
            response = file_response(file, Headers(scope=scope).get("accept-encoding", ""))
        await response(scope, receive, send)


def file_response(file: File, accepted: str) -> Response:
    """Return a response that may be cached for ever.

    Args:
        accepted: The request's Accept-Encoding header.

    Source: RFC 9110, section 12.5.3.
    """
    headers = {"Cache-Control": FOREVER, "Content-Type": file.media_type, "Vary": "Accept-Encoding"}
    if file.zipped is not None and "gzip" in accepted:
        return Response(file.zipped, headers={**headers, "Content-Encoding": "gzip"})
    return Response(file.body, headers=headers)
