"""Reader of KinkList text: `#category`, `(columns)`, `* item`, and in newer variants `? description` and `> remark`."""

import re
from dataclasses import replace

from overture.questions.importing.material import (
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_TITLE,
    ImportedList,
    ImportedQuestion,
    Row,
    TextReader,
    is_direction,
)

_CATEGORY = re.compile(r"#+\s*(.*)")
_COLUMNS = re.compile(r"\((.*)\)")
_ITEM = re.compile(r"[*+•]\s*(.*)")
_LEVEL = re.compile(r"-\s*([^:]+):\s*#[0-9a-fA-F]{3,8}")
_DASHED = re.compile(r"[-–]\s+(.*)")


def read_kinklist(text: str) -> ImportedList:
    """Return one list for each category, in order. A line without a meaning is left out, with a note."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        reader.line(number, line.strip())
    return ImportedList("KinkList text", reader.lists(), tuple(reader.notes))


class _Reader(TextReader):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[ImportedQuestion] = []
        self.rows: list[Row] = []
        self.after = ""
        """What a description on the next line belongs to: "row", "category", "level", or nothing."""

    def lists(self) -> tuple[ImportedQuestion, ...]:
        self.close()
        return tuple(self.found)

    def close(self) -> None:
        if self.found:
            self.found[-1] = replace(self.found[-1], rows=tuple(self.rows))
            if not self.rows:
                self.note(self.found[-1].line, f"the category “{self.found[-1].heading}” has no items")
                self.found.pop()
        self.rows = []

    def begin(self, number: int, title: str) -> None:
        self.close()
        self.found.append(ImportedQuestion(number, "items", heading=self.text(number, title, LONGEST_TITLE)))

    def line(self, number: int, line: str) -> None:
        if not line or line.startswith(">"):
            return
        if _LEVEL.fullmatch(line):
            self.note_once(number, "the file has answers of its own; the draft asks with the seven answers of Overture")
            self.after = "level"
        elif line.startswith("?"):
            self.describe(number, line[1:])
        elif category := _CATEGORY.fullmatch(line):
            self.begin(number, category.group(1))
            self.after = "category"
        elif (columns := _COLUMNS.fullmatch(line)) and self.found and not self.rows:
            self.columns(number, columns.group(1))
        elif item := _ITEM.fullmatch(line) or _DASHED.fullmatch(line):
            self.item(number, item.group(1))
        else:
            self.note(number, f"not understood, left out: “{self.text(number, line, LONGEST_LABEL)[:60]}”")
            self.after = ""

    def columns(self, number: int, inside: str) -> None:
        names = tuple(
            name for name in (self.text(number, part, LONGEST_TITLE) for part in inside.split(",")[:10]) if name
        )
        self.found[-1] = replace(self.found[-1], columns=names)
        if is_direction(names):
            self.note_once(number, f"({', '.join(names)}) is asked as give and receive; see that it means the same")
        elif len(names) > 1:
            self.note_once(number, f"({', '.join(names)}) is not give and receive; each item below it is asked once")

    def item(self, number: int, label: str) -> None:
        label = self.label(number, label)
        if not label:
            self.after = ""
            return
        if not self.found:
            self.found.append(ImportedQuestion(number, "items"))
        self.rows.append(Row(number, label, direction=is_direction(self.found[-1].columns)))
        self.after = "row"

    def describe(self, number: int, words: str) -> None:
        words = self.text(number, words, LONGEST_HELP)
        if self.after == "row":
            row = self.rows[-1]
            self.rows[-1] = replace(row, help=self.text(number, f"{row.help} {words}", LONGEST_HELP))
        elif self.after == "category":
            category = self.found[-1]
            self.found[-1] = replace(category, help=self.text(number, f"{category.help} {words}", LONGEST_HELP))
        elif self.after != "level":
            self.note(number, "a description that belongs to nothing, left out")
