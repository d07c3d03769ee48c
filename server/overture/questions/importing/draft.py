"""The bytes of a list that somebody found -> a draft question set, and all that a person should know about it.

The draft is only a beginning: it says in its head what has to be read and decided before anyone is asked.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from overture.questions.check import Checker
from overture.questions.importing.build import Wanted, build, once, sift
from overture.questions.importing.csv_list import delimiter, read_csv
from overture.questions.importing.json_list import read_json
from overture.questions.importing.kinklist import read_kinklist
from overture.questions.importing.material import LONGEST_TITLE, MOST_ENTRIES, CannotImport, Material, Note, one_line
from overture.questions.importing.read import text_of
from overture.questions.importing.refusals import LANGUAGES
from overture.questions.importing.toml_text import to_toml
from overture.questions.source import Source, line_map

_MOST_IN_HEAD = 40


@dataclass(frozen=True)
class Draft:
    """`text` is the TOML; `left` what `overture questions check` still finds in it; `summary` one line for people."""

    text: str
    summary: str
    refused: tuple[Note, ...]
    notes: tuple[Note, ...]
    left: tuple[str, ...]


def make_draft(raw: bytes, wanted: Wanted) -> Draft:
    """Raises CannotImport, with a sentence for the person who tried, when nothing can be made of it."""
    text, notes = text_of(raw)
    found = _read(text)
    if found.entries > MOST_ENTRIES:
        raise CannotImport(
            f"there are {found.entries} questions and items in it; {MOST_ENTRIES} is the most that a draft takes, and "
            "two people answer about 60 questions in one sitting. Take out what you do not need, or import it in parts"
        )
    sifted, refused = sift(found, wanted.language)
    material = once(sifted)
    table, built = build(material, wanted)
    if wanted.language.partition("-")[0] not in LANGUAGES:
        built.append(
            Note(
                0,
                f"what is refused is known in {' and '.join(LANGUAGES)} only; read every line with your own eyes",
            )
        )
    told = tuple(sorted((*notes, *material.notes, *built)))
    drawn = to_toml(table, _head(wanted, material, refused, told))
    sections = len(table["section"])
    counted = "1 question or item" if material.entries == 1 else f"{material.entries} questions and items"
    return Draft(
        text=drawn,
        summary=f"{material.format}: {counted} in {sections} "
        f"{'section' if sections == 1 else 'sections'}, {len(refused)} refused",
        refused=tuple(refused),
        notes=told,
        left=tuple(_problems(drawn, wanted)),
    )


def _read(text: str) -> Material:
    between = delimiter(text)
    if text.lstrip().startswith(("[", "{")):
        material = read_json(text)
    elif between is not None:
        material = read_csv(text, between)
    else:
        material = read_kinklist(text)
    if not material.questions:
        raise CannotImport(
            "there is nothing in it that can be read as a list: KinkList text (#category, (columns), * item), a JSON "
            "list, or a table with a header that has the column “prompt” (docs/question-sets.md, importing a list)"
        )
    return material


def _head(wanted: Wanted, material: Material, refused: list[Note], told: tuple[Note, ...]) -> list[str]:
    head = [
        f"A DRAFT, made by `overture questions import` from {wanted.file} ({material.format}).",
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
    if told:
        head += ["", "To look at (lines are those of the imported file):"]
        head += [f"- line {note.line}: {note.text}" if note.line else f"- {note.text}" for note in told[:_MOST_IN_HEAD]]
        if len(told) > _MOST_IN_HEAD:
            head.append(f"- and {len(told) - _MOST_IN_HEAD} more")
    return [one_line(line) for line in head]


def _problems(text: str, wanted: Wanted) -> list[str]:
    source = Source(Path(f"{wanted.id}.toml"), tomllib.loads(text), line_map(text))
    return [str(problem) for problem in Checker(source).run()]


def title_of(file_name: str) -> str:
    """A title from the name of a file: `my_list.txt` as "My list"."""
    words = one_line(Path(file_name).stem.replace("_", " ").replace("-", " "))[:LONGEST_TITLE]
    return words[:1].upper() + words[1:]
