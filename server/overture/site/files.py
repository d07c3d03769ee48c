"""The files under `/static/{build}/`: scripts, styles, catalogues, fonts, pictures.

All are read and joined at start and held in memory. There is no build step: modules are joined into few
files (`joined`), style sheets into one for each kind of page, and both lose their comments here.
"""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from overture.site.home_screen import web_app_manifests
from overture.site.joined import WORKER, alone, imports_of, joined
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
COMPRESSED_TYPES = {"font/woff2", "image/png"}
"""What is compressed by itself."""
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
        media_type: Value of Content-Type.
    """

    body: bytes
    media_type: str

    @property
    def is_compressed(self) -> bool:
        """Whether to compress it once more would not help."""
        return self.media_type in COMPRESSED_TYPES


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


def imports_between(files: Mapping[str, File]) -> dict[str, tuple[str, ...]]:
    """Return the paths that each script imports by itself, by its own path.

    Args:
        files: Files as they are served, by path.
    """
    return imports_of({path: file.body.decode() for path, file in files.items() if path.startswith(SCRIPTS)})


def _file(path: str, body: bytes) -> File:
    return File(body, TYPES.get(posixpath.splitext(path)[1], "application/octet-stream"))


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
