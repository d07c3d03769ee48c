"""The files under `/static/{build}/`: scripts, styles, catalogues, fonts, pictures.

All are read, joined and compressed at start and held in memory. There is no build step: modules are joined into few
files (`joined`), style sheets into one for each kind of page, and both lose their comments here.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from overture.site.home_screen import web_app_manifests
from overture.site.joined import WORKER, alone, joined, loaded_at_once
from overture.site.modules import bare

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""Media types by suffix. A table of our own, because the system's differs between machines."""
COMPRESSED_TYPES = {".png", ".woff2"}
SCRIPTS = "js/"
CLASSIC = {"js/boot.js", "js/exit.js"}
"""Scripts that are no modules: old browsers read them too."""

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_SHEET = re.compile(r"^@import '(?P<address>[^']+)'(?: (?P<media>[\w-]+))?;$", re.MULTILINE)


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


def build_id(files: Mapping[str, File]) -> str:
    """Return 12 hexadecimal digits that stand for the names and contents of all files."""
    seen = hashlib.sha256()
    for path, file in sorted(files.items()):
        seen.update(path.encode() + b"\0")
        seen.update(hashlib.sha256(file.body).digest())
    return seen.hexdigest()[:12]


def static_files(folder: Path) -> dict[str, File]:
    """Return every file in a folder as it is served, by its path inside the folder.

    Modules in `js/` are in the files into which they are joined. A style sheet has in it what it imports, and what is
    imported is no file of its own. Web app manifests are made here (`home_screen`).

    Raises:
        ValueError: The modules cannot be joined.
    """
    read = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    modules = {
        path.removeprefix(SCRIPTS): body.decode()
        for path, body in read.items()
        if path.startswith(SCRIPTS) and path not in CLASSIC
    }
    sheets = {path: body.decode() for path, body in read.items() if path.endswith(".css")}
    served = {
        path: body for path, body in read.items() if path not in sheets and path.removeprefix(SCRIPTS) not in modules
    }
    served |= {path: bare(read[path].decode()).encode() for path in CLASSIC & read.keys()}
    scripts = joined(modules)
    if WORKER in scripts:
        # Firefox runs service workers that are modules only in its newest versions.
        scripts[WORKER] = alone(scripts, WORKER)
    served |= {SCRIPTS + path: text.encode() for path, text in scripts.items()}
    served |= {path: text.encode() for path, text in _joined_sheets(sheets).items()}
    served |= web_app_manifests(read)
    return {path: _file(path, body) for path, body in sorted(served.items())}


def scripts_of(files: Mapping[str, File], entry: str) -> tuple[str, ...]:
    """Return the paths of a script and of all that it imports, directly or through others.

    Args:
        files: Files as they are served, by path.
        entry: The path of the first, such as "js/pages/start.js".
    """
    texts = {path: file.body.decode() for path, file in files.items() if path.startswith(SCRIPTS)}
    return loaded_at_once(texts, entry)


def compressed(body: bytes, media_type: str) -> File:
    """Return a file with its gzip form, which has no timestamp: the same bytes at every start and in every process."""
    return File(body, gzip.compress(body, mtime=0), media_type)


def _file(path: str, body: bytes) -> File:
    suffix = posixpath.splitext(path)[1]
    media_type = TYPES.get(suffix, "application/octet-stream")
    return File(body, None, media_type) if suffix in COMPRESSED_TYPES else compressed(body, media_type)


def _joined_sheets(sheets: Mapping[str, str]) -> dict[str, str]:
    imported: set[str] = set()

    def whole(path: str) -> str:
        def sheet(statement: re.Match[str]) -> str:
            other = posixpath.join(posixpath.dirname(path), statement["address"])
            imported.add(posixpath.normpath(other))
            text = whole(posixpath.normpath(other))
            return f"@media {statement['media']} {{\n{text}}}\n" if statement["media"] else text

        return _SHEET.sub(sheet, _COMMENT.sub("", sheets[path]))

    joined_sheets = {path: whole(path) for path in sheets}
    return {path: text for path, text in joined_sheets.items() if path not in imported}
