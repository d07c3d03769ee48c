"""Translations of a question set: files with the same ids and only the texts, merged into `{language: text}` tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from overture.questions.source import Problem, Source, Table, TomlPath


@dataclass(frozen=True)
class TextKeys:
    """Which keys of a table are texts that people read.

    Args:
        texts: The keys of texts.
        lists: The keys of lists of tables with an id, and the texts in those tables.
        table: The keys of single tables, and the texts in them.
    """

    texts: tuple[str, ...] = ()
    lists: Mapping[str, "TextKeys"] = field(default_factory=dict)
    table: Mapping[str, "TextKeys"] = field(default_factory=dict)


TEXT_KEYS = TextKeys(
    ("title", "for_whom"),
    {
        "scale": TextKeys((), {"levels": TextKeys(("label",))}),
        "term": TextKeys(("term", "text")),
        "section": TextKeys(
            ("title", "intro", "why"),
            {
                "question": TextKeys(
                    ("prompt", "help", "why"),
                    {
                        "options": TextKeys(("label",)),
                        "items": TextKeys(("label", "help", "group", "risk", "give_says", "receive_says")),
                    },
                    {"scale": TextKeys(("low", "high"))},
                )
            },
        ),
    },
)


def check_translation(base: Source, other: Source) -> list[Problem]:
    """Return the problems of a translation: it must have every text of the base, under the same ids, and nothing else.

    Args:
        base: The set itself.
        other: The translation.
    """
    comparison = _Comparison(other)
    if other.table.get("id") != base.table.get("id"):
        comparison.report(("id",), f'"id" must be that of the set, "{base.table.get("id")}"')
    comparison.compare(TEXT_KEYS, base.table, other.table, ())
    return sorted(comparison.problems)


class _Comparison:
    """Walks through the base and one translation side by side, and collects problems."""

    def __init__(self, other: Source) -> None:
        self.other = other
        self.problems: list[Problem] = []

    def report(self, path: TomlPath, message: str) -> None:
        self.problems.append(self.other.problem(path, message))

    def compare(self, keys: TextKeys, base: Table, translated: Table, path: TomlPath) -> None:
        known = {"id", *keys.texts, *keys.lists, *keys.table}
        for key in translated:
            if key not in known or key not in base:
                self.report(
                    (*path, key), f'unknown key "{key}": a translation has the texts of the set and nothing else'
                )
        for key in keys.texts:
            value = translated.get(key)
            if key in base and not (isinstance(value, str) and value.strip()):
                self.report((*path, key), f'missing translation of "{key}"{_of(base)}')
        for key, inner in keys.table.items():
            if key in base:
                self.compare(inner, _table(base[key]), _table(translated.get(key)), (*path, key))
        for key, inner in keys.lists.items():
            self.compare_list(key, inner, base, translated, path)

    def compare_list(self, key: str, keys: TextKeys, base: Table, translated: Table, path: TomlPath) -> None:
        found = _by_id(translated.get(key))
        wanted = _by_id(base.get(key))
        for name, (index, entry) in found.items():
            if name in wanted:
                self.compare(keys, wanted[name][1], entry, (*path, key, index))
            else:
                self.report((*path, key, index), f'{key} id "{name}" is not in the set')
        for name in wanted:
            if name not in found:
                self.report((*path, key), f'missing translation: {key} "{name}"')


def merged(base: Table, language: str, others: Mapping[str, Table]) -> Table:
    """Return the base table with each text as `{language: text}`.

    Args:
        language: The language of the base.
        others: The table of each translation by its language. They must have passed `check_translation`.
    """
    return _merge(TEXT_KEYS, base, {language: base, **others})


def _merge(keys: TextKeys, base: Table, translated: Mapping[str, Table]) -> Table:
    whole: Table = {}
    for key, value in base.items():
        if key in keys.texts:
            whole[key] = {language: str(table[key]).strip() for language, table in translated.items()}
        elif key in keys.table:
            whole[key] = _merge(
                keys.table[key], _table(value), {name: _table(t[key]) for name, t in translated.items()}
            )
        elif key in keys.lists:
            by_id = {language: _by_id(table[key]) for language, table in translated.items()}
            whole[key] = [
                _merge(keys.lists[key], entry, {language: found[name][1] for language, found in by_id.items()})
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
