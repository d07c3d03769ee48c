"""Parses a typed line as an answer. Pure."""

import re

from overture_partner.i18n import t
from overture_partner.model.answers import Answer, bytes_left
from overture_partner.model.document import Document, Question

_NUMBERS = re.compile(r"[0-9]+(?:[\s,;]+[0-9]+)*")


class Unreadable(Exception):
    """A line is no answer. `sentence` says what to type instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_answer(question: Question, line: str) -> Answer:
    """Parses the answer to any question but an item list.

    Raises:
        Unreadable: The line does not fit the question.
    """
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
    """Parses a text. A leading "=" only says that it is a text and no command.

    Args:
        line: What was typed.
        most: The most UTF-8 bytes; None for no limit.

    Raises:
        Unreadable: The text is too long.
    """
    text = line.removeprefix("=")
    left = bytes_left({"max": most}, text)
    if left is not None and left < 0:
        raise Unreadable(t("typed.too-long", most=most, n=-left))
    return text


def read_level(document: Document, question: Question, line: str) -> dict[str, str]:
    """Parses the answer to one row: a number, followed by the condition where one is asked.

    Returns:
        {"level": id, "if": text?}.

    Raises:
        Unreadable: The line does not fit the question.
    """
    levels = document.levels(question)
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
