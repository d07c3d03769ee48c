"""What people answer: checking it against the question set, and writing it (docs/protocol.md, "Plaintexts"). Pure.

What comes out of the partner's box is untrusted. Unknown keys are ignored; a wrong type, an unknown option, level or
item, a number out of range or a text that is too long is the failure class "bad content". The phones have the same in
`client/static/js/model/answers.js`; both are held to tests/vectors/answers.json.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from overture_partner.protocol.encoding import ProtocolError, from_utf8

Answer = str | int | list[str] | dict[str, dict[str, str]]
Table = Mapping[str, Any]

DEEPEST = 16
"""Objects and lists within each other. What goes deeper is refused, so that every client reads the same."""

_BLANK = re.compile(r"[ \t\r\n]*")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f]")
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")


class ContentError(ProtocolError):
    """What was said does not fit the question set. `kind` is "bad content"."""

    def __init__(self) -> None:
        super().__init__("bad content")


@dataclass(frozen=True)
class Answers:
    """One person's answers to one section, by question id; the three marks are tuples of question ids."""

    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    skip: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


def validate_answers(document: Table, section_id: str, plaintext: bytes) -> Answers:
    """What was said in a section, without what is blank or unknown. Raises ContentError.

    `document` is the question set as parsed from its JSON; optional keys may be absent or None.
    """
    section = next((section for section in document["sections"] if section["id"] == section_id), None)
    whole = _from_json(plaintext)
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


def seen_in(plaintext: bytes) -> object:
    """The head in answers that were found sound; None if there is none."""
    whole = _from_json(plaintext)
    return whole.get("seen") if isinstance(whole, dict) else None


def encode_answers(given: Answers, seen: object = None) -> bytes:
    """The bytes to seal, JSON in UTF-8: blank answers left out, texts without characters that nobody can read. `seen`
    is the head that goes with them.

    They are not measured here; a box too small for them is refused when they are sealed.
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
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def item_keys(item: Table) -> list[str]:
    """The answer keys of an item: its id, or one for each direction."""
    return [f"{item['id']}/give", f"{item['id']}/receive"] if item.get("direction") else [item["id"]]


def clean_text(text: str) -> str:
    """Without control characters, and with half characters replaced, as a keyboard or a paste may hold them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALF_CHARACTERS.sub("\ufffd", _CONTROLS.sub("", lines))


def bytes_left(question: Table, text: str) -> int | None:
    """UTF-8 bytes that may still be written, below zero when it is too long; None when there is no limit."""
    most = question.get("max")
    return None if most is None else int(most) - len(clean_text(text).encode("utf-8"))


def _refuse() -> NoReturn:
    raise ContentError


def _from_json(plaintext: bytes) -> object:
    def no_constant(_: str) -> NoReturn:
        _refuse()

    try:
        return json.loads(from_utf8(plaintext), parse_constant=no_constant, parse_int=_number)
    except (ValueError, RecursionError, ProtocolError):
        raise ContentError from None


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
