"""A table of questions: CSV with a header, whatever stands between its cells (docs/question-sets.md, importing)."""

import csv
import io
from collections.abc import Iterator

from overture.questions.importing.material import (
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_PROMPT,
    LONGEST_TITLE,
    Asked,
    CannotImport,
    Material,
    Reader,
    Row,
)

COLUMNS = {
    "prompt": "prompt", "question": "prompt",
    "kind": "kind", "type": "kind",
    "options": "options", "choices": "options", "items": "options",
    "section": "section", "category": "section",
    "help": "help", "description": "help",
    "id": "id", "max": "max", "direction": "direction",
}  # fmt: skip
KINDS = ("text", "choice", "choices", "scale", "items", "statement")
LONGEST_ANSWER = 4000
MOST_OPTIONS = 40
_BETWEEN = (",", ";", "\t", "|")
_YES = {"yes", "true", "1", "x"}


def delimiter(text: str) -> str | None:
    """What stands between the cells, if the first line is the header of such a table."""
    for each in _BETWEEN:
        try:
            header = next(csv.reader(io.StringIO(text.lstrip("\n")), delimiter=each), [])
        except csv.Error:
            continue
        names = {COLUMNS.get(cell.strip().casefold()) for cell in header[:100]}
        if "prompt" in names and (len(header) > 1 or each == ","):
            return each
    return None


def read_csv(text: str, between: str) -> Material:
    """The questions of a table. Raises CannotImport for a table that cannot be read to its end."""
    reading = _Reading()
    rows = _rows(text, between)
    header = next(rows)[1]
    columns: dict[str, int] = {}
    for position, cell in enumerate(header):
        name = COLUMNS.get(cell.strip().casefold())
        if name is None:
            reading.tell(1, f"the column “{reading.text(1, cell, LONGEST_TITLE)}” is not known here, left out")
        elif name in columns:
            reading.tell(1, f"a second column for “{name}”, left out")
        else:
            columns[name] = position
    questions = tuple(
        asked
        for line, cells in rows
        if (asked := reading.question(line, {n: cells[at] for n, at in columns.items() if at < len(cells)}))
    )
    return Material("a table of questions", questions, tuple(reading.notes))


def _rows(text: str, between: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that has anything in it, with the line it begins on."""
    reader = csv.reader(io.StringIO(text), delimiter=between)
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


class _Reading(Reader):
    def __init__(self) -> None:
        super().__init__()
        self.section = ""

    def question(self, line: int, cells: dict[str, str]) -> Asked | None:
        self.section = self.text(line, cells.get("section", ""), LONGEST_TITLE) or self.section
        prompt = self.text(line, cells.get("prompt", ""), LONGEST_PROMPT)
        if not prompt:
            self.tell(line, "a row without a prompt, left out")
            return None
        options = self.options(line, cells.get("options", ""))
        kind = self.kind(line, cells.get("kind", ""), options)
        is_list = kind == "items"
        if not is_list and len(options) > MOST_OPTIONS:
            self.tell(line, f"{len(options)} options are too many to choose from; the first {MOST_OPTIONS} were taken")
        direction = cells.get("direction", "").strip().casefold() in _YES
        return Asked(
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
        """Options stand between `|`, or `;`, or line ends: a comma is part of a sentence."""
        between = next((each for each in ("|", ";", "\n") if each in cell), "|")
        found = [self.text(line, part, LONGEST_LABEL) for part in cell.split(between)]
        return tuple(dict.fromkeys(option for option in found if option))

    def kind(self, line: int, cell: str, options: tuple[str, ...]) -> str:
        kind = cell.strip().casefold() or ("choice" if len(options) > 1 else "text")
        if kind not in KINDS:
            named = self.text(line, cell, LONGEST_TITLE)
            self.tell(line, f"unknown kind “{named}”, asked as text; known: {', '.join(KINDS)}")
            return "text"
        least = {"choice": 2, "choices": 2, "items": 1}.get(kind, 0)
        if len(options) < least:
            self.tell(line, f"a question of kind “{kind}” needs at least {least} options; asked as text")
            return "text"
        if kind == "scale" and len(options) not in (0, 2):
            self.tell(line, "a scale has two options, the words at its ends; name them")
        if kind in ("text", "statement") and options:
            self.tell(line, f"a question of kind “{kind}” has no options; they were left out")
        return kind

    def longest(self, line: int, cell: str) -> int:
        if not cell.strip():
            return 700
        if cell.strip().isascii() and cell.strip().isdigit() and len(cell.strip()) < 6:
            return max(1, min(int(cell), LONGEST_ANSWER))
        self.tell(line, f"“max” must be a whole number up to {LONGEST_ANSWER}; 700 was taken")
        return 700
