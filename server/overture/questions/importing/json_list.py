"""Reader of JSON lists: of texts, of objects with a name and a category, or of categories with their items."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from overture.questions.importing.material import (
    LONGEST_HELP,
    LONGEST_TITLE,
    CannotImport,
    ImportedList,
    ImportedQuestion,
    Row,
    TextReader,
    is_direction,
)

NAMES = ("label", "name", "title", "item", "kink", "text")
CATEGORIES = ("category", "group", "section")
DESCRIPTIONS = ("help", "description", "desc")
LISTS = ("items", "kinks", "entries", "list", "data", "categories", "sections", "children")
COLUMNS = ("columns", "fields")

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_MISSHAPEN = (
    "the JSON holds no list that can be read; wanted is a list of texts, a list of objects with “name” and “category”, "
    "or categories with their items: {“Rope”: [“Wrists”, “Chest”]}"
)


@dataclass(frozen=True)
class _Text:
    line: int
    value: str


class _Pairs(list[tuple[str, Any]]):
    """An object with its keys in the order of the file, repeated ones included."""


_Fields = list[tuple[_Text, Any]]
"""An object whose keys have line numbers, as a plain list of pairs; lists of the file are tuples."""


def read_json(text: str) -> ImportedList:
    """Return one list for each category.

    Raises:
        CannotImport: If the text is not JSON (RFC 8259), is nested too deeply, or has no list.
    """
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
        placed = _placed(found, _lines(text))
        reader = _Reader()
        reader.value(placed, "", ())
    except json.JSONDecodeError as error:
        raise CannotImport(f"line {error.lineno} is not JSON: {error.msg}") from error
    except RecursionError as error:
        raise CannotImport("the JSON is nested too deeply to be a list of items") from error
    except ValueError as error:
        raise CannotImport("the JSON holds a number that is too long") from error
    if not reader.found:
        raise CannotImport(_MISSHAPEN)
    return ImportedList("a JSON list", reader.lists(), tuple(reader.notes))


def _lines(text: str) -> Iterator[int]:
    """The line of each string in a valid JSON text, keys included, in order."""
    line, seen = 1, 0
    for match in _STRING.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        yield line


def _placed(value: Any, lines: Iterator[int]) -> Any:
    if isinstance(value, str):
        return _Text(next(lines), value)
    if isinstance(value, _Pairs):
        return [(_Text(next(lines), key), _placed(inner, lines)) for key, inner in value]
    if isinstance(value, list):
        return tuple(_placed(inner, lines) for inner in value)
    return value


class _Reader(TextReader):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[ImportedQuestion, list[Row]]] = {}

    def lists(self) -> tuple[ImportedQuestion, ...]:
        return tuple(replace(asked, rows=tuple(rows)) for asked, rows in self.found.values())

    def value(self, value: Any, category: str, columns: tuple[str, ...]) -> None:
        if isinstance(value, tuple):
            for element in value:
                self.element(element, category, columns)
        elif isinstance(value, list):
            self.object(value, category, columns)

    def element(self, element: Any, category: str, columns: tuple[str, ...]) -> None:
        if isinstance(element, _Text):
            self.row(Row(element.line, element.value, direction=is_direction(columns)), category, columns)
        elif isinstance(element, list):
            name = _first(element, NAMES)
            if any(isinstance(inner, tuple | list) for _, inner in element) or name is None:
                self.object(element, category, columns)
            else:
                self.named(element, name, category, columns)
        elif isinstance(element, tuple):
            self.value(element, category, columns)
        else:
            self.note(0, f"“{str(element)[:40]}” is no item: it is neither a text nor an object with a name")

    def named(self, fields: _Fields, name: _Text, category: str, columns: tuple[str, ...]) -> None:
        group, described, own_id = (_first(fields, keys) for keys in (CATEGORIES, DESCRIPTIONS, ("id",)))
        if own_id:
            self.note_once(own_id.line, "the ids of items in the file were not taken: their words make them")
        direction = is_direction(columns) or any(key.value == "direction" and value is True for key, value in fields)
        row = Row(
            name.line,
            name.value,
            help=self.text(described.line, described.value, LONGEST_HELP) if described else "",
            direction=direction,
        )
        self.row(row, group.value if group else category, columns)

    def object(self, fields: _Fields, category: str, columns: tuple[str, ...]) -> None:
        """A category with its items, or several: each value that is a list is one, named by its key or its own name."""
        title = _first(fields, (*NAMES, *CATEGORIES))
        category = title.value if title else category
        for key, value in fields:
            if key.value in COLUMNS and isinstance(value, tuple):
                texts = [element for element in value if isinstance(element, _Text)]
                columns = tuple(self.text(each.line, each.value, LONGEST_TITLE) for each in texts[:10])
        for key, value in fields:
            if key.value in COLUMNS:
                continue
            if isinstance(value, tuple | list):
                self.value(value, category if key.value.casefold() in LISTS else key.value, columns)
            elif key.value.casefold() not in {*NAMES, *CATEGORIES, *DESCRIPTIONS, "id", "version", "language"}:
                self.note(key.line, f"“{self.text(key.line, key.value, LONGEST_TITLE)}” holds no list, left out")

    def row(self, row: Row, category: str, columns: tuple[str, ...]) -> None:
        label = self.label(row.line, row.label)
        heading = self.text(row.line, category, LONGEST_TITLE)
        if not label:
            return
        if heading not in self.found:
            self.found[heading] = ImportedQuestion(row.line, "items", heading=heading, columns=columns), []
        self.found[heading][1].append(replace(row, label=label))


def _first(fields: _Fields, keys: tuple[str, ...]) -> _Text | None:
    for wanted in keys:
        for key, value in fields:
            if key.value.casefold() == wanted and isinstance(value, _Text):
                return value
    return None
