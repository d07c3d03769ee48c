"""Translations of a question set: files with the same ids and only the texts, merged into {language: text} tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from overture.questions.source import Problem, Source, Table, TomlPath


@dataclass(frozen=True)
class Texts:
    """Which keys of a table are texts that people read, and which hold further tables."""

    keys: tuple[str, ...] = ()
    lists: Mapping[str, "Texts"] = field(default_factory=dict)
    table: Mapping[str, "Texts"] = field(default_factory=dict)


TEXTS = Texts(
    ("title", "for_whom"),
    {
        "scale": Texts((), {"levels": Texts(("label",))}),
        "term": Texts(("term", "text")),
        "section": Texts(
            ("title", "intro", "why"),
            {
                "question": Texts(
                    ("prompt", "help", "why"),
                    {"options": Texts(("label",)), "items": Texts(("label", "help", "group"))},
                    {"scale": Texts(("low", "high"))},
                )
            },
        ),
    },
)


def check_translation(base: Source, other: Source) -> list[Problem]:
    """Every text of the base must be there, under the same ids, and nothing else."""
    comparison = _Comparison(other)
    if other.table.get("id") != base.table.get("id"):
        comparison.say(("id",), f'"id" must be that of the set, "{base.table.get("id")}"')
    comparison.compare(TEXTS, base.table, other.table, ())
    return sorted(comparison.problems)


class _Comparison:
    """Walks through the base and one translation side by side."""

    def __init__(self, other: Source) -> None:
        self.other = other
        self.problems: list[Problem] = []

    def say(self, path: TomlPath, message: str) -> None:
        self.problems.append(self.other.problem(path, message))

    def compare(self, texts: Texts, base: Table, said: Table, path: TomlPath) -> None:
        known = {"id", *texts.keys, *texts.lists, *texts.table}
        for key in said:
            if key not in known or key not in base:
                self.say((*path, key), f'unknown key "{key}": a translation has the texts of the set and nothing else')
        for key in texts.keys:
            value = said.get(key)
            if key in base and not (isinstance(value, str) and value.strip()):
                self.say((*path, key), f'missing translation of "{key}"{_of(base)}')
        for key, inner in texts.table.items():
            if key in base:
                self.compare(inner, _table(base[key]), _table(said.get(key)), (*path, key))
        for key, inner in texts.lists.items():
            self.compare_list(key, inner, base, said, path)

    def compare_list(self, key: str, texts: Texts, base: Table, said: Table, path: TomlPath) -> None:
        found = _by_id(said.get(key))
        wanted = _by_id(base.get(key))
        for name, (index, entry) in found.items():
            if name in wanted:
                self.compare(texts, wanted[name][1], entry, (*path, key, index))
            else:
                self.say((*path, key, index), f'{key} id "{name}" is not in the set')
        for name in wanted:
            if name not in found:
                self.say((*path, key), f'missing translation: {key} "{name}"')


def merged(base: Table, language: str, others: Mapping[str, Table]) -> Table:
    """The base table with each text as {language: text}. The translations must have passed `check_translation`."""
    return _merge(TEXTS, base, {language: base, **others})


def _merge(texts: Texts, base: Table, said: Mapping[str, Table]) -> Table:
    whole: Table = {}
    for key, value in base.items():
        if key in texts.keys:
            whole[key] = {language: str(table[key]).strip() for language, table in said.items()}
        elif key in texts.table:
            whole[key] = _merge(texts.table[key], _table(value), {name: _table(t[key]) for name, t in said.items()})
        elif key in texts.lists:
            by_id = {language: _by_id(table[key]) for language, table in said.items()}
            whole[key] = [
                _merge(texts.lists[key], entry, {language: found[name][1] for language, found in by_id.items()})
                for name, (_, entry) in _by_id(value).items()
            ]
        else:
            whole[key] = value
    return whole


def _by_id(value: object) -> dict[str, tuple[int, Table]]:
    if not isinstance(value, list):
        return {}
    return {
        str(entry["id"]): (index, entry)
        for index, entry in enumerate(value)
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _of(base: Table) -> str:
    return f' of "{base["id"]}"' if isinstance(base.get("id"), str) else ""
