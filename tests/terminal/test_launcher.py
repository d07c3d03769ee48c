"""The first thing that somebody types, on a machine that lacks what it needs."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.terminal.terminals import PARTNER

NO_LIBSODIUM = "import ctypes.util; ctypes.util.find_library = lambda _name: None"
OLD_LIBSODIUM = "import pysodium; pysodium.sodium_minor, pysodium.sodium_patch = 0, 17"
NO_PACKAGES = """
import importlib.abc, sys
class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "pysodium":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Nothing())
"""


@pytest.mark.parametrize(
    ("machine", "language", "said"),
    [
        (NO_LIBSODIUM, "en_GB", "sudo apt-get install libsodium23"),
        (NO_LIBSODIUM, "de_DE", "braucht libsodium 1.0.18"),
        (OLD_LIBSODIUM, "en_GB", "needs libsodium 1.0.18"),
        (NO_PACKAGES, "en_GB", "pip install cryptography pysodium"),
    ],
)
def test_who_lacks_something_is_told_what_to_install(machine: str, language: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(machine, encoding="utf-8")
    done = subprocess.run(
        [PARTNER, "http://127.0.0.1:8000", "--answers", "example"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "LANG": f"{language}.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in done.stderr
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
