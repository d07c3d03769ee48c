"""The header of a CSV table: its position, its delimiter, and the meaning of its columns.

Source: RFC 4180; docs/question-sets.md, importing a list.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from overture.questions.importing.material import is_direction
from overture.questions.importing.said import ANSWERS

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
_MOST_SIDES = 20
_DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"
"""In a table of one column, a comma is part of a sentence."""
_SEP = re.compile(r'\s*"?sep=(.)"?[\s,;|]*', re.IGNORECASE)
"""The line that a spreadsheet writes in front of a table to name its delimiter."""
_TITLE_ROWS = 10
"""Rows in front of the header at the most."""


@dataclass(frozen=True)
class Layout:
    """Where a table begins, and its delimiter.

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
            names = {name for cell in header[:100] if (name := column_of(cell))}
            is_first = at == filled[0] or (sep is not None and at == filled[1])
            if (len(names) > 1 and names & {"prompt", "name"}) or ("name" in names and _asks(header)):
                return Layout(each, at)
            if is_first and "name" in names and len(header) > 1 and is_tabular("\n".join(lines[at:]), each):
                return Layout(each, at)
            if is_first and "prompt" in names and (len(header) > 1 or each == ","):
                return Layout(each if len(header) > 1 else NO_DELIMITER, at)
    return None


def column_of(cell: str) -> str | None:
    """Return the column that a cell of the header names; None for one that an import does not use."""
    return COLUMNS.get(unicodedata.normalize("NFKC", cell).strip().strip("*_").casefold())


def _asks(header: list[str]) -> bool:
    """Whether columns of a header are for answers: two of them are sides, or two are answers to tick."""
    return bool(sides_of(header)) or sum(cell.strip().strip("*_").casefold() in ANSWERS - {""} for cell in header) > 1


def sides_of(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the first two of the cells that mean give and receive; none where no two do."""
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
