"""Checks of a question set, with a line number for each problem.

The shape is checked first (known keys, types), then the meaning (ids, scales, sizes).

Source: docs/question-sets.md.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from overture.questions.keys import (
    ALIGNS,
    CARES,
    COUNTS,
    DEFAULT_PAD,
    GATHERS,
    ITEM,
    KINDS,
    LARGEST_PAD,
    LAST_ORDER,
    LEVEL,
    LONGEST_ID,
    LONGEST_TEXT,
    MEANINGS,
    OPTION,
    QUESTION,
    REVEALS,
    SCALE_TABLE,
    SECTION,
    SIDES,
    SMALLEST_PAD,
    STEPS,
    TERM,
    TOP,
    TYPES,
    WIDEST_SCALE,
    typed_keys,
)
from overture.questions.mutual import check_mutual
from overture.questions.rules import (
    check_alone,
    check_ask,
    check_care,
    check_experience,
    check_private,
    check_result_sentences,
    check_sides,
    check_wanting,
)
from overture.questions.size import LENGTH_PREFIX, largest_answers
from overture.questions.source import Problem, Source, Table, TomlPath

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
        self.check_shape((), table, TOP)
        self.check_strings((), table, "sources")
        if self.source.path.name.removesuffix(".toml") != table.get("id") and isinstance(table.get("id"), str):
            self.report(("id",), f'"id" must be the name of the file without .toml: "{self.source.path.stem}"')
        minutes = _number(table.get("minutes"))
        if minutes is not None and minutes < 1:
            self.report(("minutes",), '"minutes" must be 1 or more')
        self.check_scales(_tables(table, "scale"))
        self.check_terms(_tables(table, "term"))
        order = _number(table.get("order"))
        if order is not None and not 1 <= order < LAST_ORDER:
            self.report(("order",), f'"order" must be from 1 to {LAST_ORDER - 1}')
        if table.get("section") == []:
            self.report(("section",), "a set needs at least one section")
        seen: set[str] = set()
        for path, section in _tables(table, "section"):
            self.check_unique(path, section, seen, "section")
            self.check_section(path, section)
        sections = _tables(table, "section")
        parts = [(path, section, _tables(section, "question", path)) for path, section in sections]
        check_experience(self.report, parts)
        check_wanting(self.report, parts, self.scales)
        if not self.problems:
            boxes = sum(section["reveal"] != "never" for _, section in sections)
            for path, section in sections:
                self.check_size(path, section, boxes)
        return sorted(self.problems)

    def check_scales(self, scales: Iterable[tuple[TomlPath, Table]]) -> None:
        """Check the scales of levels, and record them for the questions that use them."""
        seen: set[str] = set()
        for path, scale in scales:
            self.check_shape(path, scale, SCALE_TABLE)
            self.check_unique(path, scale, seen, "scale")
            levels: set[str] = set()
            for level_path, level in _tables(scale, "levels", path):
                self.check_shape(level_path, level, LEVEL)
                self.check_unique(level_path, level, levels, "level")
                self.check_value(level_path, level, "means", MEANINGS)
            if scale.get("levels") == []:
                self.report((*path, "levels"), "a scale needs at least one level")
            if isinstance(scale.get("id"), str):
                self.scales[str(scale["id"])] = [level for _, level in _tables(scale, "levels", path)]

    def check_terms(self, terms: Iterable[tuple[TomlPath, Table]]) -> None:
        """Check the glossary, and record its ids for the questions that name them."""
        for path, term in terms:
            self.check_shape(path, term, TERM)
            self.check_unique(path, term, self.terms, "glossary")

    def check_section(self, path: TomlPath, section: Table) -> None:
        """Check a section with its questions, except whether its answers fit."""
        self.check_shape(path, section, SECTION)
        self.check_value(path, section, "reveal", REVEALS)
        questions = _tables(section, "question", path)
        if section.get("question") == []:
            self.report(path, "a section needs at least one question")
        for question_path, question in questions:
            self.check_question(question_path, question)
        if section.get("reveal") == "mutual":
            check_mutual(self.report, path, section, questions, self.scales)
        check_private(self.report, path, section, questions)
        check_ask(self.report, section, questions)
        check_care(self.report, section, questions)
        size = _number(section.get("pad"))
        if size is not None and not SMALLEST_PAD <= size <= LARGEST_PAD:
            self.report((*path, "pad"), f'"pad" must be from {SMALLEST_PAD} to {LARGEST_PAD} bytes')

    def check_size(self, path: TomlPath, section: Table, boxes: int) -> None:
        """Check that the longest answers of a section fit into its box.

        The longest answers are known only for a set that has no other problem.

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
        kind = question.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            self.check_shape(path, question, {**typed_keys("id:words kind:words prompt:words"), **_any_key(question)})
            self.check_value(path, question, "kind", KINDS)
            self.check_unique(path, question, self.question_ids, "question")
            return
        self.check_shape(path, question, QUESTION[kind], f' of kind "{kind}"')
        self.check_unique(path, question, self.question_ids, "question")
        self.check_value(path, question, "gather", GATHERS)
        self.check_value(path, question, "align", ALIGNS[kind], f' for kind "{kind}"')
        self.check_value(path, question, "counts", COUNTS.get(kind, ()), f' for kind "{kind}"')
        self.check_strings(path, question, "terms")
        for term in _strings(question.get("terms")):
            if term not in self.terms:
                self.report((*path, "terms"), f'"{term}" is not in the glossary; add a [[term]] with that id')
        longest = _number(question.get("max"))
        if longest is not None and not 1 <= longest <= LONGEST_TEXT:
            self.report((*path, "max"), f'"max" must be from 1 to {LONGEST_TEXT} bytes')
        if "options" in question:
            self.check_options(path, question)
        if isinstance(question.get("scale"), dict):
            self.check_steps(path, question)
        if kind == "items":
            self.check_items(path, question)

    def check_options(self, path: TomlPath, question: Table) -> None:
        """Check the options of a choice."""
        options = _tables(question, "options", path)
        seen: set[str] = set()
        for option_path, option in options:
            self.check_shape(option_path, option, OPTION)
            self.check_unique(option_path, option, seen, "option")
            check_alone(self.report, option_path, question.get("kind"), option)
            self.check_value(option_path, option, "side", SIDES)
            self.check_value(option_path, option, "care", CARES)
        check_sides(self.report, options)
        if len(options) < 2:
            self.report((*path, "options"), "a choice needs at least two options")
        most = _number(question.get("most"))
        if most is not None and not 1 <= most <= len(options):
            self.report((*path, "most"), f'"most" must be from 1 to the number of options, {len(options)}')

    def check_steps(self, path: TomlPath, question: Table) -> None:
        """Check the ends of a scale of numbers."""
        steps: Table = question["scale"]
        self.check_shape((*path, "scale"), steps, STEPS)
        low, high = _number(steps.get("min")), _number(steps.get("max"))
        if low is not None and high is not None and not 0 <= low < high <= WIDEST_SCALE:
            self.report((*path, "scale"), f'"min" must be below "max", both from 0 to {WIDEST_SCALE}')

    def check_items(self, path: TomlPath, question: Table) -> None:
        """Check a list of items and the scale of levels that it uses."""
        items = _tables(question, "items", path)
        seen: set[str] = set()
        for item_path, item in items:
            self.check_shape(item_path, item, ITEM)
            self.check_unique(item_path, item, seen, "item")
            check_result_sentences(self.report, item_path, item)
        if question.get("items") == []:
            self.report((*path, "items"), "a list needs at least one item")
        levels = question.get("levels")
        if isinstance(levels, str) and levels not in self.scales:
            self.report((*path, "levels"), f'unknown scale "{levels}"; known here: {", ".join(self.scales) or "none"}')
        if question.get("condition") is True:
            if "max" not in question:
                self.report(path, 'a list with conditions needs "max", the most bytes of one condition')
            means = {level.get("means") for level in self.scales.get(str(levels), [])}
            if str(levels) in self.scales and "condition" not in means:
                self.report((*path, "condition"), f'scale "{levels}" has no level that means "condition"')

    def check_shape(self, path: TomlPath, table: Table, keys: Mapping[str, tuple[str, bool]], what: str = "") -> None:
        """Check a table for unknown and missing keys, wrong types, empty texts, and ids that are not kebab-case.

        Args:
            keys: The type of each key, a key of `TYPES`, and whether it is required.
            what: End of the message, such as which kind of question it is.
        """
        for key in table:
            if key not in keys:
                self.report((*path, key), f'unknown key "{key}"{what}; known here: {", ".join(keys)}')
        for key, (kind, required) in keys.items():
            if key not in table:
                if required:
                    self.report(path, f'missing key "{key}"{what}')
                continue
            value = table[key]
            wanted, name = TYPES[kind]
            if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
                self.report((*path, key), f'"{key}" must be {name}')
            elif kind == "tables" and not all(isinstance(element, dict) for element in table[key]):
                self.report((*path, key), f'"{key}" must be a list of tables')
            elif isinstance(value, str) and not value.strip():
                self.report((*path, key), f'"{key}" is empty')
            elif key == "id" and isinstance(value, str) and not is_id(value):
                self.report(
                    (*path, key),
                    f'"{value}" is not a good id: small letters and digits with single hyphens, at most {LONGEST_ID}',
                )

    def check_unique(self, path: TomlPath, table: Table, seen: set[str], what: str) -> None:
        """Check that the id of a table is not among those `seen`, and add it to them."""
        value = table.get("id")
        if isinstance(value, str):
            if value in seen:
                self.report((*path, "id"), f'{what} id "{value}" is used twice')
            seen.add(value)

    def check_value(self, path: TomlPath, table: Table, key: str, allowed: tuple[str, ...], what: str = "") -> None:
        """Check that the value of a key, if it is there, is one of those allowed."""
        value = table.get(key)
        if isinstance(value, str) and value.strip() and value not in allowed:
            self.report((*path, key), f'unknown {key} "{value}"{what}; known: {", ".join(allowed)}')

    def check_strings(self, path: TomlPath, table: Table, key: str) -> None:
        """Check that the value of a key, if it is there, is a list of texts."""
        value = table.get(key)
        if isinstance(value, list) and not all(isinstance(entry, str) and entry.strip() for entry in value):
            self.report((*path, key), f'"{key}" must be a list of texts')


def is_id(value: str) -> bool:
    """Return whether a text is an id: kebab-case, at most `LONGEST_ID` characters."""
    return len(value) <= LONGEST_ID and _ID.fullmatch(value) is not None


def _tables(table: Table, key: str, path: TomlPath = ()) -> list[tuple[TomlPath, Table]]:
    """The tables under `key` with their paths. `check_shape` has reported anything that is not a table."""
    value = table.get(key)
    if not isinstance(value, list):
        return []
    return [((*path, key, index), element) for index, element in enumerate(value) if isinstance(element, dict)]


def _strings(value: Any) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _any_key(question: Table) -> dict[str, tuple[str, bool]]:
    """The keys of a question of unknown kind that some kind has: only the kind is to be reported, not these."""
    known = {key: (kind, False) for keys in QUESTION.values() for key, (kind, _) in keys.items()}
    return {key: known[key] for key in question if key in known and key not in ("id", "kind", "prompt")}
