"""What an imported file holds, whatever its format: questions and rows of lists, each with the line it stands on.

A file that somebody found elsewhere is not trusted: everything in it is cut to a length, and what cannot be seen is
taken out.
"""

import re
import unicodedata
from dataclasses import dataclass

MOST_ENTRIES = 1000
LONGEST_TITLE, LONGEST_LABEL, LONGEST_PROMPT, LONGEST_HELP = 100, 200, 500, 600

_JOINERS = "\u200c\u200d"
"""Invisible, but part of some scripts and of many emoji."""


class CannotImport(Exception):
    """A file of which no draft can be made. The message says why and what to do."""


@dataclass(frozen=True, order=True)
class Note:
    """Something that the person who imports should know; `line` counts from 1, 0 is the file as a whole."""

    line: int
    text: str


@dataclass(frozen=True)
class Row:
    """One thing of a list. `direction` asks it as give and receive."""

    line: int
    label: str
    help: str = ""
    direction: bool = False


@dataclass(frozen=True)
class Asked:
    """One question. A list that has only a heading has it in `heading` and an empty `prompt`."""

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
class Material:
    """What was found in a file, in its order, and what there is to say about it. `format` is for people."""

    format: str
    questions: tuple[Asked, ...]
    notes: tuple[Note, ...]

    @property
    def entries(self) -> int:
        """Things that a person would answer: questions, and the rows of lists."""
        return sum(len(question.rows) or 1 for question in self.questions)


class Reader:
    """Cuts and cleans texts, and keeps what there is to say about them."""

    def __init__(self) -> None:
        self.notes: list[Note] = []

    def tell(self, line: int, text: str) -> None:
        self.notes.append(Note(line, text))

    def text(self, line: int, value: str, longest: int) -> str:
        """A text on one line, at most `longest` characters."""
        cleaned = one_line(value)
        if len(cleaned) <= longest:
            return cleaned
        self.tell(line, f"a text of {len(cleaned)} characters was cut to {longest}: “{cleaned[:40]}…”")
        return cleaned[: longest - 1].rstrip() + "…"


def visible(text: str) -> str:
    """Without control characters, marks that turn the writing direction, lone surrogates and the like."""
    if text.isprintable():
        return text
    return "".join(each for each in text if each in "\n\t" or each in _JOINERS or unicodedata.category(each)[0] != "C")


def one_line(text: str) -> str:
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


def is_direction(columns: tuple[str, ...]) -> bool:
    """Whether two columns of a list are the two sides of one thing, which we call give and receive."""
    return len(columns) == 2 and {column.casefold() for column in columns} in GIVES_AND_RECEIVES
