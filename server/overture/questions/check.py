"""Checks of a question set, with a line number for each problem.

The shape is checked first: known keys, their types and values, ids. The meaning is checked of a file whose shape is
right: what its parts promise to each other and to people, and whether the answers fit.

Source: docs/question-sets.md.
"""

import re
from typing import Any

from overture.questions.keys import ANY_QUESTION, DEFAULT_PAD, LONGEST_ID, QUESTION, TOP, TYPES, Key, Keys
from overture.questions.mutual import check_mutual
from overture.questions.rules import (
    check_alone,
    check_ask,
    check_care,
    check_experience,
    check_final,
    check_private,
    check_result_sentences,
    check_sides,
    check_wanting,
)
from overture.questions.size import LENGTH_PREFIX, largest_answers
from overture.questions.source import Problem, Source, Table, Tables, TomlPath, tables_in

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Checker:
    """Collects the problems of one base file.

    Each method checks one part of the file; `path` is where that part stands in it.

    Args:
        source: The parsed file.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        """Empty if the set can be used."""
        self.scales: dict[str, list[Table]] = {}
        self.terms: set[str] = set()
        self.question_ids: set[str] = set()

    def report(self, path: TomlPath, message: str) -> None:
        """Add a problem, with the line of `path`."""
        self.problems.append(self.source.problem(path, message))

    def run(self) -> list[Problem]:
        """Check the whole file, and return its problems by line."""
        table = self.source.table
        self.check_table((), table, TOP)
        if self.source.path.name.removesuffix(".toml") != table.get("id") and isinstance(table.get("id"), str):
            self.report(("id",), f'"id" must be the name of the file without .toml: "{self.source.path.stem}"')
        if not self.problems:
            self.check_meaning(table)
        return sorted(self.problems)

    # The shape

    def check_table(self, path: TomlPath, table: Table, keys: Keys, kind: str = "") -> None:
        """Check that a table has the keys that it must have and no unknown ones, and each of them.

        Args:
            keys: Those that it can have.
            kind: Of a question, its kind.
        """
        of_kind = f' of kind "{kind}"' if kind else ""
        for name in table:
            if name not in keys:
                self.report((*path, name), f'unknown key "{name}"{of_kind}; known here: {", ".join(keys)}')
        for name, key in keys.items():
            if name in table:
                self.check_key((*path, name), name, table[name], key, f' for kind "{kind}"' if kind else "")
            elif key.required:
                self.report(path, f'missing key "{name}"{of_kind}')

    def check_key(self, path: TomlPath, name: str, value: Any, key: Key, for_kind: str) -> None:
        """Check what a key is: its type, whether it is empty, and what else `key` asks of it."""
        wanted, described = TYPES[key.type]
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            self.report(path, f'"{name}" must be {described}')
        elif key.type == "tables":
            self.check_tables(path, name, value, key)
        elif key.type == "table":
            self.check_table(path, value, key.part)
        elif key.type == "list":
            if not all(isinstance(entry, str) and entry.strip() for entry in value):
                self.report(path, f'"{name}" must be a list of texts')
        elif key.type == "number":
            if not key.has_room_for(value):
                self.report(path, f'"{name}" must be {key.bounds}')
        elif wanted is str:
            self.check_text(path, name, value, key, for_kind)

    def check_text(self, path: TomlPath, name: str, value: str, key: Key, for_kind: str) -> None:
        """Check a text: that there is something in it, and that it is an id or one of the known values."""
        if not value.strip():
            self.report(path, f'"{name}" is empty')
        elif key.type == "id" and not is_id(value):
            good = f"small letters and digits with single hyphens, at most {LONGEST_ID}"
            self.report(path, f'"{value}" is not a good id: {good}')
        elif key.values and value not in key.values:
            self.report(path, f'unknown {name} "{value}"{for_kind}; known: {", ".join(key.values)}')

    def check_tables(self, path: TomlPath, name: str, value: list[Any], key: Key) -> None:
        """Check a list of tables: how many there are, each of them, and that no id is used twice."""
        if not all(isinstance(element, dict) for element in value):
            self.report(path, f'"{name}" must be a list of tables')
        elif len(value) < key.least:
            self.report(path, key.too_few)
        elif key.most is not None and len(value) > key.most:
            self.report(path, key.too_many)
        # The ids of questions are those of the answers of a whole set.
        seen: set[str] = self.question_ids if key.kinds else set()
        for index, table in enumerate(value):
            at = (*path, index)
            if not isinstance(table, dict):
                continue
            kind = table.get("kind") if key.kinds else None
            if not key.kinds:
                self.check_table(at, table, key.part)
            elif isinstance(kind, str) and kind in key.kinds:
                self.check_table(at, table, key.kinds[kind], kind)
            else:
                self.check_table(at, _of_any_kind(table), ANY_QUESTION)
            id = table.get("id")
            if isinstance(id, str):
                if id in seen:
                    self.report((*at, "id"), f'{key.name} id "{id}" is used twice')
                seen.add(id)

    # The meaning

    def check_meaning(self, table: Table) -> None:
        """Check what the parts of the file promise. The longest answers are known only if all of that is kept."""
        self.scales = {scale["id"]: scale["levels"] for scale in table.get("scale", ())}
        self.terms = {term["id"] for term in table.get("term", ())}
        parts = [(path, part, tables_in(part, "question", path)) for path, part in tables_in(table, "section")]
        for path, section, questions in parts:
            self.check_section(path, section, questions)
        check_experience(self.report, parts)
        check_wanting(self.report, parts, self.scales)
        if not self.problems:
            boxes = sum(section["reveal"] != "never" for _, section, _ in parts)
            for path, section, _ in parts:
                self.check_size(path, section, boxes)

    def check_section(self, path: TomlPath, section: Table, questions: Tables) -> None:
        """Check a section with its questions, except whether its answers fit."""
        for question_path, question in questions:
            self.check_question(question_path, question)
        if section["reveal"] == "mutual":
            check_mutual(self.report, path, section, questions, self.scales)
        check_private(self.report, path, section, questions)
        check_ask(self.report, section, questions)
        check_care(self.report, section, questions)
        check_final(self.report, section, questions)

    def check_size(self, path: TomlPath, section: Table, boxes: int) -> None:
        """Check that the longest answers of a section fit into its box.

        Args:
            boxes: How many sections of the set have a box.
        """
        size = section.get("pad", DEFAULT_PAD)
        need = LENGTH_PREFIX + largest_answers(section["question"], self.scales, boxes)
        if section["reveal"] == "both" and size < need:
            self.report(
                (*path, "pad"),
                f"the box is too small for this section: the longest possible answers need {need} bytes, "
                f'"pad" is {size}; make it larger or the texts shorter',
            )

    def check_question(self, path: TomlPath, question: Table) -> None:
        """Check a question of any kind."""
        for term in question.get("terms", ()):
            if term not in self.terms:
                self.report((*path, "terms"), f'"{term}" is not in the glossary; add a [[term]] with that id')
        options = tables_in(question, "options", path)
        for option_path, option in options:
            check_alone(self.report, option_path, question["kind"], option)
        check_sides(self.report, options)
        if question.get("most", 0) > len(options):
            self.report((*path, "most"), f'"most" must be from 1 to the number of options, {len(options)}')
        if "scale" in question and question["scale"]["min"] >= question["scale"]["max"]:
            self.report((*path, "scale"), '"min" must be below "max"')
        if question["kind"] == "items":
            self.check_items(path, question)

    def check_items(self, path: TomlPath, question: Table) -> None:
        """Check a list of items and the scale of levels that it uses."""
        for item_path, item in tables_in(question, "items", path):
            check_result_sentences(self.report, item_path, item)
        levels = question["levels"]
        if levels not in self.scales:
            self.report((*path, "levels"), f'unknown scale "{levels}"; known here: {", ".join(self.scales) or "none"}')
        if question.get("condition"):
            if "max" not in question:
                self.report(path, 'a list with conditions needs "max", the most bytes of one condition')
            means = {level["means"] for level in self.scales.get(levels, ())}
            if levels in self.scales and "condition" not in means:
                self.report((*path, "condition"), f'scale "{levels}" has no level that means "condition"')


def is_id(value: str) -> bool:
    """Return whether a text is an id: kebab-case, at most `LONGEST_ID` characters."""
    return len(value) <= LONGEST_ID and _ID.fullmatch(value) is not None


def _of_any_kind(question: Table) -> Table:
    """The same without the keys that only some kinds have, as there is no telling which of them are right."""
    of_some_kind = {name for keys in QUESTION.values() for name in keys} - ANY_QUESTION.keys()
    return {name: value for name, value in question.items() if name not in of_some_kind}
