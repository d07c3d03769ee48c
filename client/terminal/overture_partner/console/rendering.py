"""Questions, answers and what opened, as lines of plain text. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from overture_partner.i18n import pick, t
from overture_partner.model.alignment import (
    TIGHTENING,
    mirrored,
    side_of,
)
from overture_partner.model.answers import Answer, Answers
from overture_partner.model.document import Document, Item, Question, Section
from overture_partner.protocol.asides import Notice

Lines = list[tuple[int, str]]
"""Indents and texts."""


def label(question: Question, option: str) -> str:
    """Returns the label of an option; the id of one that is not known."""
    return next((pick(o.label) for o in question.options if o.id == option), option)


def level_label(document: Document, question: Question, level: str) -> str:
    """Returns the label of a level; the id of one that is not known."""
    return next((pick(x.label) for x in document.levels(question) if x.id == level), level)


def item_label(item: Item, direction: str | None) -> str:
    """Writes an item as it is asked: what one does, or what is done to one."""
    return pick(item.label) if direction is None else t(f"item.{direction}", item=pick(item.label))


def answer_text(document: Document, question: Question, answer: Answer | None) -> str:
    """Writes one answer.

    Args:
        document: The question set.
        question: The question.
        answer: The answer; None if there is none.

    Returns:
        One or several lines; empty without an answer.
    """
    match answer:
        case None:
            return ""
        case str():
            return answer if question.kind == "text" else label(question, answer)
        case int():
            return scale_text(question, answer)
        case list():
            return "; ".join(label(question, option) for option in answer)
        case dict():
            names = {key: item_label(item, side_of(key)) for item in question.items for key in item.keys}
            rows = [f"{names.get(key, key)}: {row_text(document, question, row)}" for key, row in answer.items()]
            return "\n".join(rows)


def scale_text(question: Question, answer: int) -> str:
    """Writes a step of a scale together with the ends of the scale."""
    if question.scale is None:
        return str(answer)
    low, high = pick(question.scale.low), pick(question.scale.high)
    return t("scale.answer", n=answer, min=question.scale.min, max=question.scale.max, low=low, high=high)


def marks_text(answers: Answers, question: str) -> str:
    """Writes the marks on one question; empty if there are none."""
    named = (("talk", answers.talk), ("skip", answers.skip), ("first", answers.first))
    return "; ".join(t(f"mark.{name}") for name, marked in named if question in marked)


def shown_marks(answers: Answers) -> Answers:
    """The same answers as both read them: skipped and blank look alike, so that neither is asked why."""
    return replace(answers, skip=())


def one_side(document: Document, question: Question, answers: Answers) -> str:
    """Writes what one person has said to a question, marks included."""
    text = answer_text(document, question, answers.answers.get(question.id))
    marks = marks_text(answers, question.id)
    if text and marks:
        return f"{text}\n({marks})"
    return text or (f"({marks})" if marks else t("answer.blank"))


def review(document: Document, section: Section, answers: Answers) -> Lines:
    """One's own answers, numbered as they were asked."""
    lines: Lines = []
    for number, question in enumerate(asked_in(section), start=1):
        lines.append((0, f"{number}. {pick(question.prompt)}"))
        lines.extend((3, line) for line in one_side(document, question, answers).split("\n"))
    return lines


def notice_lines(document: Document, notices: Iterable[Notice]) -> list[str]:
    """Writes what the partner has withdrawn, from the reader's side: what they give the reader receives.

    A level that restricts nothing, or that the item is not asked with, is no limit: then the item is only withdrawn.

    Args:
        document: The question set.
        notices: The partner's notices.

    Returns:
        One line for each item.
    """
    lines = []
    for notice in notices:
        for ids in notice.values():
            levels = ids if isinstance(ids, dict) else dict.fromkeys(ids, "")
            for key, named in levels.items():
                act, level = _act(document, key), _firm_level(document, key, named)
                lines.append(t("notices.limit", item=act, level=level) if level else t("notices.withdraw", item=act))
    return lines


def _firm_level(document: Document, key: str, level: str) -> str | None:
    for question in _questions(document):
        if any(key in item.keys for item in question.items):
            for known in document.levels(question):
                if known.id == level and known.means in TIGHTENING:
                    return pick(known.label)
    return None


def _act(document: Document, key: str) -> str:
    """Words the act that the partner's key names; the key itself if it names none."""
    for question in _questions(document):
        if question.id == key and question.kind != "items":
            return pick(question.prompt)
        for item in question.items:
            if key in item.keys:
                return item_label(item, side_of(mirrored(key)))
    return key


def _questions(document: Document) -> list[Question]:
    return [question for section in document.sections for question in section.questions]


def asked_in(section: Section) -> list[Question]:
    """Returns the questions of a section without its statements."""
    return [question for question in section.questions if question.kind != "statement"]


def row_text(document: Document, question: Question, row: dict[str, str]) -> str:
    """Writes one row of an item list: its level, and its condition if there is one."""
    level = level_label(document, question, row["level"])
    return t("item.condition", level=level, condition=row["if"]) if "if" in row else level
