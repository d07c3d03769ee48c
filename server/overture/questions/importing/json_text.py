"""Parser of the JSON that people have: with line numbers, repeated keys, trailing commas, or one value a line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from overture.questions.importing.material import CannotImport, ImportNote

_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf'{_STRING}|[\[{{]|[^\s,:\[\]{{}}"]+', re.DOTALL)
"""What a value or key begins with: in valid JSON, one match for each of them, in order."""
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[\]}}])", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A string or key."""

    line: int
    value: str


@dataclass(frozen=True)
class Scalar:
    """A number, a truth value or null."""

    line: int
    value: int | float | bool | None


@dataclass(frozen=True)
class Array:
    """A list."""

    line: int
    elements: "tuple[Value, ...]"


@dataclass(frozen=True)
class Object:
    """An object with its keys in the order of the file, repeated ones included."""

    line: int
    fields: "tuple[tuple[Text, Value], ...]"


Value = Text | Scalar | Array | Object


class _Pairs(list[tuple[str, Any]]):
    """The pairs of an object, which `json` alone would make a dict of."""


def parse(text: str) -> tuple[Value, list[ImportNote]]:
    """Return the value of a JSON text, or the list of those of JSON Lines.

    Returns:
        The value, and notes on what was passed over.

    Raises:
        CannotImport: If the text is not JSON (RFC 8259), or is nested too deeply.
    """
    try:
        try:
            return _parsed(text, 1), []
        except json.JSONDecodeError as error:
            return _tolerant(text, error)
    except RecursionError as error:
        raise CannotImport("the JSON is nested too deeply to be a list of items") from error
    except ValueError as error:
        raise CannotImport("the JSON holds a number that is too long") from error


def _tolerant(text: str, error: json.JSONDecodeError) -> tuple[Value, list[ImportNote]]:
    try:
        without = _TRAILING_COMMA.sub(lambda match: match.group(1) or "", text)
        return _parsed(without, 1), [ImportNote(0, "commas before a closing bracket were passed over")]
    except json.JSONDecodeError:
        pass
    values: list[Value] = []
    notes: list[ImportNote] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values.append(_parsed(line, number))
        except json.JSONDecodeError:
            notes.append(ImportNote(number, f"not JSON, left out: “{line.strip()[:60]}”"))
    if len(values) > len(notes) and any(isinstance(value, Object) for value in values):
        return Array(1, tuple(values)), notes
    raise CannotImport(f"line {error.lineno} is not JSON: {error.msg}") from error


def _parsed(text: str, first: int) -> Value:
    return _placed(json.loads(text, object_pairs_hook=_Pairs), _lines(text, first))


def _lines(text: str, first: int) -> Iterator[int]:
    line, seen = first, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        yield line


def _placed(value: Any, lines: Iterator[int]) -> Value:
    line = next(lines)
    if isinstance(value, str):
        return Text(line, value)
    if isinstance(value, _Pairs):
        return Object(line, tuple((Text(next(lines), key), _placed(inner, lines)) for key, inner in value))
    if isinstance(value, list):
        return Array(line, tuple(_placed(inner, lines) for inner in value))
    return Scalar(line, value)


def words_in(value: Value) -> str:
    """Return all words of a value, keys included, separated by commas, for a note."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Array):
        return ", ".join(filter(None, map(words_in, value.elements)))
    if isinstance(value, Object):
        parts = ((key.value, words_in(inner)) for key, inner in value.fields)
        return ", ".join(f"{key}: {words}" if words else key for key, words in parts)
    return json.dumps(value.value)
