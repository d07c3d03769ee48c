"""Which acts two people compare, and what counts as wanting them."""

from itertools import product
from typing import get_args

import pytest

from overture.questions.model import load_file
from overture_partner.model.answers import Answers
from overture_partner.model.document import Document, Section, parse_document
from overture_partner.model.mutual_items import (
    MOST_IDS,
    ComparedAct,
    acts_of,
    can_be_compared,
    wanted,
)
from overture_partner.protocol.encoding import base64url
from overture_partner.protocol.pairing import Role
from tests.terminal.mutual_answers import IDS, MUTUAL_SECTION, SET, answers_by_row

LOADED = load_file(SET)
DOCUMENT: Document = parse_document(LOADED.document, base64url(LOADED.qhash)).document
ROLES: tuple[Role, ...] = get_args(Role)


def section(id: str) -> Section:
    return next(one for one in DOCUMENT.sections if one.id == id)


def acts(role: Role) -> tuple[ComparedAct, ...]:
    return acts_of(section(MUTUAL_SECTION), role)


def test_both_seats_and_the_hub_compare_the_same_in_the_same_order() -> None:
    at_the_hub = next(one for one in LOADED.content.sections if one.id == MUTUAL_SECTION).shared_ids
    for role in ROLES:
        assert tuple(act.id for act in acts(role)) == at_the_hub == IDS


def test_what_one_gives_the_other_receives() -> None:
    assert [act.key for act in acts("A")[:3]] == ["rope/give", "rope/receive", "scarf"]
    assert [act.key for act in acts("B")[:3]] == ["rope/receive", "rope/give", "scarf"]


def met(mia: Answers, sam: Answers) -> set[str]:
    """What would open, from the side of A."""
    sides = (wanted(DOCUMENT, acts("A"), mia), wanted(DOCUMENT, acts("B"), sam))
    return {act.key for act, hers, his in zip(acts("A"), *sides, strict=True) if hers and his}


@pytest.mark.parametrize(
    ("mine", "theirs"), [("rope/give", "rope/receive"), ("rope/receive", "rope/give"), ("scarf", "scarf")]
)
def test_yes_and_curious_count_alike_and_nothing_else_counts(mine: str, theirs: str) -> None:
    levels = ("yes", "curious", "not-now", "not-sure", None)
    for hers, his in product(levels, levels):
        said = [
            Answers() if level is None else answers_by_row(**{row: level})
            for row, level in ((mine, hers), (theirs, his))
        ]
        both = hers in ("yes", "curious") and his in ("yes", "curious")
        assert met(*said) == ({mine} if both else set()), (hers, his)


def test_the_same_direction_on_both_sides_does_not_meet() -> None:
    assert met(answers_by_row(**{"rope/give": "yes"}), answers_by_row(**{"rope/give": "yes"})) == set()


def test_an_area_that_is_skipped_wants_nothing() -> None:
    said = answers_by_row(scarf="yes", story="yes")
    skipped = Answers(said.answers, skip=("tied",))
    assert [act.id for act, want in zip(acts("A"), wanted(DOCUMENT, acts("A"), skipped), strict=True) if want] == [
        "story"
    ]


def test_too_many_or_repeated_acts_cannot_be_compared() -> None:
    one = acts("A")[2]
    many = tuple(ComparedAct(str(n), one.question, one.item, None) for n in range(MOST_IDS + 1))
    assert can_be_compared(many[:MOST_IDS])
    assert not can_be_compared(many)
    assert not can_be_compared(())
    assert not can_be_compared((one, one))
