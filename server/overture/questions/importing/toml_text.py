"""Serialization of a draft set as TOML, in the layout of the sets that come with the product."""

import json
from collections.abc import Iterable

from overture.questions.source import Table


def to_toml(table: Table, comments: Iterable[str]) -> str:
    """Return the text of the file, with one item or option a line.

    Args:
        table: The set. Its texts must have no control characters.
        comments: Lines of comments at the head of the file.
    """
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
    # Strings, numbers and booleans of JSON are valid in TOML.
    return json.dumps(value, ensure_ascii=False)
