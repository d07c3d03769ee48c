"""Reader of CSV tables of questions, or of items, with a header and any usual delimiter.

Source: RFC 4180; docs/question-sets.md, importing a list.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

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
from overture.questions.importing.said import ANSWERS, NO, YES

_NAMED = """
prompt: prompt question frage pregunta domanda pergunta vraag pytanie вопрос 问题 質問
name: name label item activity kink fetish title bezeichnung aktivität aktivitaet nom activité nombre actividad nome
name: naam 名称 名前
kind: kind type art typ tipo soort
options: options choices items answers optionen antworten auswahl opciones respuestas choix réponses opzioni opções
options: opties
section: section category group abschnitt kategorie bereich gruppe sección categoría catégorie sezione categoria seção
section: sectie
help: help description hilfe beschreibung erklärung ayuda descripción aide aiuto descrizione ajuda descrição hulp
help: beschrijving
id: id
max: max
direction: direction richtung dirección richting direzione direção
"""
COLUMNS = {
    name: column for line in _NAMED.strip().split("\n") for column in [line.split(":")[0]] for name in line.split()[1:]
}
"""The names that a column may have in the header, in English and in other languages."""
KINDS = ("text", "choice", "choices", "scale", "items", "statement")
LONGEST_ANSWER = 4000
"""Bytes."""
MOST_OPTIONS = 40
_MOST_SIDES = 20
_DELIMITERS = (",", ";", "\t", "|")
_NO_DELIMITER = "\x1f"
"""In a table of one column, a comma is part of a sentence."""
_END = "\x1e"
"""A last row of our own, in a character that no file has here: a cell without an end swallows it."""
_OPEN = "the table cannot be read from line {line} on: {why}; is a quotation mark open?"
_SEP = re.compile(r'\s*"?sep=(.)"?[\s,;|]*', re.IGNORECASE)
"""The line that a spreadsheet writes in front of a table to name its delimiter."""
_TITLE_ROWS = 10
"""Rows in front of the header at the most."""
_RULE = re.compile(r"[-:=+ ]*")
"""A cell of the line below the header of a table in Markdown."""


@dataclass(frozen=True)
class Layout:
    """Where a table begins, and what stands between its cells.

    Args:
        delimiter: One character.
        begins: The line of the header, from 0.
    """

    delimiter: str
    begins: int


def find_table(text: str) -> Layout | None:
    """Return the layout of a table, or None if none of the first lines is the header of one.

    In front of the header may stand a line `sep=;` and title rows. The header of one column alone, `prompt`, must come
    first.
    """
    lines = text.split("\n")
    sep = next((found for line in lines[:2] if (found := _SEP.fullmatch(line))), None)
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for at in filled[: _TITLE_ROWS + 1]:
        for each in (sep.group(1),) if sep else _DELIMITERS:
            try:
                header = next(csv.reader(io.StringIO("\n".join(lines[at : at + _TITLE_ROWS])), delimiter=each), [])
            except (csv.Error, TypeError):
                continue
            names = {name for cell in header[:100] if (name := _column(cell))}
            is_first = at == filled[0] or (sep is not None and at == filled[1])
            if (len(names) > 1 and names & {"prompt", "name"}) or ("name" in names and _asks(header)):
                return Layout(each, at)
            if is_first and "name" in names and len(header) > 1 and is_tabular("\n".join(lines[at:]), each):
                return Layout(each, at)
            if is_first and "prompt" in names and (len(header) > 1 or each == ","):
                return Layout(each if len(header) > 1 else _NO_DELIMITER, at)
    return None


def _column(cell: str) -> str | None:
    return COLUMNS.get(unicodedata.normalize("NFKC", cell).strip().strip("*_").casefold())


def _asks(header: list[str]) -> bool:
    """Whether columns of a header are for answers: two of them are sides, or two are answers to tick."""
    return _has_sides(header) or sum(cell.strip().strip("*_").casefold() in ANSWERS - {""} for cell in header) > 1


def _has_sides(cells: Iterable[str]) -> bool:
    """Whether two of the cells mean give and receive."""
    return bool(_sides(cells))


def _sides(cells: Iterable[str]) -> tuple[str, ...]:
    """The first two of the cells that mean give and receive; none where no two do."""
    return next((pair for pair in combinations(list(cells)[:_MOST_SIDES], 2) if is_direction(pair)), ())


def is_tabular(text: str, delimiters: str = "".join(_DELIMITERS)) -> bool:
    """Return whether all lines have as many cells, more than one, as those of a table without a header have.

    Args:
        text: Lines.
        delimiters: What may stand between the cells, each a character.
    """
    for each in delimiters:
        try:
            counts = {len(cells) for cells in csv.reader(io.StringIO(text), delimiter=each) if cells}
        except csv.Error:
            continue
        if len(counts) == 1 and counts != {1}:
            return True
    return False


def read_csv(text: str, layout: Layout) -> ImportedList:
    """Return the questions of a table, or the items of one that has names instead of prompts.

    Raises:
        CannotImport: If the table cannot be parsed to its end.
    """
    reader = _Reader(layout.delimiter)
    lines = text.split("\n")
    for number, line in enumerate(lines[: layout.begins], 1):
        if line.strip():
            reader.note(number, f"above the header of the table, left out: “{line.strip()[:LONGEST_LABEL]}”")
    rows = _rows("\n".join(lines[layout.begins :]), layout)
    reader.header(*next(rows))
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
        self.columns_at: dict[str, int] = {}
        self.unknown: dict[int, str] = {}
        """The names of the columns that are not known, by position."""
        self.is_both = False

    def header(self, line: int, header: list[str]) -> None:
        for position, cell in enumerate(header):
            name = _column(cell)
            if name is None or name in self.columns_at:
                self.unknown[position] = self.text(line, cell, LONGEST_TITLE)
            else:
                self.columns_at[name] = position
        has_prompt = "prompt" in self.columns_at
        if has_prompt and (at := self.columns_at.pop("name", None)) is not None:
            self.unknown[at] = self.text(line, header[at], LONGEST_TITLE)
        sides = _sides(self.unknown.values()) if "name" in self.columns_at else ()
        self.is_both = bool(sides)
        for position, shown in sorted(self.unknown.items()):
            name = _column(header[position])
            if name == "name" and has_prompt:
                self.note(line, f"the column “{shown}” is left out: “prompt” is what is asked")
            elif name is not None:
                self.note(line, f"a second column for “{name}”, “{shown}”, left out")
            elif shown and shown not in sides:
                self.note(line, f"the column “{shown}” was ignored; an import does not use it")
        if sides:
            named = " and ".join(f"“{side}”" for side in sides)
            self.note(line, f"the columns {named} are asked as give and receive; see that they mean the same")

    def row(self, line: int, cells: list[str]) -> ImportedQuestion | None:
        known = {name: cells[at] for name, at in self.columns_at.items() if at < len(cells)}
        places = set(self.columns_at.values())
        for at, cell in enumerate(cells):
            if at not in places and not _RULE.fullmatch(cell):
                self.leave_out(line, self.unknown.get(at) or f"column {at + 1}", cell)
        if any(self.delimiter in below for cell in cells for below in cell.split("\n")[1:]):
            self.note(line, "a cell goes on over lines that look like rows; is a quotation mark open?")
        if "name" in self.columns_at:
            self.item(line, known)
            return None
        return self.question(line, known)

    def item(self, line: int, cells: dict[str, str]) -> None:
        """Add an item to the list of its category."""
        heading = self.text(line, cells.get("section", ""), LONGEST_TITLE)
        helping = self.text(line, cells.get("help", ""), LONGEST_HELP)
        label = self.label(line, cells.get("name", ""))
        for name in ("kind", "options", "id", "max") if label else ("section", "help", "kind", "options", "id", "max"):
            if cells.get(name, "").strip():
                self.leave_out(line, name, cells[name])
        if label:
            asked = ImportedQuestion(line, "items", heading=heading)
            row = Row(line, label, help=helping, direction=self.direction(line, cells) or self.is_both)
            self.found.setdefault(heading, (asked, []))[1].append(row)

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
        section = self.text(line, cells.get("section", ""), LONGEST_TITLE)
        if section and section != self.section:
            self.end_section()
            self.section, self.begins, self.has_questions = section, line, False
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
