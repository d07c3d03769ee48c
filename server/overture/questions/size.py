"""The size of the longest answers of a section, so that none ever outgrows its box."""

import json
from collections.abc import Mapping
from typing import Any

LENGTH_PREFIX = 4
"""Bytes in front of a padded plaintext (docs/protocol.md, "Sealed answers")."""

_Table = Mapping[str, Any]


_MOST_CHAPTERS, _MOST_NOTICES, _MOST_ROUNDS, _MOST_NOTES = 8, 100, 20, 100
"""The largest numbers in a head (docs/protocol.md, "Heads")."""
_DIGEST = "A" * 43


def largest_answers(
    questions: list[dict[str, Any]], scales: Mapping[str, list[dict[str, Any]]], sections: int = 1
) -> int:
    """Return the size of the longest answers that a section allows, in bytes of JSON.

    Every text consists of characters that JSON encodes as two bytes, every item has its longest level and condition,
    and every question has all three marks.

    Args:
        questions: The section's questions, which must have the right shape.
        scales: The levels of each scale of the set.
        sections: How many sections of the set have a box, on which the size of the head depends.

    Source: docs/protocol.md, "The answers" and "Heads".
    """
    asked = [question for question in questions if question["kind"] != "statement"]
    ids = [question["id"] for question in asked]
    answers = {question["id"]: _largest_answer(question, scales) for question in asked}
    seen = {
        "n": [[_MOST_NOTICES, _MOST_NOTICES]] * _MOST_CHAPTERS,
        "r": [_MOST_ROUNDS] * sections,
        "t": [_MOST_NOTES] * sections,
        "h": _DIGEST,
    }
    whole = {"v": 1, "answers": answers, "skip": ids, "talk": ids, "first": ids, "seen": seen}
    return len(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())


def _largest_answer(question: _Table, scales: Mapping[str, list[dict[str, Any]]]) -> object:
    kind = question["kind"]
    if kind == "text":
        return '"' * question["max"]
    if kind in ("choice", "choices"):
        options = sorted((option["id"] for option in question["options"]), key=len, reverse=True)
        return options[0] if kind == "choice" else options[: question.get("most", len(options))]
    if kind == "scale":
        return question["scale"]["max"]
    level = max((level["id"] for level in scales[question["levels"]]), key=len)
    answer = {"level": level, "if": '"' * question["max"]} if question.get("condition") else {"level": level}
    return {key: answer for item in question["items"] for key in item_keys(item)}


def item_keys(item: _Table) -> list[str]:
    """Return the keys of an item in the answers: its id, or one for each direction."""
    if item.get("direction"):
        return [f"{item['id']}/give", f"{item['id']}/receive"]
    return [item["id"]]
