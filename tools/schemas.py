"""Write the JSON Schemas of docs/: `python -m tools.schemas`. A test compares the files with what this makes."""

import json
from pathlib import Path
from typing import Any

from overture.questions.schema import question_set_schema, translation_schema
from tools.wire import wire_schema

DOCS = Path(__file__).parent.parent / "docs"
FILES = {
    "question-set.schema.json": question_set_schema,
    "question-set-translation.schema.json": translation_schema,
    "protocol.schema.json": wire_schema,
}


def text_of(schema: dict[str, Any]) -> str:
    """Return a schema as it stands in its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, make in FILES.items():
        (DOCS / name).write_text(text_of(make()), encoding="utf-8")
