"""From a typed line to an answer. Pure."""

import re

from overture_partner.i18n import t
from overture_partner.model.answers import Answer, bytes_left
from overture_partner.model.document import Document, Question

_NUMBERS = re.compile(r"[0-9]+(?:[\s,;]+[0-9]+)*")


class Unreadable(Exception):
    """`sentence` says what to type instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_answer(question: Question, line: str) -> Answer:
    """The answer to any question but an item list. Raises Unreadable."""
    match question.kind:
        case "text":
            return read_text(line, question.max)
        case "choice":
            return question.options[_one(line, 1, len(question.options)) - 1].id
        case "choices":
            return _several(question, line)
        case "scale" if question.scale is not None:
            return _one(line, question.scale.min, question.scale.max)
        case _:
            raise Unreadable(t("typed.nothing"))


def read_text(line: str, most: int | None) -> str:
    """A text of at most `most` UTF-8 bytes; a first "=" only says that it is a text and no command."""
    text = line.removeprefix("=")
    left = bytes_left({"max": most}, text)
    if left is not None and left < 0:
        raise Unreadable(t("typed.too-long", most=most, over=-left))
    return text


def read_level(document: Document, question: Question, line: str) -> dict[str, str]:
    """The answer to one row: a number, and behind it the condition where one is asked."""
    levels = document.scales.get(question.levels or "", ())
    number, _, condition = line.partition(" ")
    row = {"level": levels[_one(number, 1, len(levels)) - 1].id}
    if condition.strip():
        if not question.condition:
            raise Unreadable(t("typed.number-only", low=1, high=len(levels)))
        row["if"] = read_text(condition.strip(), question.max)
    return row


def _one(line: str, low: int, high: int) -> int:
    if re.fullmatch("[0-9]{1,4}", line) is None or not low <= int(line) <= high:
        raise Unreadable(t("typed.number-only", low=low, high=high))
    return int(line)


def _several(question: Question, line: str) -> list[str]:
    if _NUMBERS.fullmatch(line) is None:
        raise Unreadable(t("typed.numbers", high=len(question.options)))
    numbers = [_one(number, 1, len(question.options)) for number in re.findall("[0-9]+", line)]
    chosen = list(dict.fromkeys(question.options[number - 1].id for number in numbers))
    if question.most is not None and len(chosen) > question.most:
        raise Unreadable(t("typed.too-many", most=question.most))
    return chosen
