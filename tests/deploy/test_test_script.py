"""The script that runs all tests says last which of them failed, in whichever of its two runs."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "test.sh"
SUMMARY = "=== short test summary info ===\n"
PYTEST = """#!/bin/sh
case "$*" in *"not ("*) run=others ;; *) run=browsers ;; esac
cat "$(dirname "$0")/$run.said"
exit "$(cat "$(dirname "$0")/$run.status")"
"""


def run(folder: Path, browsers: tuple[int, str], others: tuple[int, str]) -> tuple[int, list[str]]:
    """The script beside a pytest that says and returns this in either run: its status, and the lines that it wrote."""
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (folder / "tools").mkdir()
    shutil.copy(SCRIPT, folder / "tools")
    (binaries / "python").write_text(PYTEST, encoding="utf-8")
    (binaries / "python").chmod(0o755)
    for name, (status, said) in (("browsers", browsers), ("others", others)):
        (binaries / f"{name}.said").write_text(said, encoding="utf-8")
        (binaries / f"{name}.status").write_text(str(status), encoding="utf-8")
    done = subprocess.run([folder / "tools" / "test.sh"], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout.splitlines()


LONG = "a line of a log\n" * 3000
IN_BROWSERS = (1, f"{LONG}{SUMMARY}FAILED tests/browser/test_a.py::test_a - it broke\n1 failed in 2 s\n")
WITHOUT = (1, f"{LONG}{SUMMARY}ERROR tests/server/test_b.py - no engine\n1 error in 3 s\n{LONG}")
WELL = (0, f"{LONG}5 passed in 4 s\n")
HEAD_IN_BROWSERS = "Failed in browsers (all of it: .cache/tests-in-browsers.log):"
HEAD_WITHOUT = "Failed without a browser (all of it: .cache/tests-without-browsers.log):"


@pytest.mark.parametrize(
    ("browsers", "others", "last"),
    [
        (
            IN_BROWSERS,
            WITHOUT,
            [
                HEAD_IN_BROWSERS,
                "FAILED tests/browser/test_a.py::test_a - it broke",
                "",
                HEAD_WITHOUT,
                "ERROR tests/server/test_b.py - no engine",
            ],
        ),
        (WELL, WITHOUT, [HEAD_WITHOUT, "ERROR tests/server/test_b.py - no engine"]),
        (IN_BROWSERS, WELL, [HEAD_IN_BROWSERS, "FAILED tests/browser/test_a.py::test_a - it broke"]),
        ((3, "INTERNALERROR\nout of memory\n"), WELL, [HEAD_IN_BROWSERS, "INTERNALERROR", "out of memory"]),
    ],
    ids=["both", "the others", "the browsers", "one that breaks off"],
)
def test_what_failed_stands_last(
    tmp_path: Path, browsers: tuple[int, str], others: tuple[int, str], last: list[str]
) -> None:
    status, lines = run(tmp_path, browsers, others)
    assert status == 1
    assert lines[-len(last) :] == last


def test_where_nothing_failed_the_two_counts_stand_last(tmp_path: Path) -> None:
    status, lines = run(tmp_path, WELL, (0, "7 passed in 5 s\n"))
    assert status == 0
    assert lines[-2:] == ["5 passed in 4 s", "7 passed in 5 s"]
