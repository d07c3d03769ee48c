"""Building the table of a draft set from an imported list: ids, scales, and boxes that hold the answers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from overture.questions.importing.ids import UniqueIds, id_of, same_words
from overture.questions.importing.material import CannotImport, ImportedList, ImportedQuestion, ImportNote
from overture.questions.keys import LARGEST_PAD, LONGEST_ID
from overture.questions.paper_texts import paper_texts
from overture.questions.size import LENGTH_PREFIX, largest_answers
from overture.questions.source import Table

LEVELS = (
    ("hard-limit", "limit"),
    ("not-now", "not-now"),
    ("only-if", "condition"),
    ("curious", "curious"),
    ("yes", "yes"),
    ("fantasy-only", "fantasy"),
    ("not-sure", "unsure"),
)
LONGEST_CONDITION = 100
LONG_SITTING = 60
"""Minutes beyond which a note warns of a long sitting. A list that takes longer needs several sittings."""

_PADS = (1024, 2048, 4096, 8192, 16384, LARGEST_PAD)
_ID_STANDS = 4
"""How often the id of a question occurs in the answers: with its answer and in each of the three marks."""
_COMMAS = 4
_DIVIDED = 100
"""Sections that a file is divided into beyond its own; more than the largest file needs."""
_SECONDS = {"text": 60, "choice": 15, "choices": 20, "scale": 10, "statement": 10, "items": 8}


@dataclass(frozen=True)
class DraftOptions:
    """What the person who imports has chosen.

    Args:
        id: Id of the set.
        title: Title of the set.
        language: Language of the list.
        file: Name of the imported file, without its folder.
    """

    id: str
    title: str
    language: str
    file: str


def build(imported: ImportedList, options: DraftOptions) -> tuple[Table, list[ImportNote]]:
    """Build the table of the draft.

    Args:
        imported: The imported list, without what is refused.
        options: Id, title and language of the draft.

    Returns:
        The table, and notes on what was changed.

    Raises:
        CannotImport: If there is no question.
    """
    if not imported.questions:
        raise CannotImport("nothing is left to ask, so no draft was made")
    builder = _Builder(options)
    sections = builder.sections(imported.questions)
    seconds = sum(_seconds(question) for question in imported.questions)
    minutes = max(1, math.ceil(seconds / 60))
    if minutes > LONG_SITTING:
        builder.note(
            0,
            f"{imported.entries} questions and items take one person about {minutes} minutes; long lists exhaust and "
            "upset. Keep what you would talk about",
        )
    words = paper_texts("draft", options.language)
    table: Table = {
        "id": options.id,
        "version": "0.1-draft",
        "language": options.language,
        "title": options.title,
        "for_whom": words["for-whom"],
        "minutes": minutes,
        "licence": words["licence"],
        "sources": [words["source"].format(file=options.file)],
        "scale": builder.scales(),
        "section": sections,
    }
    return table, sorted(builder.notes)


def _seconds(question: ImportedQuestion) -> int:
    turns = sum(2 if row.direction else 1 for row in question.rows) or 1
    return _SECONDS[question.kind] * turns


def _divided(sized: Iterable[tuple[Table, int]], room: int) -> list[tuple[list[Table], int]]:
    """Tables in order, divided so that the sizes of each part come to no more than the room, and that size."""
    parts: list[tuple[list[Table], int]] = []
    for table, size in sized:
        if parts and parts[-1][1] + size <= room:
            parts[-1] = ([*parts[-1][0], table], parts[-1][1] + size)
        else:
            parts.append(([table], size))
    return parts


class _Builder:
    def __init__(self, options: DraftOptions) -> None:
        self.options = options
        self.texts = paper_texts("draft", options.language)
        self.notes: list[ImportNote] = []
        self.section_ids = UniqueIds("section")
        self.question_ids = UniqueIds("question")
        self.levels = {"activity": [{"id": level} for level, _ in LEVELS]}
        self.boxes = _DIVIDED
        """An upper bound of the sections of the draft: each costs a few bytes of every box."""
        self.lines: dict[tuple[str, str], int] = {}
        """The line where words, or an id of the file, occurred first."""

    def note(self, line: int, text: str) -> None:
        self.notes.append(ImportNote(line, text))

    def scales(self) -> list[Table]:
        levels = [{"id": id_, "label": self.texts[f"level.{id_}"], "means": means} for id_, means in LEVELS]
        return [{"id": "activity", "levels": levels}]

    def sections(self, questions: Iterable[ImportedQuestion]) -> list[Table]:
        by_title: dict[str, list[Table]] = {}
        questions = list(questions)
        self.boxes = len({question.section for question in questions}) + _DIVIDED
        for question in questions:
            by_title.setdefault(question.section, []).extend(self.questions(question))
        result: list[Table] = []
        packed = {title: self.packed(asked) for title, asked in by_title.items()}
        spare = largest_answers([], self.levels, self.boxes)
        spare -= largest_answers([], self.levels, sum(map(len, packed.values())))
        for title, parts in packed.items():
            shown = title or self.options.title
            if len(parts) > 1:
                self.note(
                    0, f"“{shown}” was divided into {len(parts)} sections: a sealed box holds {LARGEST_PAD} bytes"
                )
            result += [
                self.section(shown, number, len(parts), asked, size - spare)
                for number, (asked, size) in enumerate(parts, 1)
            ]
        return result

    def section(self, title: str, number: int, parts: int, questions: list[Table], size: int) -> Table:
        shown = self.texts["part"].format(title=title, n=number) if parts > 1 else title
        return {
            "id": self.section_ids.new(shown),
            "title": shown,
            "intro": self.texts["intro"],
            "reveal": "both",
            "pad": next(pad for pad in _PADS if pad >= size),
            "question": questions,
        }

    def packed(self, questions: list[Table]) -> list[tuple[list[Table], int]]:
        """The questions in order, divided so that the longest answers of each part fit into a box, with their size."""
        empty = LENGTH_PREFIX + largest_answers([], self.levels, self.boxes)
        sized = ((question, self.size(question) + _COMMAS) for question in questions)
        return [(part, empty + size) for part, size in _divided(sized, LARGEST_PAD - empty)]

    def size(self, question: Table) -> int:
        return largest_answers([question], self.levels) - largest_answers([], self.levels)

    def questions(self, asked: ImportedQuestion) -> list[Table]:
        if asked.kind != "items":
            return [self.question(asked)]
        whole = self.list_of(asked, [])
        room = LARGEST_PAD - LENGTH_PREFIX - largest_answers([whole], self.levels, self.boxes) - _ID_STANDS * LONGEST_ID
        sized = ((row, self.size({**whole, "items": [row]}) - self.size(whole) + 1) for row in self.items(asked))
        pieces = _divided(sized, room)
        if len(pieces) > 1:
            self.note(asked.line, f"“{whole['prompt']}” was divided into {len(pieces)} lists: a box holds no more")
        return [
            {**self.list_of(asked, piece, number if len(pieces) > 1 else 0), "id": self.question_id(asked)}
            for number, (piece, _) in enumerate(pieces, 1)
        ]

    def list_of(self, asked: ImportedQuestion, items: list[Table], number: int = 0) -> Table:
        prompt = asked.prompt or (self.texts["list-of"].format(title=asked.heading) if asked.heading else "")
        prompt = prompt or self.texts["list"]
        both_ways = any(row.direction for row in asked.rows)
        helping = " ".join(part for part in (asked.help, self.texts["direction"] if both_ways else "") if part)
        return {
            "id": "",
            "kind": "items",
            "prompt": self.texts["continued"].format(title=prompt, n=number) if number else prompt,
            **({"help": helping} if helping else {}),
            "gather": "shared",
            "levels": "activity",
            "condition": True,
            "max": LONGEST_CONDITION,
            "items": items,
        }

    def items(self, asked: ImportedQuestion) -> list[Table]:
        result: list[Table] = []
        for row in asked.rows:
            item = id_of(row.label, "item")
            before = self.lines.setdefault(("words", same_words(row.label)), row.line)
            if before != row.line:
                same = f"its id is “{item}” in both places, so that a limit set in one holds in the other"
                self.note(row.line, f"“{row.label}” stands in line {before} already; {same}")
            helping = {"help": row.help} if row.help else {}
            direction = {"direction": True} if row.direction else {}
            result.append({"id": item, "label": row.label, **helping, **direction})
        return result

    def question_id(self, asked: ImportedQuestion) -> str:
        return self.question_ids.new(asked.own_id or asked.heading or asked.prompt or "list")

    def question(self, asked: ImportedQuestion) -> Table:
        table: Table = {"id": self.question_id(asked), "kind": asked.kind, "prompt": asked.prompt}
        used = self.lines.setdefault(("question", asked.own_id), asked.line) if asked.own_id else asked.line
        if used == asked.line and asked.own_id and table["id"] != asked.own_id:
            self.note(asked.line, f"the id “{asked.own_id}” is now “{table['id']}”")
        if used != asked.line:
            self.note(
                asked.line, f"the id “{asked.own_id}” is used in line {used} already; this one is now “{table['id']}”"
            )
        if asked.help:
            table["help"] = asked.help
        if asked.kind in ("choice", "choices"):
            ids = UniqueIds("option")
            table["options"] = [{"id": ids.new(label), "label": label} for label in asked.options]
        if asked.kind == "scale":
            low, high = asked.options if len(asked.options) == 2 else (self.texts["low"], self.texts["high"])
            table["scale"] = {"min": 1, "max": 5, "low": low, "high": high}
        if asked.kind == "text":
            table["max"] = asked.longest
        return table


def set_id(words: str) -> str:
    """Return the id of a set, made from the name of a file or a title."""
    return id_of(words, "imported-list")
