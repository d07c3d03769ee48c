"""The rules of a question set, told by line. Shape first (known keys, types), then meaning (ids, scales, sizes)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from overture.questions.mutual import check_mutual
from overture.questions.size import LENGTH_PREFIX, largest_answers
from overture.questions.source import Problem, Source, Table, TomlPath

KINDS = ("text", "choice", "choices", "scale", "items", "statement")
REVEALS = ("both", "mutual", "never")
GATHERS = ("shared", "limits", "conditions", "stop-signals", "aftercare", "check-in")
MEANINGS = ("limit", "not-now", "condition", "curious", "yes", "fantasy", "unsure", "plain")
ALIGNS: dict[str, tuple[str, ...]] = {
    "text": ("none", "limit"),
    "choice": ("same", "limit", "none"),
    "choices": ("overlap", "limit", "none"),
    "scale": ("near", "same", "none"),
    "items": ("levels", "none"),
    "statement": ("none",),
}
SMALLEST_PAD, LARGEST_PAD, DEFAULT_PAD = 256, 32768, 4096
LONGEST_ID = 48
LONGEST_TEXT = 8000
WIDEST_SCALE = 10
LAST = 1000
"""The place of a set that names no `order`: after all that do."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_TYPES: dict[str, tuple[type, str]] = {
    "words": (str, "text"),
    "number": (int, "a whole number"),
    "flag": (bool, "true or false"),
    "list": (list, "a list"),
    "tables": (list, "a list of tables"),
    "table": (dict, "a table"),
}


def _keys(required: str, optional: str = "") -> dict[str, tuple[str, bool]]:
    """`"id:words max:number"` as {key: (type, required)}."""
    pairs = [(item, True) for item in required.split()] + [(item, False) for item in optional.split()]
    return {item.split(":")[0]: (item.split(":")[1], needed) for item, needed in pairs}


TOP = _keys(
    "id:words version:words language:words title:words for_whom:words minutes:number licence:words sources:list "
    "section:tables",
    "order:number scale:tables term:tables",
)
SCALE_TABLE = _keys("id:words levels:tables")
LEVEL = _keys("id:words label:words means:words")
TERM = _keys("id:words term:words text:words")
SECTION = _keys("id:words title:words intro:words reveal:words question:tables", "why:words pad:number")
OPTION = _keys("id:words label:words", "talk:flag")
STEPS = _keys("min:number max:number low:words high:words")
ITEM = _keys("id:words label:words", "help:words group:words direction:flag")
_ASKED = "help:words why:words terms:list gather:words align:words"
QUESTION: dict[str, dict[str, tuple[str, bool]]] = {
    "text": _keys("id:words kind:words prompt:words max:number", _ASKED),
    "choice": _keys("id:words kind:words prompt:words options:tables", _ASKED),
    "choices": _keys("id:words kind:words prompt:words options:tables", _ASKED + " most:number"),
    "scale": _keys("id:words kind:words prompt:words scale:table", _ASKED),
    "items": _keys("id:words kind:words prompt:words levels:words items:tables", _ASKED + " condition:flag max:number"),
    "statement": _keys("id:words kind:words prompt:words", "help:words why:words terms:list"),
}


class Checker:
    """Collects the problems of one base file. `problems` is empty when the set can be used."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.scales: dict[str, list[Table]] = {}
        self.terms: set[str] = set()
        self.question_ids: set[str] = set()

    def say(self, path: TomlPath, message: str) -> None:
        self.problems.append(self.source.problem(path, message))

    def run(self) -> list[Problem]:
        table = self.source.table
        self.shape((), table, TOP)
        self.strings((), table, "sources")
        if self.source.path.name.removesuffix(".toml") != table.get("id") and isinstance(table.get("id"), str):
            self.say(("id",), f'"id" must be the name of the file without .toml: "{self.source.path.stem}"')
        minutes = _number(table.get("minutes"))
        if minutes is not None and minutes < 1:
            self.say(("minutes",), '"minutes" must be 1 or more')
        self.check_scales(_tables(table, "scale"))
        self.check_terms(_tables(table, "term"))
        order = _number(table.get("order"))
        if order is not None and not 1 <= order < LAST:
            self.say(("order",), f'"order" must be from 1 to {LAST - 1}')
        if table.get("section") == []:
            self.say(("section",), "a set needs at least one section")
        seen: set[str] = set()
        for path, section in _tables(table, "section"):
            self.once(path, section, seen, "section")
            self.check_section(path, section)
        if not self.problems:
            sections = list(_tables(table, "section"))
            boxes = sum(section["reveal"] != "never" for _, section in sections)
            for path, section in sections:
                self.check_size(path, section, boxes)
        return sorted(self.problems)

    def check_scales(self, scales: Iterable[tuple[TomlPath, Table]]) -> None:
        seen: set[str] = set()
        for path, scale in scales:
            self.shape(path, scale, SCALE_TABLE)
            self.once(path, scale, seen, "scale")
            levels: set[str] = set()
            for level_path, level in _tables(scale, "levels", path):
                self.shape(level_path, level, LEVEL)
                self.once(level_path, level, levels, "level")
                self.one_of(level_path, level, "means", MEANINGS)
            if scale.get("levels") == []:
                self.say((*path, "levels"), "a scale needs at least one level")
            if isinstance(scale.get("id"), str):
                self.scales[str(scale["id"])] = [level for _, level in _tables(scale, "levels", path)]

    def check_terms(self, terms: Iterable[tuple[TomlPath, Table]]) -> None:
        for path, term in terms:
            self.shape(path, term, TERM)
            self.once(path, term, self.terms, "glossary")

    def check_section(self, path: TomlPath, section: Table) -> None:
        self.shape(path, section, SECTION)
        self.one_of(path, section, "reveal", REVEALS)
        questions = _tables(section, "question", path)
        if section.get("question") == []:
            self.say(path, "a section needs at least one question")
        for question_path, question in questions:
            self.check_question(question_path, question)
        if section.get("reveal") == "mutual":
            check_mutual(self.say, path, section, questions, self.scales)
        size = _number(section.get("pad"))
        if size is not None and not SMALLEST_PAD <= size <= LARGEST_PAD:
            self.say((*path, "pad"), f'"pad" must be from {SMALLEST_PAD} to {LARGEST_PAD} bytes')

    def check_size(self, path: TomlPath, section: Table, boxes: int) -> None:
        """`boxes` is how many sections have one. Only for a set that is sound otherwise: the longest answers cannot be
        known before.
        """
        size = section.get("pad", DEFAULT_PAD)
        need = LENGTH_PREFIX + largest_answers(section["question"], self.scales, boxes)
        if section["reveal"] == "both" and size < need:
            self.say(
                (*path, "pad"),
                f"the box is too small for this section: the longest possible answers need {need} bytes, "
                f'"pad" is {size}; make it larger or the texts shorter',
            )

    def check_question(self, path: TomlPath, question: Table) -> None:
        kind = question.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            self.shape(path, question, {**_keys("id:words kind:words prompt:words"), **_any_key(question)})
            self.one_of(path, question, "kind", KINDS)
            self.once(path, question, self.question_ids, "question")
            return
        self.shape(path, question, QUESTION[kind], f' of kind "{kind}"')
        self.once(path, question, self.question_ids, "question")
        self.one_of(path, question, "gather", GATHERS)
        self.one_of(path, question, "align", ALIGNS[kind], f' for kind "{kind}"')
        self.strings(path, question, "terms")
        for term in _strings(question.get("terms")):
            if term not in self.terms:
                self.say((*path, "terms"), f'"{term}" is not in the glossary; add a [[term]] with that id')
        longest = _number(question.get("max"))
        if longest is not None and not 1 <= longest <= LONGEST_TEXT:
            self.say((*path, "max"), f'"max" must be from 1 to {LONGEST_TEXT} bytes')
        if "options" in question:
            self.check_options(path, question)
        if isinstance(question.get("scale"), dict):
            self.check_steps(path, question)
        if kind == "items":
            self.check_items(path, question)

    def check_options(self, path: TomlPath, question: Table) -> None:
        options = _tables(question, "options", path)
        seen: set[str] = set()
        for option_path, option in options:
            self.shape(option_path, option, OPTION)
            self.once(option_path, option, seen, "option")
        if len(options) < 2:
            self.say((*path, "options"), "a choice needs at least two options")
        most = _number(question.get("most"))
        if most is not None and not 1 <= most <= len(options):
            self.say((*path, "most"), f'"most" must be from 1 to the number of options, {len(options)}')

    def check_steps(self, path: TomlPath, question: Table) -> None:
        steps: Table = question["scale"]
        self.shape((*path, "scale"), steps, STEPS)
        low, high = _number(steps.get("min")), _number(steps.get("max"))
        if low is not None and high is not None and not 0 <= low < high <= WIDEST_SCALE:
            self.say((*path, "scale"), f'"min" must be below "max", both from 0 to {WIDEST_SCALE}')

    def check_items(self, path: TomlPath, question: Table) -> None:
        items = _tables(question, "items", path)
        seen: set[str] = set()
        for item_path, item in items:
            self.shape(item_path, item, ITEM)
            self.once(item_path, item, seen, "item")
        if question.get("items") == []:
            self.say((*path, "items"), "a list needs at least one item")
        levels = question.get("levels")
        if isinstance(levels, str) and levels not in self.scales:
            self.say((*path, "levels"), f'unknown scale "{levels}"; known here: {", ".join(self.scales) or "none"}')
        if question.get("condition") is True:
            if "max" not in question:
                self.say(path, 'a list with conditions needs "max", the most bytes of one condition')
            means = {level.get("means") for level in self.scales.get(str(levels), [])}
            if str(levels) in self.scales and "condition" not in means:
                self.say((*path, "condition"), f'scale "{levels}" has no level that means "condition"')

    def shape(self, path: TomlPath, table: Table, keys: Mapping[str, tuple[str, bool]], what: str = "") -> None:
        """Unknown and missing keys, wrong types, empty texts, ids that are not kebab-case."""
        for key in table:
            if key not in keys:
                self.say((*path, key), f'unknown key "{key}"{what}; known here: {", ".join(keys)}')
        for key, (kind, required) in keys.items():
            if key not in table:
                if required:
                    self.say(path, f'missing key "{key}"{what}')
                continue
            value = table[key]
            wanted, name = _TYPES[kind]
            if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
                self.say((*path, key), f'"{key}" must be {name}')
            elif kind == "tables" and not all(isinstance(element, dict) for element in table[key]):
                self.say((*path, key), f'"{key}" must be a list of tables')
            elif isinstance(value, str) and not value.strip():
                self.say((*path, key), f'"{key}" is empty')
            elif key == "id" and isinstance(value, str) and not is_id(value):
                self.say(
                    (*path, key),
                    f'"{value}" is not a good id: small letters and digits with single hyphens, at most {LONGEST_ID}',
                )

    def once(self, path: TomlPath, table: Table, seen: set[str], what: str) -> None:
        value = table.get("id")
        if isinstance(value, str):
            if value in seen:
                self.say((*path, "id"), f'{what} id "{value}" is used twice')
            seen.add(value)

    def one_of(self, path: TomlPath, table: Table, key: str, known: tuple[str, ...], what: str = "") -> None:
        value = table.get(key)
        if isinstance(value, str) and value.strip() and value not in known:
            self.say((*path, key), f'unknown {key} "{value}"{what}; known: {", ".join(known)}')

    def strings(self, path: TomlPath, table: Table, key: str) -> None:
        value = table.get(key)
        if isinstance(value, list) and not all(isinstance(entry, str) and entry.strip() for entry in value):
            self.say((*path, key), f'"{key}" must be a list of texts')


def is_id(value: str) -> bool:
    return len(value) <= LONGEST_ID and _ID.fullmatch(value) is not None


def _tables(table: Table, key: str, path: TomlPath = ()) -> list[tuple[TomlPath, Table]]:
    """The tables under `key` with their paths; whatever is not a table was already reported by `shape`."""
    value = table.get(key)
    if not isinstance(value, list):
        return []
    return [((*path, key, index), element) for index, element in enumerate(value) if isinstance(element, dict)]


def _strings(value: Any) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _any_key(question: Table) -> dict[str, tuple[str, bool]]:
    """When the kind is unknown, any key that some kind knows is let through: the kind is what has to be mended."""
    known = {key: (kind, False) for keys in QUESTION.values() for key, (kind, _) in keys.items()}
    return {key: known[key] for key in question if key in known and key not in ("id", "kind", "prompt")}
