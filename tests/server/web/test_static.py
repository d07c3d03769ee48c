"""The files that phones load: small, with the right type, and for ever."""

import asyncio
import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Message

from overture.i18n import client_folder
from overture.site.files import build_id, imports_between, static_files
from overture.site.joined import loaded_at_once
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
    (tmp_path / "js" / "boot.js").write_text("/** why */\nvar one = () => `a  //b`; // said\n")
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
    sent_headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], sent_headers, b"".join(message["body"] for message in sent[1:]))


async def test_comments_stay_here_and_what_is_in_quotes_stays_there(folder: Path) -> None:
    assert (await ask(folder, "js/boot.js")).body == b"var one=()=>`a  //b`;"


async def test_files_of_other_projects_are_served_unchanged(folder: Path) -> None:
    assert (await ask(folder, "vendor/two.js")).body == b"/* licence */ export const two = 2;\n"


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("identity", None),
        ("", None),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;q=0.5, BR;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip;q=0", None),
        ("brisk, gzip-like", None),
    ],
)
async def test_each_gets_the_smallest_form_that_they_take(folder: Path, accepted: str, form: str | None) -> None:
    undo = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
    answer = await ask(folder, "js/boot.js", encoding=accepted)
    assert answer.headers.get("content-encoding") == form
    assert undo[form](answer.body) == (await ask(folder, "js/boot.js")).body
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


async def test_files_in_compressed_formats_are_not_compressed_again(tmp_path: Path) -> None:
    (tmp_path / "font.woff2").write_bytes(b"wOF2" + bytes(100))
    answer = await ask(tmp_path, "font.woff2", encoding="br, gzip")
    assert ("content-encoding" in answer.headers, answer.body[:4]) == (False, b"wOF2")


async def test_many_who_ask_at_once_get_what_is_made_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Callable[..., bytes]] = []
    begun = asyncio.Event()

    async def counted(make: Callable[..., bytes], body: bytes) -> bytes:
        made.append(make)
        begun.set()
        return await in_a_thread(make, body)

    in_a_thread = asyncio.to_thread
    monkeypatch.setattr(asyncio, "to_thread", counted)
    files = BuildFiles(static_files(folder))
    gone, *others = [asyncio.ensure_future(ask(files, "js/boot.js", encoding="br")) for _ in range(8)]
    await begun.wait()
    gone.cancel()
    assert {brotli.decompress(answer.body) for answer in await asyncio.gather(*others)} == {b"var one=()=>`a  //b`;"}
    assert (gone.cancelled(), len(made)) == (True, 1)


async def test_a_failed_compression_is_tried_again_for_the_next_request(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_memory(make: Callable[..., bytes], body: bytes) -> bytes:
        raise MemoryError

    files = BuildFiles(static_files(folder))
    with monkeypatch.context() as context:
        context.setattr(asyncio, "to_thread", no_memory)
        with pytest.raises(MemoryError):
            await ask(files, "js/boot.js", encoding="br")
    assert brotli.decompress((await ask(files, "js/boot.js", encoding="br")).body) == b"var one=()=>`a  //b`;"


@pytest.mark.parametrize("path", ["js/three.js", "js", "", "../pyproject.toml", "js/../../secret"])
async def test_any_other_path_is_not_found(folder: Path, path: str) -> None:
    (folder.parent / "secret").write_text("x")
    assert (await ask(folder, path)).status == 404


async def test_files_can_only_be_read(folder: Path) -> None:
    assert (await ask(folder, "js/boot.js", method="POST")).status == 405


def test_another_content_is_another_build(folder: Path) -> None:
    before = build_id(static_files(folder))
    assert build_id(static_files(folder)) == before
    (folder / "js" / "boot.js").write_text("")
    assert build_id(static_files(folder)) != before


async def test_a_style_sheet_holds_what_it_imports(folder: Path) -> None:
    (folder / "css").mkdir()
    (folder / "css" / "all.css").write_text("/* why */\n@import './one.css';\n@import './two.css' print;\n")
    (folder / "css" / "one.css").write_text("/* a\nb */\nb {\n}\n")
    (folder / "css" / "two.css").write_text("i {\n}\n")
    assert (await ask(folder, "css/all.css")).body == b"b {\n}\n\n@media print {\ni {\n}\n}\n\n"
    assert (await ask(folder, "css/one.css")).status == 404


ONLY_WITH_A_LOCK = {"storage_lock_passphrase", "ui_lock_change", "ui_lock_door", "ui_locked_actions"}
"""Loaded where somebody opens or sets a lock, and nowhere else."""
ONLY_IN_A_MOVE = {
    "session_arriving", "protocol_handover", "session_move_restore", "pages_move", "session_moving_flow",
    "model_move_state", "model_next_arrival_act", "model_next_move_act", "elements_overture_arriving",
}  # fmt: skip
"""Loaded where somebody moves a seat to another phone, and nowhere else."""
ONLY_WITH_A_FILE = {"model_kept_file", "elements_standing_file"}
"""Loaded after the first screen: once there is something to save, or a file can be continued from."""
ONLY_BEFORE_PAIRING = {"session_pairing_flow", "protocol_pairing", "protocol_cpace", "protocol_ristretto"}
"""Loaded with the first view that shows pairing, and nowhere else but in part where a seat moves."""
NEVER_LATER = {
    "elements_overture_paused", "elements_stopped_sheet", "elements_after_a_stop", "elements_overture_scene",
    "elements_readiness", "elements_overture_ending", "net_pause_delivery", "ui_wake_lock",
}  # fmt: skip
"""Pausing, stopping and ending wait for no file. The door and the exit are in files of their own (boot.js, exit.js)."""
HELD = re.compile(rb"^const \$(\w+)=\(\(\)=>\{$", re.MULTILINE)
"""A module in a file."""


async def test_every_file_has_a_type_and_the_scripts_keep_to_their_budget() -> None:
    """What the conversation loads for its first screen, what it loads next, and what few ever need; as browsers get it
    over https."""
    files = static_files(STATIC)
    assert "application/octet-stream" not in {file.media_type for file in files.values()}
    served = BuildFiles(files)
    paths = [path for path in files if path.endswith(".js")]
    sizes = {path: len((await ask(served, path, encoding="gzip, br")).body) for path in paths}
    imports = imports_between(files)
    at_once = {*loaded_at_once(imports, "js/pages/session.js"), "vendor/htmx.js", "js/boot.js", "js/exit.js"}
    answering = set(loaded_at_once(imports, "js/elements/answering.js")) - at_once
    when_idle = set(loaded_at_once(imports, "js/elements/later.js")) - at_once - answering
    assert 0 < sum(sizes[path] for path in at_once) < 80_000
    assert 0 < len(at_once) <= 13
    assert 0 < sum(sizes[path] for path in answering) < 18_500
    assert 0 < sum(sizes[path] for path in when_idle) < 35_500
    held = {path: {each.decode() for each in HELD.findall(files[path].body)} for path in sizes}
    rest = ONLY_WITH_A_LOCK | ONLY_IN_A_MOVE | ONLY_WITH_A_FILE | ONLY_BEFORE_PAIRING
    assert rest <= set().union(*held.values())
    assert not rest & set().union(*(held[path] for path in at_once | answering | when_idle))
    assert not NEVER_LATER - set().union(*(held[path] for path in at_once))
    assert not {"vendor/scrypt.js", "vendor/noble-curves.js"} & (at_once | answering | when_idle)
