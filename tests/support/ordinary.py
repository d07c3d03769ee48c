"""An ordinary user of this machine, who has a folder and nothing else: also where the tests run as root."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

import pytest

NOBODY = 65534
UNNEEDED = ("site-packages", "test", "tests", "config-*", "idlelib", "tkinter", "include", "share", "*.a")
"""What a Python needs for no program: most of its size."""


class OrdinaryUser:
    """A user with a home of their own. Leave it with `discard`.

    `env` is all that they have of an environment. With `as_they_are` it is whoever runs this, root too.
    """

    def __init__(self, *, as_they_are: bool = False) -> None:
        # Not pytest's folder, which only the user of the tests can enter.
        self.home = Path(tempfile.mkdtemp(prefix="overture-user-"))
        self.env: dict[str, str] = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            # No settings of this machine's own: another index, or a constraint.
            "PIP_CONFIG_FILE": os.devnull,
        }
        self._prefix: tuple[str, ...] = ()
        if os.geteuid() == 0 and not as_they_are:
            if shutil.which("setpriv") is None:
                pytest.fail("As root the tests need setpriv to become an ordinary user (on Debian: util-linux).")
            user = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", "--inh-caps=-all")
            # To end with the tests is asked for last, since becoming another user takes it back.
            self._prefix = ("setpriv", *user, "--no-new-privs", "--", "setpriv", "--pdeathsig", "KILL", "--")
            os.chown(self.home, NOBODY, NOBODY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def discard(self) -> None:
        """Remove everything that is theirs."""
        shutil.rmtree(self.home)

    def command(self, *parts: str | Path) -> list[str]:
        """A command as they would run it: for root to start."""
        settings = [f"{name}={value}" for name, value in self.env.items()]
        return [*self._prefix, "env", *settings, *map(str, parts)]

    def run(self, *parts: str | Path) -> str:
        """Run a command in their home, and return what it prints. AssertionError if it fails."""
        command = self.command(*parts)
        done = subprocess.run(
            command, cwd=self.home, env={"PATH": self.env["PATH"]}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def given(self, *files: Path) -> list[Path]:
        """Copies of files that they can read, wherever the tree lies."""
        folder = self.home / "given"
        folder.mkdir(exist_ok=True)
        return [Path(shutil.copy(file, folder)) for file in files]

    def python(self, program: Path) -> Path:
        """The same Python where they can run it: itself, or a copy of it if it lies in a folder of root's."""
        try:
            self.run(program, "-c", "")
        except AssertionError:
            prefix = self.home / "python"
            unneeded = shutil.ignore_patterns(*UNNEEDED)
            shutil.copytree(program.parent.parent, prefix, symlinks=True, ignore=unneeded)
            # A shared library is looked for where it was.
            self.env["LD_LIBRARY_PATH"] = str(prefix / "lib")
            program = prefix / "bin" / program.name
            self.run(program, "-c", "")
        return program
