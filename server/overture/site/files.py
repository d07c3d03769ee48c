"""The files under `/static/{build}/`: scripts, styles, catalogues, fonts, pictures.

All are read and compressed at start and held in memory. Our scripts lose their comments and indentation here and
nowhere else: there is no build step, and the scripts that are served have the same lines as the source.
"""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import rjsmin

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
"""Media types by suffix. A table of our own, because the system's differs between machines."""
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
    for path in _paths(folder):
        seen.update(path.relative_to(folder).as_posix().encode() + b"\0")
        seen.update(hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:12]


def static_files(folder: Path) -> Mapping[str, File]:
    """Return every file in a folder as it is served, by its path inside the folder."""
    return {path.relative_to(folder).as_posix(): _file(folder, path) for path in _paths(folder)}


def compressed(body: bytes, media_type: str) -> File:
    """Return a file with its gzip form, which has no timestamp: the same bytes at every start and in every process."""
    return File(body, gzip.compress(body, mtime=0), media_type)


def _file(folder: Path, path: Path) -> File:
    body = path.read_bytes()
    if path.suffix == ".js" and not path.relative_to(folder).as_posix().startswith(VENDORED):
        body = rjsmin.jsmin(body.decode()).encode()
    media_type = TYPES.get(path.suffix, "application/octet-stream")
    return File(body, None, media_type) if path.suffix in COMPRESSED_TYPES else compressed(body, media_type)


def _paths(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
