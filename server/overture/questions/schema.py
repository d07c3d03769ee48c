"""The JSON Schemas of a question-set file and of its translations, by which an editor completes and checks one.

They say what each key may hold. How the parts of a set, and a translation and its set, must fit together, only
`overture questions check` knows: ids that are used twice, scales that do not exist, texts that are missing.

Source: docs/question-sets.md, "The file"; JSON Schema draft 7, the newest that editors of TOML know well.
"""

import json
from typing import Any

from overture.questions.keys import LONGEST_ID, TOP, Key, Keys, Type
from overture.questions.translation import TEXT_KEYS, TextKeys

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "pattern": "\\S"}
DRAFT = "http://json-schema.org/draft-07/schema#"
ID: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": LONGEST_ID}
TYPES: dict[Type, Schema] = {
    "id": ID,
    "words": TEXT,
    "number": {"type": "integer"},
    "flag": {"type": "boolean"},
    "list": {"type": "array", "items": TEXT},
}


def question_set_schema() -> Schema:
    """Return the schema of the file of a set."""
    return {"$schema": DRAFT, "title": "A question set of Overture", **_table(TOP)}


def translation_schema() -> Schema:
    """Return the schema of a translation: ids and texts, and nothing else of a set."""
    return {"$schema": DRAFT, "title": "A translation of a question set of Overture", **_texts(TEXT_KEYS)}


def schema_text(*, translation: bool = False) -> str:
    """Return a schema as JSON, as it stands in its file in docs/ without the newline at its end.

    Args:
        translation: The one of translations, in place of that of sets.
    """
    return json.dumps(translation_schema() if translation else question_set_schema(), indent=1)


def _texts(keys: TextKeys, *, has_id: bool = True) -> Schema:
    """A table of a translation. Which texts it has to have depends on the set."""
    tables = {key: _tables(_texts(inner)) for key, inner in keys.lists.items()}
    single = {key: _texts(inner, has_id=False) for key, inner in keys.table.items()}
    own = {"id": ID} if has_id else {}
    return {
        "type": "object",
        "properties": {**own, **dict.fromkeys(keys.texts, TEXT), **tables, **single},
        "required": list(own),
        "additionalProperties": False,
    }


def _table(keys: Keys) -> Schema:
    """A table with exactly these keys."""
    return {
        "type": "object",
        "properties": {name: _key(key) for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }


def _key(key: Key) -> Schema:
    if key.type == "table":
        return _table(key.part)
    if key.type == "tables":
        of_kinds = [{"title": kind, **_table(keys)} for kind, keys in key.kinds.items()]
        return _tables({"oneOf": of_kinds} if of_kinds else _table(key.part), key.least, key.most)
    if key.values:
        return {"enum": list(key.values)}
    bounds = {"minimum": key.low, "maximum": key.high}
    return {**TYPES[key.type], **{name: bound for name, bound in bounds.items() if bound is not None}}


def _tables(element: Schema, least: int = 1, most: int | None = None) -> Schema:
    bounds = ({"minItems": least} if least else {}) | ({} if most is None else {"maxItems": most})
    return {"type": "array", "items": element, **bounds}
