"""Reader of lists in lines: KinkList text, Markdown, a simple list of YAML, and lines without any marks.

KinkList text has `#category`, `(columns)` and `* item`, and in newer variants `? description` and `> remark`.
"""

import re
from dataclasses import replace
from typing import Any

from overture.questions.importing.csv_header import is_tabular
from overture.questions.importing.json_keys import LISTS
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

_FULL_WIDTH = str.maketrans("＃＊＋？：＞（）［］－．，；／｜", "#*+?:>()[]-.,;/|")
"""Signs of East Asian keyboards that are read as marks. Other words of a line stay as they are."""
_CATEGORY = re.compile(r"#+\s*(.*?)(?:\s+#+)?")
_BOLD = re.compile(r"(\*\*|__)([^*_]+)\1:?")
_COLUMNS = re.compile(r"\((.*)\)")
_BETWEEN = re.compile(r"[,、;/|]")
_BOX = r"(?:\[[ xX✓]?\]|\( ?\)|_{2,})(?=\s)"
"""Boxes to tick, and blanks to fill in."""
_NUMBER = r"(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)](?=\s)"
_ITEM = re.compile(rf"(?:(?:[*+•‣◦▪▫●○■□☐☑✓✔·]|[-–—](?=\s)|{_NUMBER})\s*(?:{_BOX})?|{_BOX})\s*(.*)")
_FILLED_IN = re.compile(r"(.*?\w.*?)[\s:]*(?:(?:_{2,}|\.{4,}|(?<=\s)\[ ?\]|(?<=\s)\( ?\))\s*)+")
"""An item with a blank behind it."""
_LEVEL = re.compile(r"-\s*([^:]+):\s*#[0-9a-fA-F]{3,8}")
_RULE = re.compile(r"[-=_*~.\s]{3,}")
_PAIR = re.compile(r"""(?:name|label|title|item|kink)\s*:\s+(['"]?)(.+)\1""", re.IGNORECASE)
_DESCRIBED = re.compile(r"""(?:help|description|desc)\s*:\s+(['"]?)(.+)\1""", re.IGNORECASE)
_IN_CATEGORY = re.compile(r"""(?:category|section|group)\s*:\s+(['"]?)(.+)\1""", re.IGNORECASE)
_UNDERLINE = re.compile(r"={3,}|-{3,}")
"""The line below an underlined heading, in Markdown and other formats."""
_CATEGORY_LINE = re.compile(r"""(['"]?)([^:]+)\1:""")
_FEWEST_LINES = 2
_DEEPER = 2
"""The least number of columns that a line is indented below the one that it belongs to."""
_TAB = 4


def read_kinklist(text: str) -> ImportedList:
    """Return one list for each category, in order. A line without a meaning is left out, with a note.

    In a text without any marks, each line is an item, unless the lines look like those of a table.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    indents = {number: _indent(line) for number, line in enumerate(text.split("\n"), 1)}
    reader = _Reader(indents, _parents([(number, line) for number, line in lines if line], indents))
    for number, line in lines:
        reader.line(number, line)
    reader.settle()
    found = reader.lists()
    if not found and _is_plain([line for _, line in lines if line], text):
        kept = [(number, line) for number, line in lines if line and not _RULE.fullmatch(line)]
        plain = _Reader(indents, _parents([(number, f"* {line}") for number, line in kept], indents))
        plain.note(0, "the file has no marks such as “#” or “*”, so each line was taken as an item")
        for number, line in kept:
            plain.item(number, line)
        return ImportedList("lines", plain.lists(), plain.all_notes())
    return ImportedList("KinkList text", found, reader.all_notes())


def _indent(line: str) -> int:
    return len(line.expandtabs(_TAB)) - len(line.expandtabs(_TAB).lstrip())


def _parents(lines: list[tuple[int, str]], indents: dict[int, int]) -> set[int]:
    """The lines of the items that have other items below them, further in."""
    parents: set[int] = set()
    above: int | None = None
    for number, line in lines:
        item = _item_words(line)
        if item and above and indents[number] >= indents[above] + _DEEPER:
            parents.add(above)
        if item and not _IN_CATEGORY.fullmatch(item) and not _PAIR.fullmatch(item):
            above = number
        elif item or _is_heading(line):
            above = None
    return parents


def _item_words(line: str) -> str:
    marks = line.translate(_FULL_WIDTH)
    item = None if _RULE.fullmatch(marks) or _LEVEL.fullmatch(marks) else _ITEM.fullmatch(marks)
    return line[item.start(1) :] if item else ""


def _is_heading(line: str) -> bool:
    marks = line.translate(_FULL_WIDTH)
    return any(each.fullmatch(marks) for each in (_CATEGORY, _BOLD, _CATEGORY_LINE, _UNDERLINE))


def _is_plain(lines: list[str], text: str) -> bool:
    return len(lines) >= _FEWEST_LINES and all(len(line) <= LONGEST_LABEL for line in lines) and not is_tabular(text)


class _Reader(TextReader):
    def __init__(self, indents: dict[int, int], parents: set[int]) -> None:
        super().__init__()
        self.indents = indents
        self.parents = parents
        """The lines of items that have items of their own."""
        self.open: list[tuple[int, int]] = []
        """The parents that the line stands below, from the outermost: how far in, and the category around each."""
        self.divided: set[int] = set()
        """The categories that have others in them."""
        self.at = 0
        """The line in which the category of the next item begins; 0 for none."""
        self.item_indent = -1
        """How far in the newest item is; -1 behind a heading."""
        self.after = ""
        """What a description on the next line belongs to: "row", "category", "level", or nothing."""
        self.unclear: tuple[int, str] | None = None
        """The line above, if it is not understood: what is below it may make it a heading."""

    def lists(self) -> tuple[ImportedQuestion, ...]:
        for empty in [asked for asked, rows in self.found.values() if not rows]:
            del self.found[empty.line]
            if empty.line not in self.divided:
                self.note(empty.line, f"the category “{empty.heading}” has no items")
            if empty.help:
                self.leave_out(empty.line, f"the description of “{empty.heading}”", empty.help)
        return super().lists()

    def begin(self, number: int, title: str = "") -> None:
        self.at, self.open, self.item_indent = number, [], -1
        heading = self.text(number, self.unmarked(number, title), LONGEST_TITLE)
        self.found[number] = ImportedQuestion(number, "items", heading=heading), []
        self.after = "category"

    def begin_within(self, number: int, title: str) -> None:
        """Make a category of an item that has others below it, in the category that it stands in."""
        around, opened = self.at, self.open
        heading = self.found[around][0].heading if around else ""
        words = self.unmarked(number, title.removesuffix(":"))
        self.begin(number, f"{heading} – {words}" if heading else words)
        self.open = [*opened, (self.indents[number], around)]
        self.note(number, f"“{words}” has items below it, so it is their heading and not asked itself")
        if around:
            self.divided.add(around)
            self.change(columns=self.found[around][0].columns)

    def begin_named(self, number: int, title: str) -> None:
        # In YAML the first such line below a category says that its items follow.
        if self.after != "category" or title.casefold() not in LISTS:
            self.begin(number, title)

    def change(self, **changes: Any) -> None:
        """Change the newest category."""
        asked, rows = self.found[self.at]
        self.found[self.at] = replace(asked, **changes), rows

    def settle(self, below: str = "") -> None:
        """Make a heading of the line above, or leave it out, by what stands below it."""
        if self.unclear and (_UNDERLINE.fullmatch(below) or _FILLED_IN.fullmatch(below)):
            self.begin(*self.unclear)
        elif self.unclear:
            number, line = self.unclear
            self.note(number, f"not understood, left out: “{self.text(number, line, LONGEST_LABEL)}”")
        self.unclear = None

    def line(self, number: int, line: str) -> None:
        marks = line.translate(_FULL_WIDTH)
        self.settle(marks)
        if not line or _RULE.fullmatch(marks):
            return
        if marks.startswith(">"):
            self.note(number, f"a remark, left out: “{self.text(number, line[1:], LONGEST_LABEL)}”")
        elif level := _LEVEL.fullmatch(marks):
            self.note_once(0, "the file has answers of its own; the draft asks with the seven answers of Overture")
            self.leave_out(number, "answer", level.group(1))
            self.after = "level"
        elif marks.startswith("?"):
            self.describe(number, line[1:])
        elif (described := _DESCRIBED.fullmatch(marks)) and self.after:
            self.describe(number, line[described.start(2) : described.end(2)])
        elif category := _CATEGORY.fullmatch(marks):
            self.begin(number, line[category.start(1) : category.end(1)])
        elif number in self.parents:
            self.item(number, _item_words(line))
        else:
            self.listed(number, line, marks)

    def listed(self, number: int, line: str, marks: str) -> None:
        """Read a line that may be a heading without `#`, columns, an item, or what goes on below one."""
        if category := _BOLD.fullmatch(marks) or _CATEGORY_LINE.fullmatch(_item_words(line) or line):
            self.begin_named(number, category.string[category.start(2) : category.end(2)])
        elif (columns := _COLUMNS.fullmatch(marks)) and self.at and not self.found[self.at][1]:
            self.change(columns=self.columns(number, _BETWEEN.split(columns.group(1))))
        elif item := _ITEM.fullmatch(marks):
            self.item(number, line[item.start(1) : item.end(1)])
        elif filled := _FILLED_IN.fullmatch(marks):
            self.item(number, line[filled.start(1) : filled.end(1)])
        elif self.after and self.item_indent >= 0 and self.indents[number] >= self.item_indent + _DEEPER:
            self.describe(number, line)
        else:
            self.unclear = number, line
            self.after = ""

    def item(self, number: int, words: str) -> None:
        if category := _IN_CATEGORY.fullmatch(words):
            self.begin(number, category.group(2))
            return
        while self.open and self.open[-1][0] >= self.indents[number]:
            *self.open, (_, self.at) = self.open
        if number in self.parents:
            self.begin_within(number, words)
            self.item_indent = self.indents[number]
            return
        if filled := _FILLED_IN.fullmatch(words):
            words = filled.group(1)
        named = _PAIR.fullmatch(words)
        label = self.label(number, self.unmarked(number, named.group(2) if named else words))
        if not label:
            self.after = ""
            return
        if not self.at:
            self.begin(number)
        self.item_indent = self.indents[number]
        asked, rows = self.found[self.at]
        rows.append(Row(number, label, direction=is_direction(asked.columns)))
        self.after = "row"

    def describe(self, number: int, words: str) -> None:
        words = self.text(number, words, LONGEST_HELP)
        if self.after == "row":
            rows = self.found[self.at][1]
            rows[-1] = replace(rows[-1], help=self.text(number, f"{rows[-1].help} {words}", LONGEST_HELP))
        elif self.after == "category":
            self.change(help=self.text(number, f"{self.found[self.at][0].help} {words}", LONGEST_HELP))
        elif self.after == "level":
            self.leave_out(number, "description of an answer", words)
        else:
            self.note(number, f"a description that belongs to nothing, left out: “{words}”")
