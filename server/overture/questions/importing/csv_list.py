"""Reader of CSV tables of questions, with a header and any usual delimiter.

Source: RFC 4180; docs/question-sets.md, importing a list.
"""

import csv
import io
from collections.abc import Iterator

from overture.questions.importing.material import (
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_PROMPT,
    LONGEST_TITLE,
    CannotImport,
    ImportedList,
    ImportedQuestion,
    Row,
    TextReader,
)

COLUMNS = {
    "prompt": "prompt", "question": "prompt",
    "kind": "kind", "type": "kind",
    "options": "options", "choices": "options", "items": "options",
    "section": "section", "category": "section",
    "help": "help", "description": "help",
    "id": "id", "max": "max", "direction": "direction",
}  # fmt: skip
"""The names that a column may have in the header."""
KINDS = ("text", "choice", "choices", "scale", "items", "statement")
LONGEST_ANSWER = 4000
"""Bytes."""
MOST_OPTIONS = 40
_DELIMITERS = (",", ";", "\t", "|")
_YES = {"yes", "true", "1", "x"}


def find_delimiter(text: str) -> str | None:
    """Return the delimiter of a table, or None if the first line is not the header of one."""
    for each in _DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(text.lstrip("\n")), delimiter=each), [])
        except csv.Error:
            continue
        names = {COLUMNS.get(cell.strip().casefold()) for cell in header[:100]}
        if "prompt" in names and (len(header) > 1 or each == ","):
            return each
    return None


def read_csv(text: str, delimiter: str) -> ImportedList:
    """Return the questions of a table.

    Raises:
        CannotImport: If the table cannot be parsed to its end.
    """
    reader = _Reader()
    rows = _rows(text, delimiter)
    header = next(rows)[1]
    columns: dict[str, int] = {}
    for position, cell in enumerate(header):
        name = COLUMNS.get(cell.strip().casefold())
        if name is None:
            reader.note(1, f"the column “{reader.text(1, cell, LONGEST_TITLE)}” is not known here, left out")
        elif name in columns:
            reader.note(1, f"a second column for “{name}”, left out")
        else:
            columns[name] = position
    questions = tuple(
        asked
        for line, cells in rows
        if (asked := reader.question(line, {n: cells[at] for n, at in columns.items() if at < len(cells)}))
    )
    return ImportedList("a table of questions", questions, tuple(reader.notes))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CannotImport(f"the table cannot be read from line {begins} on: {error}; is a quotation mark open?") from (
            error
        )


class _Reader(TextReader):
    def __init__(self) -> None:
        super().__init__()
        self.section = ""

    def question(self, line: int, cells: dict[str, str]) -> ImportedQuestion | None:
        self.section = self.text(line, cells.get("section", ""), LONGEST_TITLE) or self.section
        prompt = self.text(line, cells.get("prompt", ""), LONGEST_PROMPT)
        if not prompt:
            self.note(line, "a row without a prompt, left out")
            return None
        options = self.options(line, cells.get("options", ""))
        kind = self.kind(line, cells.get("kind", ""), options)
        is_list = kind == "items"
        if not is_list and len(options) > MOST_OPTIONS:
            self.note(line, f"{len(options)} options are too many to choose from; the first {MOST_OPTIONS} were taken")
        direction = cells.get("direction", "").strip().casefold() in _YES
        return ImportedQuestion(
            line,
            kind,
            prompt=prompt,
            section=self.section,
            help=self.text(line, cells.get("help", ""), LONGEST_HELP),
            own_id=self.text(line, cells.get("id", ""), LONGEST_TITLE),
            options=() if is_list else options[:MOST_OPTIONS],
            rows=tuple(Row(line, label, direction=direction) for label in options) if is_list else (),
            longest=self.longest(line, cells.get("max", "")),
        )

    def options(self, line: int, cell: str) -> tuple[str, ...]:
        """Options are separated by `|`, or `;`, or line ends: a comma may be part of a sentence."""
        between = next((each for each in ("|", ";", "\n") if each in cell), "|")
        found = [self.text(line, part, LONGEST_LABEL) for part in cell.split(between)]
        return tuple(dict.fromkeys(option for option in found if option))

    def kind(self, line: int, cell: str, options: tuple[str, ...]) -> str:
        kind = cell.strip().casefold() or ("choice" if len(options) > 1 else "text")
        if kind not in KINDS:
            named = self.text(line, cell, LONGEST_TITLE)
            self.note(line, f"unknown kind “{named}”, asked as text; known: {', '.join(KINDS)}")
            return "text"
        least = {"choice": 2, "choices": 2, "items": 1}.get(kind, 0)
        if len(options) < least:
            self.note(line, f"a question of kind “{kind}” needs at least {least} options; asked as text")
            return "text"
        if kind == "scale" and len(options) not in (0, 2):
            self.note(line, "a scale has two options, the words at its ends; name them")
        if kind in ("text", "statement") and options:
            self.note(line, f"a question of kind “{kind}” has no options; they were left out")
        return kind

    def longest(self, line: int, cell: str) -> int:
        if not cell.strip():
            return 700
        if cell.strip().isascii() and cell.strip().isdigit() and len(cell.strip()) < 6:
            return max(1, min(int(cell), LONGEST_ANSWER))
        self.note(line, f"“max” must be a whole number up to {LONGEST_ANSWER}; 700 was taken")
        return 700
