"""The files that phones load: small, with the right type, and for ever."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Message

from overture.i18n import client_folder
from overture.site.files import build_id, static_files
from overture.web.static import FOREVER, BuildFiles

STATIC = client_folder() / "static"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "js").mkdir()
    (tmp_path / "vendor").mkdir()
    (tmp_path / "js" / "one.js").write_text("/** why */\nexport const one = () => `a  //b`; // said\n")
    (tmp_path / "vendor" / "two.js").write_text("/* licence */ export const two = 2;\n")
    return tmp_path


async def ask(folder: Path | BuildFiles, path: str, *, method: str = "GET", encoding: str = "identity") -> Answer:
    """What the files in `folder` answer at /static/abc/`path`."""
    files = BuildFiles(static_files(folder)) if isinstance(folder, Path) else folder
    app = Starlette(routes=[Mount("/static/abc", files)])
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept-encoding", encoding.encode())]
    await app({"type": "http", "method": method, "path": f"/static/abc/{path}", "headers": headers}, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(message["body"] for message in sent[1:]))


async def test_comments_stay_here_and_what_is_in_quotes_stays_there(folder: Path) -> None:
    assert (await ask(folder, "js/one.js")).body == b"export const one=()=>`a  //b`;"


async def test_what_others_wrote_is_served_as_it_is(folder: Path) -> None:
    assert (await ask(folder, "vendor/two.js")).body == b"/* licence */ export const two = 2;\n"


async def test_zipped_for_who_takes_it(folder: Path) -> None:
    plain = await ask(folder, "js/one.js")
    zipped = await ask(folder, "js/one.js", encoding="br, gzip")
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    for answer in (plain, zipped):
        assert answer.headers["cache-control"] == FOREVER
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("path", ["js/three.js", "js", "", "../pyproject.toml", "js/../../secret"])
async def test_nothing_else_is_there(folder: Path, path: str) -> None:
    (folder.parent / "secret").write_text("x")
    assert (await ask(folder, path)).status == 404


async def test_it_is_read_only(folder: Path) -> None:
    assert (await ask(folder, "js/one.js", method="POST")).status == 405


def test_another_content_is_another_build(folder: Path) -> None:
    before = build_id(folder)
    assert build_id(folder) == before
    (folder / "js" / "one.js").write_text("")
    assert build_id(folder) != before


ONLY_WITH_A_LOCK = {"scrypt.js", "lock-key.js", "lock-change.js", "lock-door.js", "locked-actions.js"}
"""Loaded where somebody opens or sets a lock, and nowhere else."""
ONLY_IN_A_MOVE = {
    "arriving.js", "handover.js", "move-restore.js", "move-state.js", "move.js", "moving-flow.js",
    "next-arrival-act.js", "next-move-act.js", "overture-arriving.js",
}  # fmt: skip
"""Loaded where somebody moves a seat to another phone, and nowhere else."""


ONLY_WITH_A_FILE = {"kept-file.js", "standing-file.js"}
"""Loaded after the first screen: once there is something to save, or a file can be continued from."""


IMPORTED = re.compile(r"^(?:import|export) (?:[^;']*? from )?'(\.[^']+)'", re.MULTILINE)


def loaded_with(page: Path) -> set[Path]:
    """The modules that a page loads before anything happens on it, vendored ones included."""
    found: set[Path] = set()
    wanted = [page]
    while wanted:
        path = wanted.pop()
        if path not in found:
            found.add(path)
            wanted += [(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text("utf-8"))]
    return found


async def test_every_file_has_a_type_and_the_scripts_keep_to_their_budget() -> None:
    """What the conversation loads before the first tap, what it loads when idle, and what few ever need."""
    files = BuildFiles(static_files(STATIC))
    sizes: dict[Path, int] = {}
    for path in (path.resolve() for path in STATIC.rglob("*") if path.is_file()):
        answer = await ask(files, path.relative_to(STATIC.resolve()).as_posix(), encoding="gzip")
        assert answer.headers["content-type"] != "application/octet-stream", path
        sizes[path] = len(answer.body) if path.suffix == ".js" else 0
    scripts = STATIC.resolve() / "js"
    in_the_head = {STATIC.resolve() / "vendor" / "htmx.js", scripts / "boot.js", scripts / "exit.js"}
    at_once = loaded_with(scripts / "pages" / "session.js") | in_the_head
    when_idle = loaded_with(scripts / "elements" / "later.js") - at_once
    assert 0 < sum(sizes[path] for path in at_once) < 146_500
    assert 0 < sum(sizes[path] for path in when_idle) < 38_000
    rest = (ONLY_WITH_A_LOCK, ONLY_IN_A_MOVE, ONLY_WITH_A_FILE)
    later = [sum(size for path, size in sizes.items() if path.name in names) for names in rest]
    assert all(0 < size < most for size, most in zip(later, (9_000, 7_500, 4_500), strict=True)), later
    assert not {path.name for path in at_once | when_idle} & set().union(*rest)
