"""Whose word stands, as the terminal works it out: the vectors that hold for the phones too, and what is read of it."""

import pytest

from tests.support.standing_cases import CASES, Case, expected, turned
from tests.terminal.standing_py import lines, standing


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_vectors_hold(case: Case) -> None:
    assert standing(case) == expected(case)
    assert standing(turned(case)) == expected(turned(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_printed_standing_says_the_same(case: Case) -> None:
    read = lines(case)
    for part, heading in (("shared", "Shared ground"), ("curious", "What you are both curious about")):
        assert {line.split(" (")[0].split(" – ")[0] for line in read.get(heading, [])} == {
            key.split("/")[0] for key in case[part]
        }
    own_lines = [line for line in read.get("Limits", []) if line.startswith("You: ")]
    assert len(own_lines) == len(case["limits"]["mine"])
    assert len(read.get("Open points", [])) == len(case["talk"])
