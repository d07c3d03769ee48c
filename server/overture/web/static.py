"""Files under `/static/{build}/`: they never change under their address, so phones may cache them for ever.

All are read, compressed and held in memory at start. Our scripts lose their comments and indentation here and nowhere
else: there is no build step, and the scripts that are served have the same lines as the source.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rjsmin
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from overture.web.errors import ErrorResponse

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of a response that never changes under its address (RFC 9111, 5.2.2; RFC 8246)."""
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
COMPRESSED_TYPES = {".woff2"}
VENDORED = "vendor/"


@dataclass(frozen=True, slots=True)
class File:
    """A response body in memory.

    Args:
        body: The plain bytes.
        zipped: The same compressed with gzip, or None where that would not help.
        media_type: Value of Content-Type.
    """

    body: bytes
    zipped: bytes | None
    media_type: str


def build_id(folder: Path) -> str:
    """Return 12 hexadecimal digits that stand for the names and contents of all files in a folder."""
    seen = hashlib.sha256()
    for path in _files(folder):
        seen.update(path.relative_to(folder).as_posix().encode() + b"\0")
        seen.update(hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:12]


class BuildFiles:
    """ASGI application that serves all files in a folder, with the media types of our own table: the system's differs
    between machines."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.relative_to(folder).as_posix(): _file(folder, path) for path in _files(folder)}

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


def compressed(body: bytes, media_type: str) -> File:
    """Return a file with its gzip form, which has no timestamp: the same bytes at every start and in every process."""
    return File(body, gzip.compress(body, mtime=0), media_type)


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


def _file(folder: Path, path: Path) -> File:
    body = path.read_bytes()
    if path.suffix == ".js" and not path.relative_to(folder).as_posix().startswith(VENDORED):
        body = rjsmin.jsmin(body.decode()).encode()
    media_type = TYPES.get(path.suffix, "application/octet-stream")
    return File(body, None, media_type) if path.suffix in COMPRESSED_TYPES else compressed(body, media_type)


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
