"""Whose word stands, as the phones work it out: the vectors that hold for the terminal too."""

import pytest
from playwright.sync_api import Page

from tests.client.standing_js import standings
from tests.support.standing_cases import CASES, expected, turned


@pytest.mark.parametrize("turn", [dict, turned], ids=["one side", "the other"])
def test_the_vectors_hold_for_either(page: Page, turn: "type[dict]") -> None:  # type: ignore[type-arg]
    cases = [turn(case) for case in CASES]
    for case, found in zip(cases, standings(page, cases), strict=True):
        assert found == expected(case), case["name"]
