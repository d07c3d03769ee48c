"""The table of a draft set -> TOML, laid out as the sets that come with the product are, one item or option a line."""

import json
from collections.abc import Iterable

from overture.questions.source import Table


def to_toml(table: Table, comments: Iterable[str]) -> str:
    """The text of the file. `comments` stand at its head, one a line; every text must be free of control characters."""
    lines = [f"# {comment}".rstrip() for comment in comments]
    lines.append("")
    _keys(lines, {key: value for key, value in table.items() if key not in ("scale", "section")})
    for scale in table["scale"]:
        lines += ["", "[[scale]]"]
        _keys(lines, scale)
    for section in table["section"]:
        lines += ["", "", "[[section]]"]
        _keys(lines, {key: value for key, value in section.items() if key != "question"})
        for question in section["question"]:
            lines += ["", "[[section.question]]"]
            _keys(lines, question)
    return "\n".join(lines) + "\n"


def _keys(lines: list[str], table: Table) -> None:
    for key, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key} = [")
            lines += [f"  {_value(element)}," for element in value]
            lines.append("]")
        else:
            lines.append(f"{key} = {_value(value)}")


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    # A basic string of TOML is a string of JSON, and so are its numbers and its true and false.
    return json.dumps(value, ensure_ascii=False)
