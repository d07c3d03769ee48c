"""Pages that were exported without a hub, from a place that passes data on to one: the snippet of docs/elsewhere.md."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from overture.site.export import export
from tests.browser.people import Person, pair_and_begin
from tests.support.browser import Phones, phones_at
from tests.support.hub import Hub, SharedHubs, free_port
from tests.support.process import Program
from tests.terminal.terminals import PARTNER

DOCUMENT = Path(__file__).parents[2] / "docs" / "elsewhere.md"
FILE = Path(__file__).parents[2] / "packaging" / "pages.Caddyfile"
SECTION = "limits"


@pytest.fixture
def hub(shared_hubs: SharedHubs) -> Hub:
    return shared_hubs.with_settings(TRUSTED_PROXIES="127.0.0.1")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    export(tmp_path / "site", "")
    return tmp_path / "site"


@pytest.fixture
def origin(hub: Hub, site: Path, tmp_path: Path) -> Iterator[str]:
    at = f"http://127.0.0.1:{free_port()}"
    (snippet,) = re.findall(r"```caddy\n(.+?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    text = FILE.read_text(encoding="utf-8").replace("pages.example.org {", f"{at} {{")
    text = text.replace("/srv/overture-pages", str(site)).replace(" https://hub.example.org wss://hub.example.org", "")
    text = text.replace(
        "    file_server\n", snippet.replace("127.0.0.1:8000", f"127.0.0.1:{hub.port}") + "    file_server\n"
    )
    file = tmp_path / "Caddyfile"
    file.write_text("{\n\tadmin off\n}\n" + text, encoding="utf-8")
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    with Program("caddy", command, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}) as program:
        program.wait_for("serving initial configuration", stream="stderr")
        yield at


@pytest.fixture
def phones(browser: Browser, origin: str) -> Iterator[Phones]:
    with phones_at(browser, origin) as both:
        yield both


def test_two_people_talk_through_a_place_that_passes_data_on(phones: Phones, origin: str, site: Path) -> None:
    mia, sam = Person(phones.mia), Person(phones.sam)
    pair_and_begin(mia, sam)
    mia.answers_and_seals(SECTION, 1, by_touch=False)
    sam.answers_and_seals(SECTION, 2, by_touch=False)
    for person in (mia, sam):
        person.reads(SECTION)
    sam.pauses()
    mia.sees_pause()
    command = [str(PARTNER), "verify", origin, "--manifest", str(site / "client-manifest.json")]
    done = subprocess.run(command, env={**os.environ, "LANG": "en_GB"}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
