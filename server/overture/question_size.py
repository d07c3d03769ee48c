"""How large the answers of a section can become, so that no honest answer ever outgrows its box."""

import json
from collections.abc import Mapping
from typing import Any

LENGTH_PREFIX = 4

_Table = Mapping[str, Any]


def largest_answers(questions: list[dict[str, Any]], scales: Mapping[str, list[dict[str, Any]]]) -> int:
    """Bytes of the longest answers JSON that a section allows (docs/protocol.md, plaintexts).

    Every text is full of characters that JSON writes as two bytes, every item has its longest level and condition, and
    every question carries all three marks. The questions must have passed the check of their shape.
    """
    asked = [question for question in questions if question["kind"] != "statement"]
    ids = [question["id"] for question in asked]
    answers = {question["id"]: _largest_answer(question, scales) for question in asked}
    whole = {"v": 1, "answers": answers, "skip": ids, "talk": ids, "first": ids}
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
    said = {"level": level, "if": '"' * question["max"]} if question.get("condition") else {"level": level}
    return {key: said for item in question["items"] for key in item_keys(item)}


def item_keys(item: _Table) -> list[str]:
    """The answer keys of one item: its id, or one for each direction."""
    if item.get("direction"):
        return [f"{item['id']}/give", f"{item['id']}/receive"]
    return [item["id"]]
