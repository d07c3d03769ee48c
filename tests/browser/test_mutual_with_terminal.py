"""A section that opens only what both want: one person with a phone, the other in a terminal, in both roles."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.people import Person
from tests.browser.test_with_terminal import Terminal
from tests.browser.wishes import WISHES, acts, marks_and_seals, question_sets
from tests.support.hub import Hub

SAYS = {
    "tied": {"rope/give": {"level": "yes"}, "rope/receive": {"level": "curious"}, "scarf": {"level": "not-now"}},
    "told-stories": {"story": {"level": "yes"}},
}
PHONE = {"Rope You give": "Yes", "Rope You receive": "Not now", "A scarf": "Yes", "A story": "Curious"}
"""The phone gives rope and the terminal receives it; both want a story."""


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return question_sets(tmp_path_factory.mktemp("sets"))


@pytest.fixture
def terminal(hub: Hub, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts one with these wishes; ended with the test."""
    started: list[Terminal] = []
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({WISHES: {"answers": SAYS}}), encoding="utf-8")

    def start(*arguments: str) -> Terminal:
        started.append(Terminal(hub.url, *arguments, answers=str(file)))
        return started[-1]

    yield start
    for each in started:
        each.ends()


def both_learn_it(person: Person, terminal: Terminal) -> None:
    person.is_ready()
    marks_and_seals(person, PHONE)
    assert acts(person) == ["Rope (you give)", "A story"]
    for line in ("You each said yes or curious to these", r"Rope \(you receive\)", "A story"):
        terminal.says(line)


def test_the_phone_is_person_1(mia: Person, terminal: Callable[..., Terminal]) -> None:
    code = mia.starts()
    other = terminal()
    other.types(code)
    mia.is_paired()
    both_learn_it(mia, other)


def test_the_phone_is_person_2(sam: Person, terminal: Callable[..., Terminal]) -> None:
    other = terminal("--start")
    code = other.says(r"Your code: (\w{4}-\w{4})").group(1)
    sam.types_code(code)
    sam.is_paired()
    both_learn_it(sam, other)
