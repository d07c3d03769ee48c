"""Reading a question set: what it says about its answers is kept, and what is none is refused."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from overture_partner.errors import PartnerError
from overture_partner.model.document import Document, parse_document
from overture_partner.protocol.encoding import H32, base64url

VECTORS = Path(__file__).parents[2] / "vectors" / "answers.json"
SAMPLE: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))["document"]

SECTION: tuple[str | int, ...] = ("sections", 0)
TEXT = (*SECTION, "questions", 0)
CHOICE = (*SECTION, "questions", 1)
CHOICES = (*SECTION, "questions", 2)
SCALE = (*SECTION, "questions", 3)
ITEM = (*SECTION, "questions", 4, "items", 0)


def parsed(*place: str | int, **keys: object) -> Document:
    """The sample with these keys in one of its tables."""
    whole = deepcopy(SAMPLE)
    table: Any = whole
    for step in place:
        table = table[step]
    table.update(keys)
    data = json.dumps(whole).encode()
    return parse_document(data, base64url(H32(data))).document


def test_what_a_set_says_about_its_answers_is_kept() -> None:
    numb = {"en": "Numb: untie at once."}
    assert parsed(*SECTION, private=True).sections[0].private
    assert parsed(*TEXT, private=True).sections[0].questions[0].private
    assert parsed(*CHOICE, counts="first").sections[0].questions[1].counts == "first"
    assert parsed(*CHOICES, counts="union").sections[0].questions[2].counts == "union"
    assert parsed(*SCALE, counts="low").sections[0].questions[3].counts == "low"
    assert parsed(*CHOICES, "options", 0, alone=True).sections[0].questions[2].options[0].alone
    item = (
        parsed(*ITEM, risk=numb, give_says=numb, receive_says=numb, experience="rope").sections[0].questions[4].items[0]
    )
    assert (item.risk, item.give_says, item.receive_says, item.experience) == (numb, numb, numb, "rope")


def test_a_set_that_says_nothing_about_its_answers_stays_readable() -> None:
    section = parsed().sections[0]
    item = section.questions[4].items[0]
    assert not section.private
    assert not any(question.private or question.counts for question in section.questions)
    assert not any(option.alone for question in section.questions for option in question.options)
    assert (item.risk, item.give_says, item.receive_says, item.experience) == (None, None, None, None)


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        (SECTION, "private", "yes"),
        (TEXT, "private", "yes"),
        ((*CHOICES, "options", 0), "alone", "yes"),
        (CHOICE, "counts", "last"),
        (ITEM, "risk", "Cut it."),
        (ITEM, "give_says", "You tie."),
        (ITEM, "receive_says", ["You are tied."]),
        (ITEM, "experience", 5),
    ],
)
def test_what_is_no_question_set_is_refused(place: tuple[str | int, ...], key: str, value: object) -> None:
    with pytest.raises(PartnerError, match="bad-document"):
        parsed(*place, **{key: value})
