"""The manifest: every byte of the client that this version serves, and nothing of the hub that serves it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from overture.i18n import client_folder, languages
from overture.questions.model import QuestionSet
from overture.setting_values import Link
from overture.site.files import static_files
from overture.site.manifest import client
from overture.site.pages import PAGES
from tests.server.own_sets import SETS
from tests.server.wired import world

MANIFEST: Any = json.loads(client().manifest)


KNOWN = {"operator": "Robin <b>", "help_links": (Link("x", "https://help.example"),)}


@pytest.mark.parametrize(("sets", "said"), [(list(SETS.values())[:1], {}), (list(SETS.values()), KNOWN)])
async def test_every_hub_serves_exactly_what_the_manifest_lists(sets: list[QuestionSet], said: dict[str, Any]) -> None:
    """A hub that says nothing of itself, and one that says all it can."""
    async with world("unix:///nowhere", question_sets=sets, **said) as hub:
        assert (await hub.get("/client-manifest.json")).body == client().manifest
        for entry in MANIFEST["entries"]:
            path = entry["path"].replace("{locator}", "HRWE")
            answer = await hub.get(path, **{"accept-language": entry.get("language", "")})
            assert answer.status == 200, entry
            assert len(answer.body) == entry["size"], entry
            assert hashlib.sha256(answer.body).hexdigest() == entry["sha256"], entry
            assert answer.headers["content-type"] == entry["type"]
            assert {name: answer.headers[name] for name in MANIFEST["headers"]} == MANIFEST["headers"]


def test_it_lists_every_page_in_every_language_and_every_file() -> None:
    listed = {(entry["path"], entry.get("language", "")) for entry in MANIFEST["entries"]}
    files = client().files
    expected = {(f"/static/{MANIFEST['build']}/{path}", "") for path in files} | {
        ("/favicon.svg", ""),
        ("/worker.js", ""),
    }
    for path in PAGES:
        expected |= {(path, language) for language in languages()}
        expected |= {(f"/{language}{path}".rstrip("/"), "") for language in languages()}
    assert listed == expected


def test_every_file_of_the_tree_is_served_or_joined_into_one_that_is() -> None:
    static = client_folder() / "static"
    tree = {path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file()}
    for path in tree - client().files.keys():
        assert path.startswith(("js/", "css/")), path
    made = {f"home-screen/{language}.webmanifest" for language in languages()}
    assert {path for path in client().files.keys() - tree if not path.startswith("js/joined/")} == made


def test_the_same_source_gives_the_same_bytes_in_any_folder(tmp_path: Path) -> None:
    """Folders of other names, whose files were written in another order."""
    static = client_folder() / "static"
    paths = sorted(path for path in static.rglob("*") if path.is_file())
    for name, ordered in (("one", paths), ("another", paths[::-1])):
        for path in ordered:
            copy = tmp_path / name / path.relative_to(static)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    assert static_files(tmp_path / "one") == static_files(tmp_path / "another") == client().files


AS_ANYBODY = {
    "elsewhere": {"cwd": "/tmp"},
    # A container has no other.
    "at the root": {"cwd": "/"},
    "in another language": {"cwd": "/", "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "de"},
    "without UTF-8": {"cwd": "/", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "in another time": {"cwd": "/", "TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1"},
    "with another hash": {"cwd": "/", "PYTHONHASHSEED": "7"},
}


@pytest.mark.parametrize("where", AS_ANYBODY.values(), ids=AS_ANYBODY)
def test_the_command_prints_the_same_bytes_wherever_it_is_called(where: dict[str, str]) -> None:
    command = [sys.executable, "-m", "overture.cli", "client", "manifest"]
    env = {**os.environ, **{name: value for name, value in where.items() if name != "cwd"}}
    printed = subprocess.run(command, check=True, capture_output=True, cwd=where["cwd"], env=env)
    assert printed.stdout == client().manifest
