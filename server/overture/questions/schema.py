"""The JSON Schemas of a question-set file and of its translations, by which an editor completes and checks one.

They say what each key may hold. What the parts of a set promise to each other, and a translation to its set, only
`overture questions check` knows: ids that are used twice, scales that do not exist, texts that are missing.

Source: docs/question-sets.md, "The file"; JSON Schema draft 7, the newest that editors of TOML know well.
"""

import json
from collections.abc import Mapping
from typing import Any

from overture.questions.keys import (
    ALIGNS,
    CARES,
    COUNTS,
    GATHERS,
    ITEM,
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
    SMALLEST_PAD,
    STEPS,
    TERM,
    TOP,
    WIDEST_SCALE,
)
from overture.questions.translation import TEXT_KEYS, TextKeys

Schema = dict[str, Any]
Keys = Mapping[str, tuple[str, bool]]

TEXT: Schema = {"type": "string", "pattern": "\\S"}
DRAFT = "http://json-schema.org/draft-07/schema#"
ID: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": LONGEST_ID}
TYPES: dict[str, Schema] = {
    "words": TEXT,
    "number": {"type": "integer"},
    "flag": {"type": "boolean"},
    "list": {"type": "array", "items": TEXT},
}


def question_set_schema() -> Schema:
    """Return the schema of the file of a set."""
    options = _tables(_table(OPTION, care={"enum": list(CARES)}), least=2)
    steps = {"type": "integer", "minimum": 0, "maximum": WIDEST_SCALE}
    level = _table(LEVEL, means={"enum": list(MEANINGS)})
    parts = {
        "options": options,
        "scale": _table(STEPS, min=steps, max=steps),
        "items": _tables(_table(ITEM)),
        "max": {"type": "integer", "minimum": 1, "maximum": LONGEST_TEXT},
        "most": {"type": "integer", "minimum": 1},
        "gather": {"enum": list(GATHERS)},
    }
    questions = [_question(kind, keys, parts) for kind, keys in QUESTION.items()]
    section = _table(
        SECTION,
        reveal={"enum": list(REVEALS)},
        pad={"type": "integer", "minimum": SMALLEST_PAD, "maximum": LARGEST_PAD},
        question=_tables({"oneOf": questions}),
    )
    top = _table(
        TOP,
        minutes={"type": "integer", "minimum": 1},
        order={"type": "integer", "minimum": 1, "maximum": LAST_ORDER - 1},
        scale={"type": "array", "items": _table(SCALE_TABLE, levels=_tables(level))},
        term={"type": "array", "items": _table(TERM)},
        section=_tables(section),
    )
    return {"$schema": DRAFT, "title": "A question set of Overture", **top}


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


def _question(kind: str, keys: Keys, parts: Mapping[str, Schema]) -> Schema:
    own: dict[str, Schema] = {
        "kind": {"const": kind},
        "align": {"enum": list(ALIGNS[kind])},
        "counts": {"enum": list(COUNTS.get(kind, ()))},
        **parts,
    }
    return {"title": kind, **_table(keys, **{key: schema for key, schema in own.items() if key in keys})}


def _table(keys: Keys, **special: Schema) -> Schema:
    """A table with exactly these keys.

    Args:
        keys: The type of each key, and whether it is required.
        special: The schemas of keys that say more than their type.
    """
    known = {"id": ID, **special}
    return {
        "type": "object",
        "properties": {key: known[key] if key in known else TYPES[kind] for key, (kind, _) in keys.items()},
        "required": [key for key, (_, required) in keys.items() if required],
        "additionalProperties": False,
    }


def _tables(element: Schema, least: int = 1) -> Schema:
    return {"type": "array", "items": element, "minItems": least}
