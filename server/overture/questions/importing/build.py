"""What was found in a file -> the table of a draft set: refusals, ids, scales, and boxes that hold the answers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from overture.questions.check import LARGEST_PAD, LONGEST_ID
from overture.questions.importing.ids import Ids, id_of, same_words
from overture.questions.importing.material import Asked, CannotImport, Material, Note, Row
from overture.questions.importing.refusals import needs_care, refusal
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
"""Minutes. The set that comes with the product takes forty."""

_PADS = (1024, 2048, 4096, 8192, 16384, LARGEST_PAD)
_ID_STANDS = 4
"""How often the id of a question stands in the answers: with its answer and in each of the three marks."""
_COMMAS = 4
_DIVIDED = 100
"""More sections than the largest file is divided into beyond those that it has itself."""
_SECONDS = {"text": 60, "choice": 15, "choices": 20, "scale": 10, "statement": 10, "items": 8}


@dataclass(frozen=True)
class Wanted:
    """What the person who imports has said. `file` is the name of the imported file, without its folder."""

    id: str
    title: str
    language: str
    file: str


def sift(material: Material, language: str) -> tuple[Material, list[Note]]:
    """The material without what is refused, and a note for each thing that was: its line, its words and the reason."""
    refused: list[Note] = []
    kept: list[Asked] = []
    notes = list(material.notes)
    for question in material.questions:
        around = refusal(f"{question.heading}; {question.section}", language)
        if around:
            told = question.rows or (Row(question.line, question.prompt),)
            where = f"it stands under “{question.heading or question.section}”, and {around.reason}"
            refused += [Note(row.line, f"refused “{row.label}”: {where}") for row in told]
            continue
        # What makes a question unfit makes its whole list so; otherwise each row is looked at by itself.
        found = refusal(". ".join((question.prompt, question.help, *question.options)), language)
        if found:
            name = question.prompt or question.heading
            refused.append(Note(question.line, f"refused “{name}”: {found.reason} (“{found.words}”)"))
            continue
        rows = [row for row in question.rows if _row_stays(row, language, refused, notes)]
        if rows or not question.rows:
            kept.append(replace(question, rows=tuple(rows)))
    return replace(material, questions=tuple(kept), notes=tuple(notes)), refused


def _row_stays(row: Row, language: str, refused: list[Note], notes: list[Note]) -> bool:
    found = refusal(row.label, language) or refusal(row.help, language)
    if found:
        refused.append(Note(row.line, f"refused “{row.label}”: {found.reason} (“{found.words}”)"))
        return False
    if needs_care(row.label):
        notes.append(
            Note(row.line, f"“{row.label}” plays with resistance; say in its text that a stop word counts there too")
        )
    return True


def once(material: Material) -> Material:
    """Each list with the same words once: they are the same act. A direction or description of any of them is kept."""
    notes = list(material.notes)
    questions = []
    for question in material.questions:
        rows: dict[str, Row] = {}
        for row in question.rows:
            words = same_words(row.label)
            first = rows.setdefault(words, row)
            if first is not row:
                notes.append(Note(row.line, f"“{row.label}” stands in line {first.line} already, so it is asked once"))
                either = first.direction or row.direction
                rows[words] = replace(first, help=first.help or row.help, direction=either)
        questions.append(replace(question, rows=tuple(rows.values())))
    return replace(material, questions=tuple(questions), notes=tuple(notes))


def build(material: Material, wanted: Wanted) -> tuple[Table, list[Note]]:
    """The table of the draft, and what there is to say about it. Raises CannotImport when nothing is left."""
    if not material.questions:
        raise CannotImport("nothing is left to ask, so no draft was made")
    building = _Building(wanted)
    sections = building.sections(material.questions)
    seconds = sum(_seconds(question) for question in material.questions)
    minutes = max(1, math.ceil(seconds / 60))
    if minutes > LONG_SITTING:
        building.tell(
            0,
            f"{material.entries} questions and items take one person about {minutes} minutes; long lists exhaust and "
            "upset. Keep what you would talk about",
        )
    words = paper_texts("draft", wanted.language)
    table: Table = {
        "id": wanted.id,
        "version": "0.1-draft",
        "language": wanted.language,
        "title": wanted.title,
        "for_whom": words["for-whom"],
        "minutes": minutes,
        "licence": words["licence"],
        "sources": [words["source"].format(file=wanted.file)],
        "scale": building.scales(),
        "section": sections,
    }
    return table, sorted(building.notes)


def _seconds(question: Asked) -> int:
    turns = sum(2 if row.direction else 1 for row in question.rows) or 1
    return _SECONDS[question.kind] * turns


class _Building:
    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.words = paper_texts("draft", wanted.language)
        self.notes: list[Note] = []
        self.section_ids = Ids("section")
        self.question_ids = Ids("question")
        self.levels = {"activity": [{"id": level} for level, _ in LEVELS]}
        self.boxes = _DIVIDED
        """More sections than will be made: each costs a few bytes of every box."""
        self.lines: dict[tuple[str, str], int] = {}
        """The line where words, or an id of the file, stood first."""

    def tell(self, line: int, text: str) -> None:
        self.notes.append(Note(line, text))

    def scales(self) -> list[Table]:
        levels = [{"id": id_, "label": self.words[f"level.{id_}"], "means": means} for id_, means in LEVELS]
        return [{"id": "activity", "levels": levels}]

    def sections(self, questions: Iterable[Asked]) -> list[Table]:
        by_title: dict[str, list[Table]] = {}
        questions = list(questions)
        self.boxes = len({question.section for question in questions}) + _DIVIDED
        for question in questions:
            by_title.setdefault(question.section, []).extend(self.questions(question))
        made: list[Table] = []
        packed = {title: self.packed(asked) for title, asked in by_title.items()}
        spare = largest_answers([], self.levels, self.boxes)
        spare -= largest_answers([], self.levels, sum(map(len, packed.values())))
        for title, parts in packed.items():
            shown = title or self.wanted.title
            if len(parts) > 1:
                self.tell(
                    0, f"“{shown}” was divided into {len(parts)} sections: a sealed box holds {LARGEST_PAD} bytes"
                )
            made += [
                self.section(shown, number, len(parts), asked, size - spare)
                for number, (asked, size) in enumerate(parts, 1)
            ]
        return made

    def section(self, title: str, number: int, parts: int, questions: list[Table], size: int) -> Table:
        shown = self.words["part"].format(title=title, n=number) if parts > 1 else title
        return {
            "id": self.section_ids.fresh(shown),
            "title": shown,
            "intro": self.words["intro"],
            "reveal": "both",
            "pad": next(pad for pad in _PADS if pad >= size),
            "question": questions,
        }

    def packed(self, questions: list[Table]) -> list[tuple[list[Table], int]]:
        """The questions in as few boxes as hold their longest answers, in order, each with the bytes it needs."""
        empty = LENGTH_PREFIX + largest_answers([], self.levels, self.boxes)
        parts: list[tuple[list[Table], int]] = []
        for question in questions:
            needs = self.size(question) + _COMMAS
            if parts and parts[-1][1] + needs <= LARGEST_PAD:
                parts[-1] = ([*parts[-1][0], question], parts[-1][1] + needs)
            else:
                parts.append(([question], empty + needs))
        return parts

    def size(self, question: Table) -> int:
        return largest_answers([question], self.levels) - largest_answers([], self.levels)

    def questions(self, asked: Asked) -> list[Table]:
        if asked.kind != "items":
            return [self.question(asked)]
        rows = self.items(asked)
        whole = self.list_of(asked, [])
        room = LARGEST_PAD - LENGTH_PREFIX - largest_answers([whole], self.levels, self.boxes) - _ID_STANDS * LONGEST_ID
        pieces: list[list[Table]] = [[]]
        left = room
        for row in rows:
            needs = self.size({**whole, "items": [row]}) - self.size(whole) + 1
            if needs > left and pieces[-1]:
                pieces.append([])
                left = room
            pieces[-1].append(row)
            left -= needs
        if len(pieces) > 1:
            self.tell(asked.line, f"“{whole['prompt']}” was divided into {len(pieces)} lists: a box holds no more")
        return [
            {**self.list_of(asked, piece, number if len(pieces) > 1 else 0), "id": self.question_id(asked)}
            for number, piece in enumerate(pieces, 1)
        ]

    def list_of(self, asked: Asked, items: list[Table], number: int = 0) -> Table:
        prompt = asked.prompt or (self.words["list-of"].format(title=asked.heading) if asked.heading else "")
        prompt = prompt or self.words["list"]
        both_ways = any(row.direction for row in asked.rows)
        helping = " ".join(part for part in (asked.help, self.words["direction"] if both_ways else "") if part)
        return {
            "id": "",
            "kind": "items",
            "prompt": self.words["continued"].format(title=prompt, n=number) if number else prompt,
            **({"help": helping} if helping else {}),
            "gather": "shared",
            "levels": "activity",
            "condition": True,
            "max": LONGEST_CONDITION,
            "items": items,
        }

    def items(self, asked: Asked) -> list[Table]:
        made: list[Table] = []
        for row in asked.rows:
            item = id_of(row.label, "item")
            before = self.lines.setdefault(("words", same_words(row.label)), row.line)
            if before != row.line:
                same = f"its id is “{item}” in both places, so that a limit set in one holds in the other"
                self.tell(row.line, f"“{row.label}” stands in line {before} already; {same}")
            helping = {"help": row.help} if row.help else {}
            direction = {"direction": True} if row.direction else {}
            made.append({"id": item, "label": row.label, **helping, **direction})
        return made

    def question_id(self, asked: Asked) -> str:
        return self.question_ids.fresh(asked.own_id or asked.heading or asked.prompt or "list")

    def question(self, asked: Asked) -> Table:
        table: Table = {"id": self.question_id(asked), "kind": asked.kind, "prompt": asked.prompt}
        used = self.lines.setdefault(("question", asked.own_id), asked.line) if asked.own_id else asked.line
        if used != asked.line:
            self.tell(
                asked.line, f"the id “{asked.own_id}” is used in line {used} already; this one is now “{table['id']}”"
            )
        if asked.help:
            table["help"] = asked.help
        if asked.kind in ("choice", "choices"):
            ids = Ids("option")
            table["options"] = [{"id": ids.fresh(label), "label": label} for label in asked.options]
        if asked.kind == "scale":
            low, high = asked.options if len(asked.options) == 2 else (self.words["low"], self.words["high"])
            table["scale"] = {"min": 1, "max": 5, "low": low, "high": high}
        if asked.kind == "text":
            table["max"] = asked.longest
        return table


def set_id(words: str) -> str:
    """The id of a set from the name of a file or a title."""
    return id_of(words, "imported-list")
