"""What people answer: checking it against the question set, and encoding it. Pure.

What comes out of the partner's box is not trusted. Unknown keys are ignored; a wrong type, an unknown option, level or
item, a number out of range or a text that is too long is the failure class "bad content". The phones do the same in
`client/static/js/model/answers.js`, and tests/vectors/answers.json binds both.
Source: docs/protocol.md, "Plaintexts".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from overture_partner.protocol.encoding import ProtocolError, from_json, to_json

Answer = str | int | list[str] | dict[str, dict[str, str]]
Table = Mapping[str, Any]

DEEPEST = 16
"""Objects and lists within each other. What goes deeper is refused, so that every client reads the same."""

_BLANK = re.compile(r"[ \t\r\n]*")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f]")
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Answers:
    """One person's answers to one section.

    Attributes:
        answers: By question id: a text, an option id, a list of option ids, a step, or rows by item key.
        skip: Ids of questions that were skipped on purpose.
        talk: Ids of questions that one would rather talk about.
        first: Ids of questions that one would like to talk about first.
    """

    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    skip: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()
    first: tuple[str, ...] = ()

    def rows(self, question: str) -> dict[str, dict[str, str]]:
        """Returns the rows of an item list by item key; empty if the question is blank or of another kind."""
        answer = self.answers.get(question)
        return answer if isinstance(answer, dict) else {}


Pair = tuple[Answers, Answers]
"""(mine, theirs) to one section, in one round."""


@dataclass(frozen=True)
class Opened:
    """Both people's answers to one asking of a section; `number` is its round, from 1."""

    number: int
    mine: Answers
    theirs: Answers


def validate_answers(document: Table, section_id: str, plaintext: bytes) -> Answers:
    """Decodes and checks the answers to a section.

    Args:
        document: The question set as parsed from its JSON; optional keys may be absent or None.
        section_id: The id of the section.
        plaintext: JSON in UTF-8, not trusted.

    Returns:
        The answers without blank values and without what the document does not have.

    Raises:
        ProtocolError: "bad content": the plaintext does not fit the document.
    """
    section = next((section for section in document["sections"] if section["id"] == section_id), None)
    whole = from_json(plaintext, _number)
    if section is None or not isinstance(whole, dict) or not _is_shallow(whole) or _whole_number(whole.get("v")) != 1:
        _refuse()
    given = whole.get("answers")
    given = {} if given is None else given
    if not isinstance(given, dict):
        _refuse()
    answers: dict[str, Answer] = {}
    for question in section["questions"]:
        if question["kind"] != "statement" and question["id"] in given:
            answer = _checked(document, question, given[question["id"]])
            if answer is not None:
                answers[question["id"]] = answer
    ids = [question["id"] for question in section["questions"]]
    skip, talk, first = (_marks(whole.get(name), ids) for name in ("skip", "talk", "first"))
    return Answers(MappingProxyType(answers), skip, talk, first)


def head_in(plaintext: bytes) -> object:
    """Reads the head that was sealed with answers.

    Args:
        plaintext: Answers that `validate_answers` has accepted.

    Returns:
        The head as JSON data, not trusted; None if there is none.
    """
    whole = from_json(plaintext, _number)
    return whole.get("seen") if isinstance(whole, dict) else None


def encode_answers(given: Answers, seen: object = None) -> bytes:
    """Encodes answers as the bytes to seal.

    Blank answers are left out, and so are characters in texts that nobody can read. The size is not checked here: a box
    that is too small for them is refused when they are sealed.

    Args:
        given: The answers.
        seen: The head that goes with them; None to leave it out.

    Returns:
        JSON in UTF-8.
    """
    cleaned = {question: _cleaned(answer) for question, answer in given.answers.items()}
    whole = {
        "v": 1,
        "answers": {question: answer for question, answer in cleaned.items() if answer is not None},
        "skip": list(given.skip),
        "talk": list(given.talk),
        "first": list(given.first),
        **({} if seen is None else {"seen": seen}),
    }
    return to_json(whole)


def item_keys(item: Table) -> list[str]:
    """Lists the answer keys of an item: its id, or one key for each direction."""
    return [f"{item['id']}/give", f"{item['id']}/receive"] if item.get("direction") else [item["id"]]


def clean_text(text: str) -> str:
    """Removes control characters and replaces half characters, as a keyboard or a paste may produce them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALF_CHARACTERS.sub("\ufffd", _CONTROLS.sub("", lines))


def bytes_left(question: Table, text: str) -> int | None:
    """Counts the UTF-8 bytes that may still be written into a text.

    Args:
        question: The question, with the optional key "max".
        text: What was written so far.

    Returns:
        Less than zero if the text is too long; None if there is no limit.
    """
    most = question.get("max")
    return None if most is None else int(most) - len(clean_text(text).encode("utf-8"))


def _refuse() -> NoReturn:
    raise ProtocolError("bad content")


def _number(digits: str) -> int | float:
    """As a double where it is long: of very many digits Python would refuse what other clients read."""
    return int(digits) if len(digits) < 16 else float(digits)


def _is_shallow(value: object, left: int = DEEPEST) -> bool:
    if not isinstance(value, dict | list):
        return True
    within = value.values() if isinstance(value, dict) else value
    return left > 0 and all(_is_shallow(each, left - 1) for each in within)


def _whole_number(value: object) -> int | None:
    """As JSON means it: 3 and 3.0 are the same number, true is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def _marks(value: object, known: Sequence[str]) -> tuple[str, ...]:
    named = [] if value is None else value
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        _refuse()
    return tuple(question for question in known if question in named)


def _checked(document: Table, question: Table, value: object) -> Answer | None:
    match question["kind"]:
        case "text":
            return _text(value, question.get("max"))
        case "choice":
            return _known(value, question["options"])
        case "choices":
            return _choices(question, value)
        case "scale":
            return _step(question, value)
        case "items":
            return _items(document, question, value)
        case _:
            _refuse()


def _text(value: object, most: int | None) -> str | None:
    if not isinstance(value, str) or _HALF_CHARACTERS.search(value):
        _refuse()
    if most is not None and len(value.encode("utf-8")) > most:
        _refuse()
    return None if _BLANK.fullmatch(value) else value


def _known(value: object, options: Sequence[Table]) -> str:
    if not isinstance(value, str) or all(option["id"] != value for option in options):
        _refuse()
    return value


def _choices(question: Table, value: object) -> list[str] | None:
    if not isinstance(value, list):
        _refuse()
    chosen = list(dict.fromkeys(_known(option, question["options"]) for option in value))
    most = question.get("most")
    if most is not None and len(chosen) > most:
        _refuse()
    return chosen or None


def _step(question: Table, value: object) -> int:
    number = _whole_number(value)
    if number is None or not question["scale"]["min"] <= number <= question["scale"]["max"]:
        _refuse()
    return number


def _items(document: Table, question: Table, value: object) -> dict[str, dict[str, str]] | None:
    keys = [key for item in question["items"] for key in item_keys(item)]
    if not isinstance(value, dict) or not all(key in keys for key in value):
        _refuse()
    levels = document["scales"][question["levels"]]
    rows: dict[str, dict[str, str]] = {}
    for key in keys:
        if key not in value:
            continue
        answer = value[key]
        if not isinstance(answer, dict):
            _refuse()
        rows[key] = {"level": _known(answer.get("level"), levels)}
        condition = _text(answer["if"], question.get("max")) if "if" in answer else None
        if question.get("condition") and condition is not None:
            rows[key]["if"] = condition
    return rows or None


def _cleaned(answer: Answer) -> Answer | None:
    if isinstance(answer, str):
        text = clean_text(answer)
        return None if _BLANK.fullmatch(text) else text
    if isinstance(answer, list):
        return answer or None
    if not isinstance(answer, dict):
        return answer
    table: dict[str, dict[str, str]] = {}
    for key, one in answer.items():
        condition = _cleaned(one.get("if", ""))
        table[key] = {"level": one["level"]} | ({} if condition is None else {"if": str(condition)})
    return table or None
