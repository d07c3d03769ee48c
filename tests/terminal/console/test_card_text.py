"""The scene card in the terminal: the stop word first, and what both say once."""

from overture_partner.console.card_text import card_lines
from tests.terminal.card_py import CASES, results_of


def written(name: str) -> list[str]:
    """The lines of the card of one case of the vectors."""
    case = next(case for case in CASES if case["name"] == name)
    return [f"{' ' * indent}{line}" for indent, line in card_lines(results_of(case))]


def test_words_that_differ_stand_with_whose_they_are() -> None:
    lines = written("words that differ both stand")
    assert lines[:5] == [
        "Use your word or your signal. Never rely on a device to stop.",
        "Stop word (safeword)",
        "  You: red",
        "  Your partner: pineapple",
        "Your stop words differ: agree on one",
    ]
    assert "Any stop word, from either, stops everything. “No” and “stop” count too." in lines


def test_the_card_says_which_words_differ() -> None:
    slow = "Your words for slowing down differ: agree on one"
    assert slow in written("words to slow down that differ")
    assert "Your stop words differ: agree on one" not in written("words to slow down that differ")
    both = written("stop words that differ come before words to slow down")
    assert "Your stop words differ: agree on one" in both
    assert slow not in both


def test_settled_words_come_first_and_end_the_asking() -> None:
    lines = written("settled words come first, the newest")
    assert lines[1] == "In our words: Red for both."
    assert "Your stop words differ: agree on one" not in lines


def test_acts_and_conditions_are_sentences_of_their_own() -> None:
    limits = written("limits of either, whoever set them, each act once")
    assert "  Not at all: rope (you give); face (you give)" in limits
    assert "  must-not: nothing loud" in limits
    conditions = written("a condition whole, and the risk of what both agreed to")
    assert "  rope (you receive): You: loose" in conditions
    assert "  rope: untie" in conditions


def test_help_stands_apart_and_nothing_open_says_what_counts() -> None:
    helped = written("body, help and afterwards, the newest of each")
    assert helped[helped.index("If we need help") :] == ["If we need help", "  Medicines and allergies: You: inhaler"]
    assert "  Sexual, until you have talked: some" in helped
    assert "None yet. Agree on one before you begin." in written("nothing is open")
