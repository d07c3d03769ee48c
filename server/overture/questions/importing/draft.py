"""Making a draft of a question set from a list that somebody found elsewhere.

The comments at the head of the draft list everything that a person has to read and decide before anyone is asked.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from overture.questions.check import Checker
from overture.questions.importing.build import DraftOptions, build
from overture.questions.importing.csv_header import find_table
from overture.questions.importing.csv_list import read_csv
from overture.questions.importing.json_list import read_json
from overture.questions.importing.kinklist import read_kinklist
from overture.questions.importing.material import (
    LONGEST_TITLE,
    MOST_ENTRIES,
    CannotImport,
    ImportedList,
    ImportNote,
    one_line,
)
from overture.questions.importing.read import text_of
from overture.questions.importing.refusals import LANGUAGES
from overture.questions.importing.sift import merge_repeats, remove_refused
from overture.questions.importing.toml_text import to_toml
from overture.questions.source import Source

_MOST_IN_HEAD = 40
_HTML = re.compile(r"\s*<(?:[!?]|/?[a-z][a-z0-9-]*[\s/>])", re.IGNORECASE)
"""How a page in HTML, or a part of one, begins."""


@dataclass(frozen=True)
class Draft:
    """A draft of a question set.

    Args:
        text: The TOML file.
        summary: One line for people.
        refused: What was not imported, and why.
        notes: Everything else that a person should know.
        left: The problems that `overture questions check` finds in it.
    """

    text: str
    summary: str
    refused: tuple[ImportNote, ...]
    notes: tuple[ImportNote, ...]
    left: tuple[str, ...]


def make_draft(raw: bytes, options: DraftOptions) -> Draft:
    """Make a draft from the bytes of a file.

    Args:
        raw: The file, in any of the formats that docs/question-sets.md lists.
        options: Id, title and language of the draft.

    Raises:
        CannotImport: If no draft can be made from it.
    """
    text, removed = text_of(raw)
    found = _read(text)
    if found.entries > MOST_ENTRIES:
        raise CannotImport(
            f"there are {found.entries} questions and items in it; {MOST_ENTRIES} is the most that a draft takes, and "
            "two people answer about 60 questions in one sitting. Take out what you do not need, or import it in parts"
        )
    accepted, refused = remove_refused(found, options.language)
    if not accepted.questions:
        named = "\n".join(f"line {note.line}: {note.text}" for note in refused)
        raise CannotImport(f"nothing is left to ask, so no draft was made\n{named}")
    imported = merge_repeats(accepted)
    table, built = build(imported, options)
    if options.language.partition("-")[0] not in LANGUAGES:
        built.append(
            ImportNote(
                0,
                f"what is refused is known in {' and '.join(LANGUAGES)} only; read every line with your own eyes",
            )
        )
    notes = tuple(sorted((*removed, *imported.notes, *built)))
    drawn = to_toml(table, _head(options, imported, refused, notes))
    sections = len(table["section"])
    counted = "1 question or item" if imported.entries == 1 else f"{imported.entries} questions and items"
    return Draft(
        text=drawn,
        summary=f"{imported.format}: {counted} in {sections} "
        f"{'section' if sections == 1 else 'sections'}, {len(refused)} refused",
        refused=tuple(refused),
        notes=notes,
        left=tuple(_problems(drawn, options)),
    )


def _read(text: str) -> ImportedList:
    if _HTML.match(text):
        raise CannotImport(
            "this is a page in HTML; open it in a browser, copy its list into a text file or its table into a "
            "spreadsheet, save that, and import it"
        )
    table = find_table(text)
    if text.lstrip().startswith(("[", "{")):
        imported = read_json(text)
    elif table is not None:
        imported = read_csv(text, table)
    else:
        imported = read_kinklist(text)
    if not imported.questions:
        raise CannotImport(
            "there is nothing in it that can be read as a list: KinkList text (#category, (columns), * item), "
            "Markdown, lines with an item each, a JSON list, or a table with a header that has the column “prompt” or "
            "“name” (docs/question-sets.md, importing a list)"
        )
    return imported


def _head(
    options: DraftOptions, imported: ImportedList, refused: list[ImportNote], notes: tuple[ImportNote, ...]
) -> list[str]:
    head = [
        f"A DRAFT, made by `overture questions import` from {options.file} ({imported.format}).",
        "A person has to read it, line by line, before anybody is asked. Until then it is nobody's question set.",
        "",
        "To do:",
        "- Wording: plain words that fit everyone whatever their role. Explain what needs explaining.",
        "- Keep what two people would talk about; long lists exhaust and upset.",
        "- Give and receive: `direction = true` asks an item in both directions. Is that right for each, and clear?",
        "- What is missing? No list of activities asks for limits in own words, stop signals or aftercare.",
        "- for_whom, minutes: say whom it is for, and try how long it takes.",
        "- licence, sources: may this list be used here, and whose is it? Name them, or write your own wording.",
        "- Give it a version, take this head away, and run `overture questions check`.",
    ]
    if refused:
        head += ["", f"Refused, not in this file: {len(refused)}. What is refused and why: docs/question-sets.md."]
    if notes:
        head += ["", "To look at (lines are those of the imported file):"]
        head += [
            f"- line {note.line}: {note.text}" if note.line else f"- {note.text}" for note in notes[:_MOST_IN_HEAD]
        ]
        if len(notes) > _MOST_IN_HEAD:
            head.append(f"- and {len(notes) - _MOST_IN_HEAD} more, which the command printed")
    return [one_line(line) for line in head]


def _problems(text: str, options: DraftOptions) -> list[str]:
    source = Source(Path(f"{options.id}.toml"), tomllib.loads(text), text)
    return [str(problem) for problem in Checker(source).run()]


def title_of(file_name: str) -> str:
    """Return a title made from the name of a file: "My list" for `my_list.txt`."""
    words = one_line(Path(file_name).stem.replace("_", " ").replace("-", " "))[:LONGEST_TITLE]
    return words[:1].upper() + words[1:]
