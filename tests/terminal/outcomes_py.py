"""What two answers mean together, as the terminal works it out, in the shape of outcomes.json."""

from typing import Any

import msgspec

from overture_partner.model.alignment import Alignment, Row, align_question
from overture_partner.model.answers import Answers, Opened
from overture_partner.model.document import Document
from overture_partner.model.precedence import ChapterAnswers, precedence_of
from overture_partner.model.standing import ChapterResults, settled_in, standing_of
from overture_partner.model.standing_points import (
    ActPoint,
    AnswerPoint,
    CommonPoint,
    FinalPoint,
    OpenPoint,
    Point,
    UntilPoint,
)
from overture_partner.model.stop_words import stop_words_of
from overture_partner.model.talk_opener import opener_of
from overture_partner.model.talk_points import talk_points
from overture_partner.model.wanted import wanted_by_both, with_one_condition
from overture_partner.protocol.pairing import Role
from tests.support.outcome_cases import DOCUMENT, Case

PARSED = msgspec.convert(DOCUMENT, Document)


def key(item: str, direction: str | None) -> str:
    return item if direction is None else f"{item}/{direction}"


def answers_to(given: Case, section: str) -> Answers:
    said = given.get(section, {})
    marks = {name: tuple(said.get(name, ())) for name in ("skip", "talk", "first")}
    return Answers(said.get("answers", {}), **marks)


def pair_of(case: Case, section: str) -> tuple[Answers, Answers]:
    return answers_to(case["mine"], section), answers_to(case["theirs"], section)


def alignments(case: Case) -> Case:
    return {
        question.id: _drawn(
            align_question(PARSED, question, *pair_of(case, section.id), lambda name: pair_of(case, name))
        )
        for section in PARSED.sections
        for question in section.questions
    }


def _drawn(aligned: Alignment) -> Case:
    until = aligned.until
    return {
        "state": aligned.state,
        "talk": aligned.talk,
        "limit": aligned.limit,
        "final": None if aligned.final is None else {"option": aligned.final.option, "who": aligned.final.who},
        "until": None if until is None else {"value": until} if isinstance(until, int) else {"options": until},
        "rows": [_row(row) for row in aligned.rows],
        "common": list(aligned.common),
        "rest": {"mine": list(aligned.rest[0]), "theirs": list(aligned.rest[1])},
        "missing": list(aligned.missing),
    }


def _row(row: Row) -> Case:
    return {
        "key": key(row.item, row.direction),
        "group": row.outcome.group,
        "outcome": row.outcome.outcome,
        "who": row.outcome.who,
        "risk": row.risk is not None,
        "experience": [[each.who, each.level] for each in row.experience],
    }


def results_of(case: Case) -> ChapterResults:
    told = [*case.get("before", []), case]
    rounds = {section.id: [pair_of(one, section.id) for one in told] for section in PARSED.sections}
    mine, theirs = (tuple(case.get("notices", {}).get(who, ())) for who in ("mine", "theirs"))
    precedence = precedence_of([ChapterAnswers(PARSED, rounds, mine, theirs)])
    opened = {section: Opened(1, *pair[-1]) for section, pair in rounds.items()}
    acts = [act for _, act in wanted_by_both(PARSED, opened)] + list(with_one_condition(PARSED, opened))
    agreed = tuple(act for act in acts if precedence.held_back(act) is None)
    asked = (
        (question, opened[section.id].mine, opened[section.id].theirs)
        for section in PARSED.sections
        if not section.private
        for question in section.questions
        if not question.private
    )
    notes = case.get("settled", {})
    settled = any("stop-signals" in words.parts for words in settled_in(PARSED, notes))
    (stop_words,) = stop_words_of([(asked, settled)])
    return ChapterResults(
        PARSED, opened, notes, (), mine, theirs, False, 0, precedence, agreed, stop_words, rounds
    )  # fmt: skip


def points(case: Case, role: Role) -> list[Case]:
    """The points that the two talk through, as the seat that reads has them."""
    return [
        {
            "id": point.id,
            "kind": point.kind,
            "who": point.who,
            "section": point.section,
            "question": point.question.id,
            "item": None if point.item is None else point.item.id,
            "direction": point.direction,
            "reason": point.reason,
            "opener": opener_of(point),
        }
        for point in talk_points([("Q" * 43, results_of(case))], role)
    ]


def standing(case: Case) -> Case:
    found = standing_of(results_of(case))
    return {
        "parts": {part: [_point(point) for point in points] for part, points in found.parts.items()},
        "open": [_open(point) for point in found.open],
        "settled_words": [[words.section, words.text, list(words.parts)] for words in found.settled_words],
    }


def _point(point: Point) -> list[Any]:
    match point:
        case AnswerPoint(question, who, answer):
            return [question.id, who, "said", [answer] if question.kind == "choice" else answer]
        case CommonPoint(question, mine, _):
            return [question.id, "both", "said", [mine] if question.kind == "choice" else mine]
        case UntilPoint(question, until):
            return [question.id, "both", "until", until]
        case FinalPoint(question, final):
            return [question.id, final.who, "final", [final.option]]
        case ActPoint(item, direction, None, _, _, outcome):
            assert outcome is not None
            return [key(item.id, direction), "both", outcome.outcome]
        case ActPoint(item, direction, who, _, row):
            assert row is not None
            return [key(item.id, direction), who, row.get("if", row["level"])]


def _open(point: OpenPoint) -> list[Any]:
    about = point.question.id if point.item is None else key(point.item.id, point.direction)
    return [about, point.reason, point.who]


def whole(case: Case) -> Case:
    return {"questions": alignments(case), **standing(case)}
