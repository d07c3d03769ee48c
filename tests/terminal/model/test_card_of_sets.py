"""What of the sets that come with the product is at hand in a scene, alone and added to the first one."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from overture.questions.model import load_file
from overture.settings import BUILTIN_QUESTIONS
from overture_partner.model import card
from overture_partner.model.answers import Answers, Opened
from overture_partner.model.card import Card, card_of
from overture_partner.model.document import Document
from overture_partner.model.precedence import ChapterAnswers, precedence_of
from overture_partner.model.standing import ChapterResults, with_newest_answers
from tests.server.own_sets import DOCUMENTS

Said = Mapping[str, Mapping[str, Any]]
"""What one person answered, {section: {question: answer}}."""

CARD_JS = Path(__file__).parents[3] / "client" / "static" / "js" / "model" / "card.js"
WORDS: Said = {"stop-signals": {"stop-word": "Red", "slow-word": "Yellow", "silent-signal": ["tap"]}}


def card_for(*chapters: tuple[str, Said, Said]) -> Card:
    """The card after chapters of (set, mine, theirs)."""
    known = []
    for name, mine, theirs in chapters:
        document = msgspec.json.decode(load_file(BUILTIN_QUESTIONS / f"{name}.toml").document, type=Document)
        rounds = {
            section: [(Answers(dict(mine.get(section, {}))), Answers(dict(theirs.get(section, {}))))]
            for section in mine.keys() | theirs.keys()
        }
        known.append(ChapterAnswers(document, rounds, [], []))
    precedence = precedence_of(known)
    return card_of(with_newest_answers(
        [
            ChapterResults(
                chapter.document,
                {section: Opened(1, *rounds[-1]) for section, rounds in chapter.rounds.items()},
                {}, (), (), (), False, at, precedence, (),
            )
            for at, chapter in enumerate(known)
        ]
    ))  # fmt: skip


@pytest.mark.parametrize("name", ["first-scene", "just-before", "apart"])
def test_words_and_signals_are_its_first_screen(name: str) -> None:
    card = card_for((name, WORDS, WORDS))
    assert [(one.who, one.answer) for one in (*card.stop, *card.slow, *card.silent)] == [
        ("both", "Red"), ("both", "Yellow"), ("both", ["tap"]),
    ]  # fmt: skip
    assert card.plain
    assert card.clash is None


def test_just_before_has_the_rest_of_the_card_too() -> None:
    mine: Said = {
        "today": {"state-today": ["tired"], "hard-limits": "No rope", "sexual": "not-sexual"},
        "plan": {"plan-strength": 2},
        "aftercare": {"in-emergency": "Inhaler in my bag", "needs-after": ["warmth"]},
    }  # fmt: skip
    card = card_for(("just-before", mine, {"today": {"sexual": "sexual"}}))
    parts = {
        "extent": {"sexual", "plan-strength"}, "limits": {"hard-limits"}, "body": {"state-today"},
        "help": {"in-emergency"}, "aftercare": {"needs-after"},
    }  # fmt: skip
    assert {part: {question.id for question, _ in getattr(card, part)} for part in parts} == parts


def test_what_was_said_just_before_replaces_what_was_said_in_the_first_set() -> None:
    before: Said = {**WORDS, "building": {"sexual": "sexual"}}
    today: Said = {"stop-signals": {"stop-word": "Mango"}, "today": {"sexual": "sensual"}}
    card = card_for(("first-scene", before, before), ("just-before", today, today))
    assert [one.answer for one in card.stop] == ["Mango"]
    assert [one.answer for one in card.slow] == ["Yellow"]
    assert [said.answer for _, all_said in card.extent for said in all_said] == ["sensual"]


def test_a_limit_of_today_strikes_what_both_wanted_in_the_first_set() -> None:
    wished: Said = {"curious-about": {"curious-touch": {"kissing": {"level": "yes"}}}}
    today: Said = {"today": {"contact": {"kissing": {"level": "not-now"}}}}
    card = card_for(("first-scene", wished, wished), ("just-before", today, {}))
    assert [item.id for item, _ in card.not_now] == ["kissing"]


def test_apart_has_who_to_call_and_what_to_do_when_the_line_drops() -> None:
    mine: Said = {
        "pictures": {"never-shown": ["face"], "screenshots": "none"},
        "alone": {"task-limits": "Nothing outdoors", "in-emergency": "Kim, 555 0100", "no-answer": "ten-minutes"},
        "stop-signals": {"line-drops": ["call-back"], "at-a-stop": ["stay-on-line"]},
        "aftercare": {"beside-you": ["warmth"]},
    }
    card = card_for(("apart", mine, {}))
    parts = {
        "limits": {"never-shown", "screenshots", "task-limits"}, "stopping": {"line-drops", "at-a-stop"},
        "aftercare": {"beside-you"}, "help": {"in-emergency", "no-answer"},
    }  # fmt: skip
    assert {part: {question.id for question, _ in getattr(card, part)} for part in parts} == parts


AT_HAND = {
    "first-scene": {"dressed", "body", "body-details", "communicate", "marks"},
    "just-before": {"state-today"},
    "apart": {"earshot", "task-told"},
    "after-scene": {"only-if"},
    "ongoing": {"health-now"},
    "looking-again": {"conditions-now", "changed-words"},
}


@pytest.mark.parametrize("name", AT_HAND)
def test_of_the_conditions_it_has_what_matters_in_a_scene(name: str) -> None:
    """Not what is said about money, about rules for ordinary days, or about the end."""
    asked = {
        section["id"]: {
            question["id"]: _answer(question) for question in section["questions"] if _is_condition(question)
        }
        for section in DOCUMENTS[name]["sections"]
        if section["reveal"] == "both"
    }
    assert {question.id for question, _ in card_for((name, asked, {})).body} == AT_HAND[name]


def test_phones_leave_out_the_same() -> None:
    listed = re.search(r"NOT_AT_HAND = \[(.*?)\]", CARD_JS.read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    assert set(re.findall(r"'([a-z-]+)'", listed[1])) == card._NOT_AT_HAND


def _is_condition(question: dict[str, Any]) -> bool:
    return question.get("gather") == "conditions" and not question.get("private")


def _answer(question: dict[str, Any]) -> Any:
    if question["kind"] == "text":
        return "Something"
    option = next(each["id"] for each in question["options"] if not each.get("alone"))
    return [option] if question["kind"] == "choices" else option
