"""The scene card, as the terminal works it out, in the shape of the vectors."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from overture_partner.model.answers import Answers, Opened
from overture_partner.model.card import Entry, Said, card_of
from overture_partner.model.document import Document, Item, Question
from overture_partner.model.final import with_standing_answers
from overture_partner.model.precedence import ChapterAnswers, precedence_of
from overture_partner.model.standing import ChapterResults, settled_in, standing_of, with_newest_answers
from overture_partner.model.standing_points import AnswerPoint, CommonPoint, FinalPoint, UntilPoint
from overture_partner.model.stop_words import Asked, stop_words_of
from overture_partner.model.wanted import wanted_by_both

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "card.json").read_text("utf-8"))
DOCUMENTS = {name: msgspec.convert(document, Document) for name, document in VECTORS["documents"].items()}
Case = dict[str, Any]
CASES: list[Case] = VECTORS["cases"]


def results_of(case: Case) -> list[ChapterResults]:
    """What is known of each chapter of a case."""
    chapters = [
        ChapterAnswers(
            DOCUMENTS[chapter["document"]],
            {
                section: [(Answers(pair["mine"]["answers"]), Answers(pair["theirs"]["answers"])) for pair in rounds]
                for section, rounds in chapter["rounds"].items()
            },
            **chapter["notices"],
        )
        for chapter in case["chapters"]
    ]
    precedence = precedence_of(chapters)
    opened = [{section: Opened(1, *rounds[-1]) for section, rounds in chapter.rounds.items()} for chapter in chapters]
    wanted = [
        act for chapter, one in zip(chapters, opened, strict=True) for _, act in wanted_by_both(chapter.document, one)
    ]
    agreed = tuple(act for act in wanted if precedence.held_back(act) is None)
    notes = [dict(chapter["settled"]) for chapter in case["chapters"]]
    asked = [_asked(chapter) for chapter in chapters]
    settled = [
        any("stop-signals" in words.parts for words in settled_in(chapter.document, note))
        for chapter, note in zip(chapters, notes, strict=True)
    ]
    stop_words = stop_words_of(zip(asked, settled, strict=True))
    return with_newest_answers([
        ChapterResults(
            chapter.document, one, notes[at], (), tuple(chapter.mine),
            tuple(chapter.theirs), False, at, precedence, agreed, stop_words[at], chapter.rounds,
        )
        for at, (chapter, one) in enumerate(zip(chapters, opened, strict=True))
    ])  # fmt: skip


def _asked(chapter: ChapterAnswers) -> Iterator[Asked]:
    for section in chapter.document.sections:
        if section.id in chapter.rounds:
            sides = with_standing_answers(section.questions, chapter.rounds[section.id])
            for question in section.questions:
                yield question, *sides


def _words(said: Iterable[Said]) -> list[list[Any]]:
    return [[one.who, [one.answer] if one.question.kind == "choice" and not one.until else one.answer] for one in said]


def _entries(entries: Iterable[Entry]) -> list[list[Any]]:
    return [[question.id, *word] for question, said in entries for word in _words(said)]


def _key(item: Item, direction: str | None) -> str:
    return item.id if direction is None else f"{item.id}/{direction}"


def _clashes(chapters: list[ChapterResults]) -> Iterator[list[Any]]:
    for at, results in enumerate(chapters):
        for point in standing_of(results).open:
            if point.clash is not None:
                yield [at, point.question.id, point.clash.kind, point.clash.mine, point.clash.theirs]


def _signals(chapters: list[ChapterResults]) -> Iterator[list[Any]]:
    for at, results in enumerate(chapters):
        points = standing_of(results).parts.get("stop-signals", ())
        ordered = sorted(points, key=lambda point: isinstance(point, AnswerPoint) and point.who == "theirs")
        for point in ordered:
            if isinstance(point, AnswerPoint) and isinstance(point.answer, str) and point.question.kind == "text":
                yield [at, point.question.id, point.who, point.answer]


def _stands(chapters: list[ChapterResults]) -> list[list[Any]]:
    """Answers that are no acts and no limits."""
    found: list[list[Any]] = []
    for at, results in enumerate(chapters):
        parts = standing_of(results).parts
        for part in ("final", "shared", "conditions", "plan", "check-in"):
            for point in parts.get(part, ()):
                if isinstance(point, FinalPoint):
                    found.append([at, point.question.id, point.final.who, [point.final.option]])
                elif isinstance(point, UntilPoint):
                    found.append([at, point.question.id, "both", _answer(point.question, point.until)])
                elif isinstance(point, CommonPoint):
                    found.append([at, point.question.id, "both", _answer(point.question, point.mine)])
                elif isinstance(point, AnswerPoint):
                    found.append([at, point.question.id, point.who, _answer(point.question, point.answer)])
    return sorted(found, key=lambda each: json.dumps(each, separators=(",", ":"), ensure_ascii=False))


def _answer(question: Question, answer: Any) -> Any:
    return [answer] if question.kind == "choice" and not isinstance(answer, list) else answer


def card(case: Case) -> dict[str, Any]:
    """The card of a case, in the shape of the vectors."""
    results = results_of(case)
    found = card_of(results)
    return {
        "settled": found.settled, "stop": _words(found.stop), "slow": _words(found.slow),
        "silent": _words(found.silent),
        "clash": None if found.clash is None else found.clash.kind, "clashes": list(_clashes(results)),
        "signals": list(_signals(results)), "stands": _stands(results), "plain": found.plain,
        "extent": _entries(found.extent),
        "stopping": _entries(found.stopping), "never": sorted(_key(*act) for act in found.never),
        "notNow": sorted(_key(*act) for act in found.not_now), "back": sorted(_key(*act) for act in found.back),
        "limits": _entries(found.limits),
        "conditions": [[_key(one.item, one.direction), one.who, one.text] for one in found.conditions],
        "body": _entries(found.body), "risks": [item.id for item, _ in found.risks],
        "aftercare": _entries(found.aftercare), "help": _entries(found.help),
    }  # fmt: skip
