"""The vectors of what two answers mean together, as either client takes them, and any answers besides."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

Case = dict[str, Any]

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "outcomes.json").read_text("utf-8"))
DOCUMENT: dict[str, Any] = VECTORS["document"]
OTHER = {"mine": "theirs", "theirs": "mine"}

TEXTS = st.sampled_from(["Red", "red!", " Red  now", "Mango", "“red”"])


def _row(question: dict[str, Any]) -> st.SearchStrategy[dict[str, str]]:
    levels = [level["id"] for level in DOCUMENT["scales"][question["levels"]]]
    plain = st.sampled_from(levels).map(lambda level: {"level": level})
    if not question.get("condition"):
        return plain
    return st.one_of(plain, st.just({"level": "condition", "if": "slowly"}))


def _answer(question: dict[str, Any]) -> st.SearchStrategy[Any]:
    match question["kind"]:
        case "text":
            return TEXTS
        case "scale":
            return st.integers(question["scale"]["min"], question["scale"]["max"])
        case "choice":
            return st.sampled_from([option["id"] for option in question["options"]])
        case "choices":
            ids = [option["id"] for option in question["options"]]
            return st.lists(st.sampled_from(ids), min_size=1, unique=True)
        case _:
            keys = [
                key
                for item in question["items"]
                for key in ([f"{item['id']}/give", f"{item['id']}/receive"] if item["direction"] else [item["id"]])
            ]
            return st.dictionaries(st.sampled_from(keys), _row(question), min_size=1)


def _section(section: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    ids = [question["id"] for question in section["questions"]]
    answers = st.fixed_dictionaries({}, optional={q["id"]: _answer(q) for q in section["questions"]})
    marks = st.lists(st.sampled_from(ids), max_size=2, unique=True)
    return st.fixed_dictionaries({"answers": answers}, optional={"talk": marks, "first": marks})


_PERSON = st.fixed_dictionaries({section["id"]: _section(section) for section in DOCUMENT["sections"]})
PAIRS: st.SearchStrategy[Case] = st.fixed_dictionaries({"mine": _PERSON, "theirs": _PERSON})
"""Any answers of two people to the document of the vectors."""


def turned(case: Case) -> Case:
    """The same conversation, read by the other of the two."""
    return {"mine": case["theirs"], "theirs": case["mine"]}


def mirrored(key: str) -> str:
    item, _, side = key.partition("/")
    return {"give": f"{item}/receive", "receive": f"{item}/give"}.get(side, key)
