"""Each command of the README is one that a test runs. A new one needs its test first."""

import ast
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.deploy.test_installed import INSTALLERS
from tests.images.ways import WAYS, commands_of
from tests.support.hub import free_port
from tests.support.process import Program
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = ("make", ".venv/bin/", "docker", "cp", "pip", "uv", "overture", "python", "HOST=")
VECTORS = "make vectors FILE=tests/vectors/overture1.json"

RUN_BY = {
    "make run": "tests/deploy/test_readme.py::test_the_hub_starts_as_it_is_said",
    "HOST=0.0.0.0 make run": "tests/deploy/test_readme.py::test_the_hub_starts_as_it_is_said",
    ".venv/bin/overture-partner http://127.0.0.1:8000 --answers example": (
        "tests/browser/test_with_terminal.py::test_the_terminal_joins_a_phone"
    ),
    "overture-partner verify": (
        "tests/terminal/test_verify.py::test_an_honest_hub_serves_exactly_this_version_whatever_it_says_of_itself"
    ),
    **dict.fromkeys(
        INSTALLERS.values(), "tests/deploy/test_installed.py::test_the_installers_of_the_readme_install_it"
    ),
    "overture serve": "tests/deploy/installed.py::check",
    # Whoever reads this has run it; it runs this.
    "make test": "tests/deploy/test_readme.py::test_each_command_of_the_readme_is_run_by_a_test",
    VECTORS: "tests/deploy/test_readme.py::test_vectors_run_as_it_is_said",
    # It types what leads to a hub over https, and is no part of `make test`; the workflow runs it.
    "make images": "tests/images/check.py::check",
    **{command: "tests/images/ways.py::type_commands" for way in WAYS.values() for command in commands_of(way)},
    # In the image of the hub; the command itself is run on the engines that the tests start.
    "docker compose exec app overture check": "tests/server/process/test_check.py::test_all_is_well",
}

OPERATING = {
    "overture check": "tests/server/process/test_check.py::test_all_is_well",
    "overture serve": "tests/deploy/test_wheel.py::test_a_hub_runs_from_the_wheel_alone",
    "overture serve --workers N": "tests/server/test_cli.py::test_two_workers_see_each_others_changes",
}
"""The verbs of the hub's own command that docs/operating.md names, and what runs each."""


def commands() -> set[str]:
    """What stands in a block of its own, and what stands between backquotes and begins like a command."""
    blocks = re.findall(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", "").splitlines()]
    found = {line.partition(" #")[0].strip() for line in lines}
    text = re.sub(r"^```\n.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    # A verb is more than one word; a word alone is a name.
    spoken = {name for name in re.findall(r"`([^`]+)`", text) if name.startswith(PROGRAMS) and " " in name}
    return (found | spoken) - {""}


def test_each_command_of_the_readme_is_run_by_a_test() -> None:
    assert commands() == set(RUN_BY)


def test_each_verb_of_the_hub_that_operators_read_of_is_run_by_a_test() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(overture [^`]+)`", page)) == set(OPERATING)


@pytest.mark.parametrize("where", sorted({*RUN_BY.values(), *OPERATING.values()}))
def test_what_runs_it_is_there(where: str) -> None:
    file, _, name = where.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    made = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in made


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - as it is said
def test_the_hub_starts_as_it_is_said(host: str, tmp_path: Path) -> None:
    """With a port and a folder of its own, as somebody may be running one here."""
    port = free_port()
    program = Program(
        "make run",
        ["make", "--no-print-directory", "--directory", str(ROOT), "run"],
        env={**os.environ, "HOST": host, "PORT": str(port), "DATA_DIR": str(tmp_path)},
    )
    try:
        program.wait_for(rf"http://[0-9.]+:{port}")
        with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
    finally:
        program.stop()
    # It ends with the make that started it.
    until(lambda: not listens(port))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_vectors_run_as_it_is_said() -> None:
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(VECTORS.split(), cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d+ passed, 0 failed$", done.stdout, re.MULTILINE)
