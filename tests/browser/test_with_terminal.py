"""One person with a phone, the other in a terminal, in both roles."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import expect

from tests.browser.people import SECTIONS, Person
from tests.support.hub import Hub
from tests.support.shelf import PATIENCE_MS

PARTNER = str(Path(sys.executable).with_name("overture-partner"))


class Terminal:
    """The command, answering by itself out of its built-in example, or a file; or, without answers, by what is typed.

    `said` is what it has printed so far.
    """

    def __init__(self, *arguments: str, answers: str | None = "example") -> None:
        self._process = subprocess.Popen(
            [PARTNER, *arguments, *([] if answers is None else ["--answers", answers])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def types(self, line: str) -> None:
        pipe: IO[str] = self._process.stdin  # type: ignore[assignment]
        pipe.write(f"{line}\n")
        pipe.flush()

    def says(self, pattern: str) -> re.Match[str]:
        """Read on until a line matches. A terminal that falls silent is ended after a while, which ends the reading."""
        patience = threading.Timer(PATIENCE_MS / 1000, self._process.kill)
        patience.start()
        try:
            return self._read_until(pattern)
        finally:
            patience.cancel()

    def _read_until(self, pattern: str) -> re.Match[str]:
        for line in self._process.stdout or ():
            self.said += line
            if found := re.search(pattern, line):
                return found
        pytest.fail(f"the terminal ended without saying {pattern!r}. It said:\n{self.said}")

    def ends(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """Those that a test starts; ended with it."""
    started: list[Terminal] = []
    yield started
    for terminal in started:
        terminal.ends()


def test_the_terminal_joins_a_phone(mia: Person, hub: Hub, terminals: list[Terminal]) -> None:
    code = mia.starts()
    terminal = Terminal(hub.url)
    terminals.append(terminal)
    terminal.types(code)
    mia.is_paired()
    answers_everything(mia)


def test_a_phone_joins_the_terminal(sam: Person, hub: Hub, terminals: list[Terminal]) -> None:
    terminal = Terminal(hub.url, "--start")
    terminals.append(terminal)
    code = terminal.says(r"Your code: (\w{4}-\w{4})").group(1)
    sam.types_code(code)
    sam.is_paired()
    answers_everything(sam)


def answers_everything(person: Person) -> None:
    person.is_ready()
    expect(person.page.locator("#not-both-ready")).to_have_count(0)
    for section in SECTIONS:
        person.skips_and_seals(section)
        person.reads(section)
    person.writes_note("limits", "We have read each other.")
    person.settles("limits")
    expect(person.section("limits").locator("overture-notes")).to_contain_text("You have both confirmed these words")
