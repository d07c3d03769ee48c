"""One question-set file: reading it, parsing it, and the line number of each part.

tomllib gives no line numbers, so `line_map` finds them by scanning the source for table headers, keys and list
elements.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

MAX_FILE_BYTES = 1_000_000

TomlPath = tuple[str | int, ...]
"""Where something stands in a file: keys, and positions in lists from 0."""
Table = dict[str, Any]
Tables = list[tuple[TomlPath, Table]]
"""The tables of a list, each with where it stands."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\- \"']+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*=\s*(.*)$")
_ERROR_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, order=True)
class Problem:
    """One problem of a question-set file.

    Args:
        file: Path of the file.
        line: The line, from 1.
        message: What is wrong and what to do.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class QuestionError(Exception):
    """A question set that cannot be used. `problems` is never empty."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Source:
    """A parsed file.

    Args:
        path: Path of the file.
        table: Its content.
        text: The same as it is written.
    """

    path: Path
    table: Table
    text: str

    @cached_property
    def lines(self) -> dict[TomlPath, int]:
        """The line of each part, from 1 (`line_map`). Nobody asks for it where nothing is wrong."""
        return line_map(self.text)

    def line(self, path: TomlPath) -> int:
        """Return the line of a part, or that of the nearest part around it, from 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: TomlPath, message: str) -> Problem:
        """Return a problem with the line of a part."""
        return Problem(str(self.path), self.line(path), message)


def read_source(path: Path) -> Source:
    """Read and parse one file.

    Raises:
        QuestionError: If it is unreadable, too large, empty, not UTF-8 or not TOML.
    """

    def refuse(line: int, message: str) -> QuestionError:
        return QuestionError([Problem(str(path), line, message)])

    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise refuse(1, f"the file cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_FILE_BYTES:
        raise refuse(1, f"the file is larger than {MAX_FILE_BYTES} bytes")
    if not raw.strip():
        raise refuse(1, "the file is empty")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(line, "the file is not UTF-8; save it with that encoding") from error
    text = text.replace("\r\n", "\n")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _ERROR_LINE.search(str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        reason = _ERROR_LINE.sub("", str(error)).strip()
        raise refuse(line, f"not valid TOML: {reason}") from error
    except RecursionError as error:
        raise refuse(1, "the file is nested too deeply to be a question set") from error
    except ValueError as error:
        raise refuse(1, "the file has a number that is too long") from error
    return Source(path, table, text)


def tables_in(table: Table, key: str, path: TomlPath = ()) -> Tables:
    """Return the tables of a list, none if there is no list.

    Args:
        table: The table that has the list.
        key: The key of the list.
        path: Where that table stands.
    """
    return [((*path, key, index), element) for index, element in enumerate(table.get(key, ()))]


def line_map(text: str) -> dict[TomlPath, int]:
    """Return the line, from 1, of each table, key and list element of a valid TOML text.

    Elements of a list have one if each stands on its own line, as in the sets that come with the product. For elements
    that share a line `Source.line` returns that of their key.

    Source: TOML 1.0.
    """
    lines: dict[TomlPath, int] = {(): 1}
    counts: dict[TomlPath, int] = {}
    table: TomlPath = ()
    list_path: TomlPath | None = None
    element = 0
    depth = 0
    closing = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if list_path is not None:
            stripped = line.strip()
            if depth == 1 and stripped and stripped[0] not in "]#":
                lines[(*list_path, element)] = number
                element += 1
            depth += _bracket_balance(line)
            if depth <= 0:
                list_path = None
            continue
        header = _HEADER.match(line)
        if header:
            table = _enter(header.group(2), header.group(1) == "[[", counts)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if not key:
            continue
        path = (*table, key.group(1).strip("\"'"))
        lines[path] = number
        closing = _unclosed(key.group(2))
        depth = 0 if closing else _bracket_balance(key.group(2))
        if depth > 0 and key.group(2).startswith("["):
            list_path, element = path, 0
    return lines


def _enter(name: str, is_element: bool, counts: dict[TomlPath, int]) -> TomlPath:
    """The path that a `[table]` or `[[table]]` header begins, with the position in each array of tables."""
    path: TomlPath = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for position, part in enumerate(parts):
        path = (*path, part)
        if is_element and position == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _unclosed(value: str) -> str:
    """The mark that ends a multi-line string which begins in `value`, or an empty text."""
    for mark in ('"""', "'''"):
        if value.startswith(mark) and mark not in value[3:]:
            return mark
    return ""


def _bracket_balance(line: str) -> int:
    """Opening minus closing brackets and braces of one line, outside of strings and comments."""
    balance = 0
    quote = ""
    escaped = False
    for character in line:
        if quote:
            if escaped:
                escaped = False
            elif character == "\\" and quote == '"':
                escaped = True
            elif character == quote:
                quote = ""
        elif character in "\"'":
            quote = character
        elif character == "#":
            break
        else:
            balance += (character in "[{") - (character in "]}")
    return balance
