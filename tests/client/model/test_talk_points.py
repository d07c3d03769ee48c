"""Both people talk the same points through, in the same order, on a phone and in a terminal."""

from typing import Any

from hypothesis import given, settings

from tests.support.node import SUPPORT, Node
from tests.support.outcome_cases import PAIRS, turned
from tests.terminal.outcomes_py import points

KINDS = ["limits", "open", "condition", "ask", "signal"]


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_every_client_has_the_same_list_for_either_person(node: Node, case: dict[str, Any]) -> None:
    (phone,) = node.call(f"{SUPPORT}/outcomes", "allPoints", [case])
    assert points(case, "A") == phone
    assert points(turned(case), "B") == phone
    assert [KINDS.index(point["kind"]) for point in phone] == sorted(KINDS.index(point["kind"]) for point in phone)
    assert len({point["id"] for point in phone}) == len(phone)
    assert [point["kind"] for point in phone].count("signal") <= 1
