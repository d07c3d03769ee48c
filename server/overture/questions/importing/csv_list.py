"""Reader of CSV tables of questions, or of items, with a header and any usual delimiter.

Source: RFC 4180; docs/question-sets.md, importing a list.
"""

import csv
import io
import re
from collections.abc import Iterator

from overture.questions.importing.csv_header import Layout, column_of, sides_of
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
    is_direction,
)
from overture.questions.importing.said import NO, YES

KINDS = ("text", "choice", "choices", "scale", "items", "statement")
LONGEST_ANSWER = 4000
"""Bytes."""
MOST_OPTIONS = 40
_END = "\x1e"
"""A last row that we add, of a character that no file has: a quotation mark that is left open swallows it."""
_OPEN = "the table cannot be read from line {line} on: {why}; is a quotation mark open?"
_RULE = re.compile(r"[-:=+ ☐□_]*|\s*\[ ?\]\s*|\s*\( ?\)\s*")
"""A cell of the line below the header of a table in Markdown, or one to tick or to fill in."""
_HEADING = re.compile(r"#+\s*(.+?)(?:\s+#+)?|(?:\*\*|__)([^*_]+)(?:\*\*|__):?")
"""A line above a table in Markdown, or between two."""
_BOLD = re.compile(r"(\*{1,3}|_{1,2})(.+)\1")


def read_csv(text: str, layout: Layout) -> ImportedList:
    """Return the questions of a table, or the items of one that has names instead of prompts.

    Raises:
        CannotImport: If the table cannot be parsed to its end.
    """
    reader = _Reader(layout.delimiter)
    lines = text.split("\n")
    rows = _rows("\n".join(lines[layout.begins :]), layout)
    reader.header(*next(rows))
    for number, line in enumerate(lines[: layout.begins], 1):
        if line.strip():
            reader.above(number, line.strip())
    questions = [asked for line, cells in rows if (asked := reader.row(line, cells))]
    reader.end_section()
    return ImportedList("a table of questions", (*questions, *reader.lists()), reader.all_notes())


def _rows(text: str, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it begins."""
    reader = csv.reader(io.StringIO(f"{text}\n{_END}"), delimiter=layout.delimiter)
    began = begins = layout.begins + 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            began = begins
            if any(not _RULE.fullmatch(cell) for cell in cells):
                yield begins, cells
            begins = layout.begins + reader.line_num + 1
    except csv.Error as error:
        raise CannotImport(_OPEN.format(line=begins, why=error)) from error
    raise CannotImport(_OPEN.format(line=began, why="the file ends in the middle of a cell"))


class _Reader(TextReader):
    def __init__(self, delimiter: str) -> None:
        super().__init__()
        self.delimiter = delimiter
        self.section = ""
        self.begins = 0
        self.has_questions = True
        self.head: list[str] = []
        self.columns_at: dict[str, int] = {}
        self.unknown: dict[int, str] = {}
        """The names of the columns that are not known, by position."""
        self.is_both = False

    def header(self, line: int, header: list[str]) -> None:
        self.head = [cell.strip() for cell in header]
        for position, cell in enumerate(header):
            name = column_of(cell)
            if name is None or name in self.columns_at:
                self.unknown[position] = self.text(line, cell, LONGEST_TITLE)
            else:
                self.columns_at[name] = position
        has_prompt = "prompt" in self.columns_at
        if has_prompt and (at := self.columns_at.pop("name", None)) is not None:
            self.unknown[at] = self.text(line, header[at], LONGEST_TITLE)
        sides = sides_of(self.unknown.values()) if "name" in self.columns_at else ()
        self.is_both = bool(sides)
        for position, shown in sorted(self.unknown.items()):
            name = column_of(header[position])
            if name == "name" and has_prompt:
                self.note(line, f"the column “{shown}” is left out: “prompt” is what is asked")
            elif name is not None:
                self.note(line, f"a second column for “{name}”, “{shown}”, left out")
            elif shown and shown not in sides:
                self.note(line, f"the column “{shown}” was ignored; an import does not use it")
        if sides:
            named = " and ".join(f"“{side}”" for side in sides)
            self.note(line, f"the columns {named} are asked as give and receive; see that they mean the same")

    def above(self, line: int, words: str) -> None:
        """Read a line in front of the header."""
        if (heading := self.heading(words)) and "section" not in self.columns_at:
            self.enter(line, heading)
        else:
            self.note(line, f"above the header of the table, left out: “{words[:LONGEST_LABEL]}”")

    def heading(self, *cells: str) -> str:
        """Read a row of one cell as a heading, in Markdown."""
        found = _HEADING.fullmatch(cells[0].strip()) if self.delimiter == "|" and len(cells) == 1 else None
        return found.group(1) or found.group(2) if found else ""

    def row(self, line: int, cells: list[str]) -> ImportedQuestion | None:
        if [cell.strip() for cell in cells] == self.head:
            self.note(line, "the header once more, left out")
            return None
        if heading := self.heading(*cells):
            self.enter(line, heading)
            return None
        known = {name: cells[at] for name, at in self.columns_at.items() if at < len(cells)}
        places = set(self.columns_at.values())
        for at, cell in enumerate(cells):
            if at not in places and not _RULE.fullmatch(cell):
                self.leave_out(line, self.unknown.get(at) or f"column {at + 1}", cell)
        if any(self.delimiter in below for cell in cells for below in cell.split("\n")[1:]):
            self.note(line, "a cell goes on over lines that look like rows; is a quotation mark open?")
        if "name" in self.columns_at:
            if "section" not in self.columns_at and (heading := self.bold_alone(known, cells)):
                self.enter(line, self.unmarked(line, heading))
            else:
                self.item(line, known)
            return None
        return self.question(line, known)

    def bold_alone(self, known: dict[str, str], cells: list[str]) -> str:
        """The name of a row that has nothing else, if it is set off: a category, in a table without a column for it."""
        name = known.get("name", "").strip()
        others = sum(not _RULE.fullmatch(cell) for cell in cells) - 1
        return name if others == 0 and name.startswith(("**", "__")) and _BOLD.fullmatch(name) else ""

    def item(self, line: int, cells: dict[str, str]) -> None:
        """Add an item to the list of its category, or begin the category that stands alone in its row."""
        before, named = self.section, self.named_section(line, cells)
        if named not in ("", before) and not any(cells[name].strip() for name in cells if name != "section"):
            return
        helping = self.text(line, cells.get("help", ""), LONGEST_HELP)
        label = self.label(line, self.unmarked(line, cells.get("name", "").strip()))
        for name in ("kind", "options", "id", "max") if label else ("help", "kind", "options", "id", "max"):
            if cells.get(name, "").strip():
                self.leave_out(line, name, cells[name])
        if not label:
            return
        if self.section and not named and "section" in self.columns_at:
            self.note_once(line, "a row without a category belongs to the one above it")
        self.has_questions = True
        asked = ImportedQuestion(line, "items", heading=self.section)
        row = Row(line, label, help=helping, direction=self.direction(line, cells) or self.is_both)
        self.found.setdefault(self.section, (asked, []))[1].append(row)

    def named_section(self, line: int, cells: dict[str, str]) -> str:
        """Go on in the section, or category, that a row names; return it, or nothing."""
        named = self.text(line, cells.get("section", ""), LONGEST_TITLE)
        if bold := _BOLD.fullmatch(named):
            named = bold.group(2)
        if named not in ("", self.section):
            self.enter(line, named)
        return named

    def enter(self, line: int, section: str) -> None:
        self.end_section()
        self.section, self.begins, self.has_questions = self.text(line, section, LONGEST_TITLE), line, False

    def direction(self, line: int, cells: dict[str, str]) -> bool:
        words = cells.get("direction", "").strip()
        both = words.casefold() in YES or is_direction(re.split(r"[/,&|+]| and | und ", words))
        if not both and words.casefold() not in NO:
            self.leave_out(line, "direction", words)
        return both

    def end_section(self) -> None:
        if not self.has_questions:
            self.note(self.begins, f"the section “{self.section}” has no questions")

    def question(self, line: int, cells: dict[str, str]) -> ImportedQuestion | None:
        self.named_section(line, cells)
        prompt = self.text(line, cells.get("prompt", ""), LONGEST_PROMPT)
        self.has_questions = self.has_questions or bool(prompt)
        if not prompt:
            self.note(line, "a row without a prompt, left out")
            for name in ("kind", "options", "help", "id"):
                if cells.get(name, "").strip():
                    self.leave_out(line, name, cells[name])
            return None
        options = self.options(line, cells.get("options", ""))
        kind = self.kind(line, cells.get("kind", ""), options)
        is_list = kind == "items"
        if not is_list and len(options) > MOST_OPTIONS:
            self.note(line, f"{len(options)} options are too many to choose from; the first {MOST_OPTIONS} were taken")
            for option in options[MOST_OPTIONS:]:
                self.leave_out(line, "option", option)
        direction = self.direction(line, cells)
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
        kind = self.asked_as(line, cell, options)
        if (kind in ("text", "statement") and options) or (kind == "scale" and len(options) not in (0, 2)):
            self.leave_out(line, "options", "|".join(options))
        return kind

    def asked_as(self, line: int, cell: str, options: tuple[str, ...]) -> str:
        likely = "choice" if len(options) > 1 else "text"
        kind = cell.strip().casefold() or likely
        if kind not in KINDS:
            named = self.text(line, cell, LONGEST_TITLE)
            self.note(line, f"unknown kind “{named}”, asked as {likely}; known: {', '.join(KINDS)}")
            return likely
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
