"""The client of two clones, with other folders, rights and Pythons, is the same byte for byte."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from overture.i18n import client_folder
from overture.site.manifest import client
from tests.support.wheelhouse import HOUSE, pip, pythons

NEEDED = ("jinja2", "markupsafe", "msgspec", "rjsmin")
"""What the client is read, joined and rendered with."""
PRINT = "import sys; from overture.site.manifest import client; sys.stdout.buffer.write(client().manifest)"
CLONES = {"one": 0o022, "two/of them": 0o077}
"""The folder and the umask of each."""


@pytest.mark.parametrize("version", list(pythons()))
def test_two_clones_make_the_same_bytes_on_every_python(version: str, tmp_path: Path) -> None:
    wheels = [each for each in (HOUSE / version).glob("*.whl") if each.name.lower().startswith(NEEDED)]
    pip("install", "--no-index", "--no-deps", "--target", tmp_path / "packages", *wheels, python=pythons()[version])
    for clone, umask in CLONES.items():
        before = os.umask(umask)
        try:
            for name in ("client", "server"):
                shutil.copytree(
                    client_folder().parent / name,
                    tmp_path / clone / name,
                    ignore=shutil.ignore_patterns("__pycache__"),
                    copy_function=shutil.copyfile,
                )
        finally:
            os.umask(before)
        paths = (tmp_path / clone / "server", tmp_path / "packages")
        env = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [str(pythons()[version]), "-c", PRINT]
        printed = subprocess.run(command, capture_output=True, cwd="/", env=env, check=False)
        assert (printed.returncode, printed.stderr) == (0, b"")
        assert printed.stdout == client().manifest
