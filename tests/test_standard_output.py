"""Both commands in terminals of any encoding, and in pipes that are closed early: no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
BUILTIN = Path(__file__).parents[1] / "server" / "overture" / "questions" / "builtin"
NOWHERE = "http://127.0.0.1:9"
COMMANDS = (
    ("overture", "--help"),
    ("overture", "questions", "show", "first-scene"),
    ("overture", "questions", "print", "first-scene", "--language", "de"),
    ("overture", "questions", "check", str(BUILTIN)),
    ("overture", "questions", "import", "绳缚.txt"),
    ("overture", "client", "manifest"),
    ("overture-partner", "--language", "de", "--help"),
    ("overture-partner", "verify", "--language", "de", NOWHERE),
    ("overture-partner", "--language", "de", NOWHERE),
)
ENCODINGS = ("iso-8859-1", "ascii:strict")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "绳缚.txt").write_text("# 绳缚\n（给予，接受）\n* 手腕绳缚\n", "utf-8")
    return folder


def run(
    command: tuple[str, ...], folder: Path, *, encoding: str = "utf-8", stdout: int = subprocess.PIPE
) -> tuple[int, str]:
    """The exit code, and everything that was printed."""
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **plain},
        cwd=folder,
        check=False,
    )
    return done.returncode, ((done.stdout or b"") + done.stderr).replace(b"\0", b"").decode("utf-8", "replace")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_encoding_ends_a_command_with_a_traceback(command: tuple[str, ...], folder: Path) -> None:
    for encoding in ENCODINGS:
        code, said = run(command, folder, encoding=encoding)
        assert "Traceback" not in said, encoding
        assert code == (1 if NOWHERE in command else 0), encoding


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_pipe_that_nobody_reads_ends_a_command_without_a_word(command: tuple[str, ...], folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        _, said = run(command, folder, stdout=write)
    finally:
        os.close(write)
    assert "Traceback" not in said
    assert "BrokenPipeError" not in said
