"""The content of an imported file, whatever its format: questions and rows of lists, each with its line number.

An imported file is not trusted: its texts are cut to a length, and invisible characters are removed.
"""

import re
import unicodedata
from dataclasses import dataclass

MOST_ENTRIES = 1000
"""Questions and rows of one file."""
LONGEST_TITLE, LONGEST_LABEL, LONGEST_PROMPT, LONGEST_HELP = 100, 200, 500, 600
"""Characters."""

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
        """How many answers a person would give: one for each question, or for each row of a list."""
        return sum(len(question.rows) or 1 for question in self.questions)


class TextReader:
    """Base of the readers: cleans and cuts texts, and collects notes."""

    def __init__(self) -> None:
        self.notes: list[ImportNote] = []

    def note(self, line: int, text: str) -> None:
        """Add a note about a line."""
        self.notes.append(ImportNote(line, text))

    def note_once(self, line: int, text: str) -> None:
        """Add a note about the first of the lines that it is true of."""
        if all(each.text != text for each in self.notes):
            self.note(line, text)

    def label(self, line: int, value: str) -> str:
        """Return the label of an item, with a note if it is empty, and so left out."""
        label = self.text(line, value, LONGEST_LABEL)
        if not label:
            self.note(line, "an item without words, left out")
        return label

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


GIVES_AND_RECEIVES = (
    {"giving", "receiving"},
    {"give", "receive"},
    {"giver", "receiver"},
    {"self", "partner"},
    {"self", "partners"},
    {"self", "other"},
    {"self", "others"},
    {"me", "partner"},
    {"me", "you"},
    {"actor", "subject"},
    {"aggressor", "target"},
    {"dominant", "submissive"},
    {"as dominant", "as submissive"},
    {"dom", "sub"},
    {"top", "bottom"},
    {"doing", "being done to"},
    {"to partner", "to me"},
)
"""Pairs of columns that mean give and receive, in lower case."""


def is_direction(columns: tuple[str, ...]) -> bool:
    """Return whether two columns of a list mean give and receive."""
    return len(columns) == 2 and {column.casefold() for column in columns} in GIVES_AND_RECEIVES
