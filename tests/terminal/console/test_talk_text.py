"""What a point says at the terminal: why it is open, and what helps to answer it."""

import msgspec
import pytest

from overture.questions.model import load_file
from overture.settings import BUILTIN_QUESTIONS
from overture_partner.console.opened_text import opened_lines
from overture_partner.console.outcome_text import why_text
from overture_partner.console.standing_text import standing_lines
from overture_partner.console.talk_text import point_name, said_lines
from overture_partner.i18n import pick, t
from overture_partner.model.answers import Answers, Opened
from overture_partner.model.document import Document
from overture_partner.model.precedence import ChapterAnswers, Precedence, precedence_of
from overture_partner.model.standing import ChapterResults
from overture_partner.model.talk_points import talk_points
from tests.support.outcome_cases import VECTORS, Case
from tests.terminal import card_py, outcomes_py

CHAPTER = "Q" * 43
POINTS = [
    pytest.param(case, point.id, id=f"{case['name']}, {point.question.id} {point.item and point.item.id}")
    for case in VECTORS["standings"]
    for point in talk_points([(CHAPTER, outcomes_py.results_of(case))], "A")
    if point.open is not None and point.open.outcome is not None
]


@pytest.mark.parametrize(("case", "id"), POINTS)
def test_an_act_says_why_it_is_open_and_what_helps(case: Case, id: str) -> None:
    results = outcomes_py.results_of(case)
    (point,) = (one for one in talk_points([(CHAPTER, results)], "A") if one.id == id)
    assert point.open is not None
    assert point.open.outcome is not None
    assert point.item is not None
    helps = [] if point.item.help is None else [(2, pick(point.item.help))]
    assert said_lines(point, results, "A")[: 1 + len(helps)] == [(2, why_text(point.open)), *helps]


def test_two_on_one_side_are_told_so() -> None:
    (case,) = (one for one in VECTORS["standings"] if one["name"].startswith("two on one side"))
    results = outcomes_py.results_of(case)
    points = [one for one in talk_points([(CHAPTER, results)], "A") if one.reason == "same-side"]
    assert [point.question.id for point in points] == ["writes", "roles"]
    for point in points:
        assert said_lines(point, results, "A")[0] == (2, t("reason.same-side"))
    assert any(t("reason.same-side") in line for _, line in standing_lines(results))
    section = next(one for one in results.document.sections if one.id == "talk")
    lines = [text for _, text in opened_lines(results.document, section, results.opened["talk"], Precedence())]
    assert lines[lines.index("writes") + 1] == f"[{t('state.same-side')}]"


def test_words_that_differ_are_said_with_the_newest_of_each() -> None:
    (case,) = (one for one in card_py.CASES if one["name"] == "old and new words under different names differ")
    chapters = card_py.results_of(case)
    points = talk_points([("Q" * 43, chapters[0]), ("R" * 43, chapters[1])], "A")
    (point,) = (one for one in points if one.reason == "stop-words")
    assert [line for _, line in said_lines(point, chapters[1], "A")] == [
        t("differ.stop"),
        t("side.mine", text="blue"),
        t("side.theirs", text="red"),
    ]


def test_no_two_points_of_a_list_have_one_name() -> None:
    """Limits of one list are several points, and a question can be open and have a condition too."""
    document = msgspec.json.decode(load_file(BUILTIN_QUESTIONS / "first-scene.toml").document, type=Document)
    limits = {act: {"level": "hard-limit"} for act in ("kissing", "rope/give", "rope/receive")}
    pair = (Answers({"activities": limits, "dressed": "dressed"}), Answers({"dressed": "not-sure"}))
    precedence = precedence_of([ChapterAnswers(document, {"limits": [pair]}, [], [])])
    results = ChapterResults(document, {"limits": Opened(1, *pair)}, {}, (), (), (), False, 0, precedence, ())
    names = [point_name(point, "A") for point in talk_points([(CHAPTER, results)], "A")]
    groups = [item.group for section in document.sections for each in section.questions for item in each.items]
    assert names[0] in {f"{t('talk.limits-mine')}: {pick(group)}" for group in groups if group is not None}
    assert any(name.startswith(t("talk.condition")) for name in names)
    assert len(names) == len(set(names)) == 4
