"""Wheels of the locked packages on this disk, so that a test can install from them.

`tools/setup.sh test` fetches them (`python -m tests.support.wheelhouse`), as tests themselves ask nobody for packages.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "run.txt"
INSTALLERS = ROOT / "requirements" / "installers.txt"
HOUSE = ROOT / ".cache" / "wheels" / hashlib.sha256(LOCK.read_bytes() + INSTALLERS.read_bytes()).hexdigest()[:16]
VERSIONS = ("3.11", "3.13")
"""The oldest Python that is supported, and the one in the image of the hub."""
SOURCE_ALONE = "pysodium"
"""What is published without a wheel. One that any Python built is good for all, as it is Python alone."""
ITS_VERSION = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"


def running() -> str:
    """The version of the Python that runs this."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


@cache
def pythons() -> dict[str, Path]:
    """Finds the Python that runs this, and those of `VERSIONS` that are here: on the path, of pyenv, of uv.

    Returns:
        The program of each, by its version.
    """
    found = {running(): Path(sys.base_prefix) / "bin" / f"python{running()}"}
    for version in VERSIONS:
        name = f"python{version}"
        on_path = shutil.which(name)
        places = [
            *([Path(on_path)] if on_path else []),
            *Path.home().glob(f".pyenv/versions/{version}.*/bin/{name}"),
            *Path.home().glob(f".local/share/uv/python/cpython-{version}.*/bin/{name}"),
        ]
        usable = next((place for place in places if is_whole(place, version)), None)
        if usable is not None:
            found.setdefault(version, usable)
    return found


def is_whole(program: Path, version: str) -> bool:
    """Whether it runs, is this version, and can make a virtual environment with pip."""
    done = subprocess.run([program, "-c", ITS_VERSION], capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


def wheels() -> list[Path]:
    """Finds the wheels for every Python of `pythons`.

    Returns:
        The folders that hold them.
    """
    folders = [HOUSE / version for version in pythons()]
    if not all(folder.is_dir() for folder in folders):
        pytest.fail("The wheels that are installed here have not been fetched. Run: tools/setup.sh test")
    return folders


def pip(*arguments: str | Path, python: Path | None = None) -> None:
    """Runs the pinned pip of this environment, for another Python if one is named."""
    for_another: list[str | Path] = [] if python is None else ["--python", python]
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        *for_another,
        *arguments,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def fetch() -> None:
    """Fetches what is not here yet, and removes the wheels of former locks."""
    for former in HOUSE.parent.glob("*"):
        if former != HOUSE:
            shutil.rmtree(former)
    HOUSE.mkdir(parents=True, exist_ok=True)
    for version, python in pythons().items():
        if (HOUSE / version).exists():
            continue
        print(f"Fetching the pinned packages for Python {version} ...", flush=True)  # noqa: T201 - for a terminal
        with tempfile.TemporaryDirectory(dir=HOUSE) as work:
            lock, made = Path(work) / "lock.txt", Path(work) / "wheels"
            locked = ("--no-deps", "--require-hashes", "--requirement", lock)
            if version == running():
                lock.write_text(LOCK.read_text() + INSTALLERS.read_text())
                pip("wheel", "--no-build-isolation", "--wheel-dir", made, *locked)
            else:
                lock.write_text(re.sub(rf"^{SOURCE_ALONE}==(?:.*\\\n)*.*\n", "", LOCK.read_text(), flags=re.MULTILINE))
                pip("download", "--only-binary", ":all:", "--dest", made, *locked, python=python)
            made.rename(HOUSE / version)


if __name__ == "__main__":
    fetch()
