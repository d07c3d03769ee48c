"""What two people would like to ask each other, as the terminal writes it."""

from overture_partner.console.standing_text import open_texts
from overture_partner.console.talk_text import opener_lines
from overture_partner.model.talk_points import talk_points
from tests.terminal.outcomes_py import results_of

ASKED = results_of(
    {
        "mine": {"talk": {"answers": {"ask-you": "Who taught you?"}}},
        "theirs": {"talk": {"answers": {"ask-you": "Why now?"}}},
    }
)


def test_each_question_is_an_open_point_in_the_words_of_whoever_asks() -> None:
    assert open_texts(ASKED) == [
        "What would you like to ask? – You: Who taught you?",
        "What would you like to ask? – Your partner: Why now?",
    ]


def test_the_point_begins_with_a_sentence_of_its_own() -> None:
    (point,) = talk_points([("Q" * 43, ASKED)], "A")
    assert "Is there more you would like to know?" in opener_lines(point, "A")[0]
