"""What the keys of a JSON list mean, and what its values mean where the key does not say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from overture.questions.importing.json_text import Array, Object, Scalar, Text, Value
from overture.questions.importing.said import NO

NAMES = ("label", "title", "name", "item", "kink", "fetish", "activity", "act", "prompt", "question", "text")
CATEGORIES = ("category", "group", "section")
DESCRIPTIONS = ("help", "description", "desc", "explanation", "definition")
IDS = ("id", "_id", "uuid", "key", "slug", "code", "ref")
LISTS = (
    "items", "kinks", "fetishes", "activities", "acts", "entries", "list", "lists", "rows", "data", "results",
    "children", "categories", "groups", "sections", "subcategories", "questions", "elements", "pages", "prompts",
)  # fmt: skip
COLUMNS = ("columns", "fields")
OPTIONS = ("options", "choices", "answers")
DIRECTIONS = ("direction", "directions", "role", "roles", "sides", "perspective", "perspectives")
ABOUT_THE_FILE = ("meta", "metadata", "info", "about", "settings", "config", "schema", "$schema", "version", "language")
ATTRIBUTES = ("tags", "labels", "keywords", "aliases", "synonyms", "levels", "scale", "links", "images", "sources")

_NAMING = (*NAMES, *DESCRIPTIONS, *IDS)
_KNOWN = {*_NAMING, *CATEGORIES, *LISTS, *COLUMNS, *OPTIONS, *DIRECTIONS, *ABOUT_THE_FILE, *ATTRIBUTES}
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+|[a-z]{0,4}\d+|[a-z]+(?:[A-Z][a-z0-9]*)+")


@dataclass
class Fields:
    """The fields of an object by what their keys mean. `rest` gives those that nobody has used."""

    object: Object
    used: set[int] = field(default_factory=set)

    def named(self, keys: Iterable[str]) -> list[tuple[Text, Value]]:
        """Return the fields with one of these keys, in the order of the keys."""
        return [pair for wanted in keys for pair in self.object.fields if pair[0].value.strip().casefold() == wanted]

    def take(self, *keys: str) -> Text | None:
        """Return the first words under one of these keys that are not used, and mark their field as used."""
        for pair in self.named(keys):
            if id(pair) not in self.used and (words := words_of(pair[1])):
                self.use(pair)
                return words
        return None

    def has_name(self) -> bool:
        """Return whether one of the keys names the object, be it by its description."""
        return any(words_of(value) for _, value in self.named((*NAMES, *DESCRIPTIONS)))

    def use(self, pair: tuple[Text, Value]) -> None:
        """Mark a field as used."""
        self.used.add(id(pair))

    def is_used(self, pair: tuple[Text, Value]) -> bool:
        """Return whether a field is marked as used."""
        return id(pair) in self.used

    def rest(self) -> list[tuple[Text, Value]]:
        """Return the fields that are not used."""
        return [pair for pair in self.object.fields if not self.is_used(pair)]

    def is_map(self) -> bool:
        """Return whether the keys are ids or labels, as none of them has a meaning of its own."""
        return not any(is_known(key) for key, _ in self.object.fields)

    def are_labels(self) -> bool:
        """Return whether every field is a label under its id."""
        return bool(self.object.fields) and all(is_id(key.value) and words_of(each) for key, each in self.object.fields)


def words_of(value: Value) -> Text | None:
    """Return the words of a name: a text, a number, or the first language of a text in several."""
    if isinstance(value, Text):
        return value if value.value.strip() else None
    if isinstance(value, Scalar) and not isinstance(value.value, bool) and value.value is not None:
        return Text(value.line, str(value.value))
    if isinstance(value, Object) and value.fields:
        if all(_LANGUAGE.fullmatch(key.value) and isinstance(inner, Text) for key, inner in value.fields):
            first = value.fields[0][1]
            return first if isinstance(first, Text) else None
        if name := Fields(value).named((*NAMES, "value")):
            return words_of(name[0][1])
    return None


def is_whole(value: Value) -> bool:
    """Return whether `words_of` a value are all of its words."""
    return not isinstance(value, Object) or (len(value.fields) == 1 and is_whole(value.fields[0][1]))


def is_known(key: Text) -> bool:
    """Return whether a key has a meaning here."""
    return key.value.strip().casefold() in _KNOWN


def is_id(key: str) -> bool:
    """Return whether a key looks like an id, such as `wrist-ropes`, `q12` or `wristRopes`."""
    return _SLUG.fullmatch(key.strip()) is not None


def folded(value: Value) -> str | None:
    """Return the words of a scalar in lower case, and "" for null; None for lists and objects."""
    if isinstance(value, Text):
        return value.value.strip().casefold()
    if isinstance(value, Scalar):
        return "" if value.value is None else str(value.value).casefold()
    return None


def is_no(value: Value) -> bool:
    """Return whether a value says no, or nothing."""
    return folded(value) in NO or (isinstance(value, Array | Object) and not (_parts(value)))


def _parts(value: Array | Object) -> tuple[object, ...]:
    return value.elements if isinstance(value, Array) else value.fields


def has_named_objects(value: Value) -> bool:
    """Return whether a list holds objects that have a name, and so items."""
    return isinstance(value, Array) and any(
        isinstance(each, Object) and Fields(each).has_name() for each in value.elements
    )


def texts_in(value: Value) -> list[Text]:
    """Return the texts of a list, or the names of the objects in it."""
    elements = value.elements if isinstance(value, Array) else ()
    return [words for each in elements if (words := words_of(each)) and not isinstance(each, Scalar)]
