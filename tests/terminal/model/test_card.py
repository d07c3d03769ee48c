"""What stands on the scene card, by the vectors that both clients follow."""

import pytest

from tests.terminal.card_py import CASES, Case, card


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_card_is_that_of_the_vectors(case: Case) -> None:
    assert card(case) == case["card"]
