"""What this version of the client consists of, so that anybody can compare it with what a hub serves.

Source: docs/protocol.md, "The client and its manifest".
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from overture import __version__
from overture.i18n import client_folder
from overture.site.files import File, build_id, imports_between, static_files
from overture.site.headers import HEADERS
from overture.site.joined import loaded_at_once
from overture.site.pages import STARTING, Page, pages

Imports = Mapping[str, tuple[str, ...]]

AT_THE_ROOT = {"/favicon.svg": "favicon.svg", "/worker.js": "js/worker.js"}
"""Files above all pages, with their paths among the others. A service worker answers for what is below it."""


AHEAD = {
    "start": ("js/pages/session.js", "js/elements/qr.js", "js/session/pairing-flow.js"),
    "join": ("js/pages/session.js", "js/session/pairing-flow.js", "js/elements/answering.js"),
}
"""Scripts that a conversation needs soon, by the page before it: fetched while somebody reads that one. Whoever begins
a conversation waits for the partner before there is anything to answer."""
BESIDE = ("css/session.css", "vendor/htmx.js")
"""What else the page of a conversation asks for."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A response body that a phone may get.

    Args:
        path: Where it is; "{locator}" in it stands for any text.
        type: Value of Content-Type.
        size: Bytes of the body, before any compression on the way.
        sha256: Its digest, in hexadecimal.
        language: Of a page without a language in its path: what the browser has to prefer to get this one.
    """

    path: str
    type: str
    size: int
    sha256: str
    language: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """The client of one version.

    Args:
        version: The version, as in "0.2.0".
        build: The id under which its static files are served.
        headers: Response headers that every page must have, by their names in lower case.
        entries: Everything that a phone may get, sorted by path and language.
    """

    version: str
    build: str
    headers: dict[str, str]
    entries: tuple[Entry, ...]


class Client(msgspec.Struct, frozen=True):
    """The client as this installation serves it.

    Args:
        build: The id under which its static files are served.
        pages: Every page at every address.
        files: Static files by path.
        manifest: What both consist of, as JSON.
    """

    build: str
    pages: tuple[Page, ...]
    files: dict[str, File]
    manifest: bytes


@cache
def client() -> Client:
    """Return the client of this installation. It is read and rendered once."""
    files = static_files(client_folder() / "static")
    build = build_id(files)
    imports = imports_between(files)
    made = pages(build, starting_scripts(imports), fetched_ahead(imports))
    return Client(build, made, files, manifest(build, made, files, HEADERS))


def starting_scripts(imports: Imports) -> dict[str, tuple[str, ...]]:
    """Return the paths of what each page starts with, by its name, and of all that it imports.

    Args:
        imports: What each script imports by itself (`imports_between`).
    """
    return {name: loaded_at_once(imports, f"js/pages/{name}.js") for name in STARTING}


def fetched_ahead(imports: Imports) -> dict[str, tuple[str, ...]]:
    """Return the paths of what a page fetches for the one after it, by its name, with all that scripts import.

    Args:
        imports: What each script imports by itself (`imports_between`).
    """
    return {name: _ahead(imports, name) for name in STARTING}


def _ahead(imports: Imports, name: str) -> tuple[str, ...]:
    own = loaded_at_once(imports, f"js/pages/{name}.js")
    later = [path for entry in AHEAD.get(name, ()) for path in loaded_at_once(imports, entry)]
    needed = [path for path in later if path not in own]
    return tuple(dict.fromkeys([*BESIDE, *needed])) if needed else ()


def manifest(build: str, made: Iterable[Page], files: Mapping[str, File], headers: Mapping[str, str]) -> bytes:
    """Return the list of pages and files, as JSON.

    Args:
        build: The id under which the files are served.
        made: The pages.
        files: The files by path.
        headers: What every response has to have.
    """
    entries = [
        _entry(page.path, "text/html; charset=utf-8", page.body, page.language if page.negotiated else "")
        for page in made
    ]
    entries += [_entry(f"/static/{build}/{path}", file.media_type, file.body) for path, file in files.items()]
    entries += [_entry(path, files[name].media_type, files[name].body) for path, name in AT_THE_ROOT.items()]
    named = {name.lower(): value for name, value in headers.items()}
    whole = Manifest(__version__, build, named, tuple(sorted(entries, key=lambda each: (each.path, each.language))))
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def _entry(path: str, media_type: str, body: bytes, language: str = "") -> Entry:
    return Entry(path, media_type, len(body), hashlib.sha256(body).hexdigest(), language)
