"""Phone and terminal mean the same by any two people's answers, and both people are told the same."""

from hypothesis import given, settings

from tests.support.node import SUPPORT, Node
from tests.support.outcome_cases import OTHER, PAIRS, Case, mirrored, turned
from tests.terminal.outcomes_py import whole


def _seen_from_there(rows: list[Case]) -> list[Case]:
    return [
        {
            **row,
            "key": mirrored(row["key"]),
            "who": OTHER.get(row["who"], row["who"]),
            "experience": sorted([OTHER[who], level] for who, level in row["experience"]),
        }
        for row in rows
    ]


def _unordered(outcome: Case) -> Case:
    """Without the order of lines, which each client has of its own."""
    parts = {part: sorted(points, key=str) for part, points in outcome["parts"].items()}
    return {**outcome, "parts": parts, "open": sorted(outcome["open"], key=str)}


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_phone_and_terminal_say_the_same_to_either_person(node: Node, case: Case) -> None:
    cases = [case, turned(case)]
    on_phones = node.call(f"{SUPPORT}/outcomes", "wholes", cases)
    assert [_unordered(each) for each in on_phones] == [_unordered(whole(each)) for each in cases]
    here, there = on_phones
    for question, outcome in here["questions"].items():
        other = there["questions"][question]
        for name in ("state", "limit", "until"):
            assert outcome[name] == other[name]
        assert outcome["talk"] == OTHER.get(other["talk"], other["talk"])
        rows = [{**row, "experience": sorted(row["experience"])} for row in outcome["rows"]]
        assert sorted(rows, key=str) == sorted(_seen_from_there(other["rows"]), key=str)
