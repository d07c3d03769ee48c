"""The content of an imported file, whatever its format: questions and rows of lists, each with its line number.

An imported file is not trusted: its texts are cut to a length, and invisible characters are removed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST_ENTRIES = 1000
"""Questions and rows of one file."""
LONGEST_TITLE, LONGEST_LABEL, LONGEST_PROMPT, LONGEST_HELP = 100, 200, 500, 600
"""Characters."""
MOST_LINES_NAMED = 5
"""Lines that one note names; it counts the others."""

_LINKED = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_COMMENT = re.compile(r"<!--(.*?)-->")
_BREAK = re.compile(r"<br\s*/?>|\\$", re.IGNORECASE)
_SET_OFF = re.compile(r"(\*{1,3}|`|(?<!\w)_{1,3})(?=[^\s*_`])(.+?)(?<=[^\s*_`])\1(?!\w)")
_JOINERS = "\u200c\u200d"
"""Invisible, but part of some scripts and of many emoji."""


class CannotImport(Exception):
    """A file that no draft can be made from. The message says why and what to do."""


@dataclass(frozen=True, order=True)
class ImportNote:
    """Something that the person who imports should know.

    Args:
        line: The line of the imported file, from 1; 0 for the file as a whole.
        text: One sentence.
    """

    line: int
    text: str


@dataclass(frozen=True)
class Row:
    """One row of a list. `direction` asks it twice, as give and as receive."""

    line: int
    label: str
    help: str = ""
    direction: bool = False


@dataclass(frozen=True)
class ImportedQuestion:
    """One question of an imported file.

    Args:
        line: Where it begins, from 1.
        kind: One of `check.KINDS`.
        prompt: The question; empty for a list that has only a heading.
        heading: The heading of a list.
        section: The title of the section that it is in.
        help: A description.
        own_id: The id that the file gives it.
        options: The options of a choice, or the words at the ends of a scale.
        rows: The rows of a list.
        columns: The columns that a list is answered in.
        longest: Bytes of the longest answer.
    """

    line: int
    kind: str
    prompt: str = ""
    heading: str = ""
    section: str = ""
    help: str = ""
    own_id: str = ""
    options: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    longest: int = 700


@dataclass(frozen=True)
class ImportedList:
    """The content of an imported file.

    Args:
        format: Name of the format, for people.
        questions: The questions, in the order of the file.
        notes: Notes on what was changed or left out.
    """

    format: str
    questions: tuple[ImportedQuestion, ...]
    notes: tuple[ImportNote, ...]

    @property
    def entries(self) -> int:
        """The number of answers that a person would give: one for each question, or for each row of a list."""
        return sum(len(question.rows) or 1 for question in self.questions)


class TextReader:
    """Base of the readers: cleans and cuts texts, and collects lists and notes."""

    def __init__(self) -> None:
        self.found: dict[object, tuple[ImportedQuestion, list[Row]]] = {}
        """The lists with their rows, and each question by itself, by what tells one from another."""
        self.notes: list[ImportNote] = []
        self._left_out: dict[tuple[str, str], list[int]] = {}

    def lists(self) -> tuple[ImportedQuestion, ...]:
        """Return everything that was found, in the order of the file."""
        return tuple(replace(asked, rows=tuple(rows)) for asked, rows in self.found.values())

    def note(self, line: int, text: str) -> None:
        """Add a note about a line."""
        self.notes.append(ImportNote(line, text))

    def note_once(self, line: int, text: str) -> None:
        """Add a note about the first of the lines that it is true of."""
        if all(each.text != text for each in self.notes):
            self.note(line, text)

    def leave_out(self, line: int, name: str, words: str) -> None:
        """Record that the draft lacks a part of the file, such as a column or a key that is not known.

        Args:
            line: The line that it is in.
            name: Name of the column or key.
            words: Its words in this line. Equal words under one name share a note (`all_notes`).
        """
        key = one_line(name)[:LONGEST_TITLE], one_line(words)
        self._left_out.setdefault(key, []).append(line)

    def all_notes(self) -> tuple[ImportNote, ...]:
        """Return the notes, and one for each text that was left out, with the lines that it is in."""
        left_out = []
        for (name, words), lines in self._left_out.items():
            named = ", ".join(map(str, lines[:MOST_LINES_NAMED]))
            more = f" and {len(lines) - MOST_LINES_NAMED} more" if len(lines) > MOST_LINES_NAMED else ""
            where = f", in line {named}{more}" if len(lines) > 1 else ""
            left_out.append(ImportNote(lines[0], f"“{name}” was left out{where}" + (f": “{words}”" if words else "")))
        return (*self.notes, *left_out)

    def columns(self, line: int, names: Iterable[str]) -> tuple[str, ...]:
        """Return the columns that a list is answered in, with a note on what the draft makes of them."""
        columns = tuple(name for each in names if (name := self.text(line, each, LONGEST_TITLE)))
        shown = ", ".join(columns)
        if is_direction(columns):
            self.note_once(line, f"({shown}) is asked as give and receive; see that it means the same")
        elif len(columns) > 1:
            self.note_once(line, f"({shown}) is not give and receive; each item below it is asked once")
        elif columns:
            self.note_once(line, f"({shown}) is one column, left out; each item below it is asked once")
        return columns

    def label(self, line: int, value: str) -> str:
        """Return the label of an item, with a note if it is empty, and so left out."""
        label = self.text(line, value, LONGEST_LABEL)
        if not label:
            self.note(line, "an item without words, left out")
        return label

    def unmarked(self, line: int, words: str) -> str:
        """Return words without what Markdown sets in them: links, comments, line breaks, and what sets them off."""
        for linked in _LINKED.finditer(words):
            self.leave_out(line, "link", linked.group(2))
        for comment in _COMMENT.finditer(words):
            self.leave_out(line, "comment", comment.group(1))
        return _SET_OFF.sub(r"\2", _BREAK.sub(" ", _COMMENT.sub("", _LINKED.sub(r"\1", words))))

    def text(self, line: int, value: str, longest: int) -> str:
        """Return a text as one line of at most `longest` characters, with a note if it was cut."""
        cleaned = one_line(value)
        if len(cleaned) <= longest:
            return cleaned
        self.note(line, f"a text of {len(cleaned)} characters was cut to {longest}: “{cleaned[:40]}…”")
        return cleaned[: longest - 1].rstrip() + "…"


def visible(text: str) -> str:
    """Return a text without control characters, bidirectional marks, lone surrogates and the like.

    Source: The Unicode Standard, general categories C* except the joiners.
    """
    if text.isprintable():
        return text
    return "".join(each for each in text if each in "\n\t" or each in _JOINERS or unicodedata.category(each)[0] != "C")


def one_line(text: str) -> str:
    """Return the visible text with each run of white space as one space."""
    return re.sub(r"\s+", " ", visible(text)).strip().strip(_JOINERS)


_TWO_SIDES = """
giving/receiving give/receive giver/receiver self/partner self/partners self/other self/others me/partner me/you
actor/subject aggressor/target dominant/submissive as_dominant/as_submissive dom/sub top/bottom active/passive
doing/being_done_to to_partner/to_me
geben/nehmen geben/empfangen geben/bekommen gebend/nehmend gebend/empfangend aktiv/passiv ich/du
donner/recevoir actif/passif dar/recibir activo/pasivo dare/ricevere attivo/passivo dar/receber ativo/passivo
geven/ontvangen actief/passief ge/ta_emot give/modtage dawać/otrzymywać dawanie/otrzymywanie
давать/получать актив/пассив 给予/接受 給予/接受 主动/被动 与える/受ける する/される 주기/받기
"""
GIVES_AND_RECEIVES = tuple(frozenset(pair.replace("_", " ").split("/")) for pair in _TWO_SIDES.split())
"""Pairs of columns that mean give and receive, in lower case, in English and in other languages."""


def is_direction(columns: Iterable[str]) -> bool:
    """Return whether two columns of a list mean give and receive."""
    given = [unicodedata.normalize("NFKC", column).casefold().strip() for column in columns]
    return len(given) == 2 and frozenset(given) in GIVES_AND_RECEIVES
