"""The vectors of whose word stands, as either client takes them, from the side of either person."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

Case = dict[str, Any]

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "standing.json").read_text("utf-8"))
DOCUMENTS: dict[str, Any] = VECTORS["documents"]
CASES: list[Case] = VECTORS["cases"]
OTHER = {"mine": "theirs", "theirs": "mine"}


def mirrored(key: str) -> str:
    item, _, side = key.partition("/")
    return {"give": f"{item}/receive", "receive": f"{item}/give"}.get(side, key)


def turned(case: Case) -> Case:
    """The same conversation, read by the other of the two. Notices keep the keys of whoever sent them."""
    chapters = [
        {
            **chapter,
            "role": "B",
            "rounds": {
                section: [{OTHER[who]: said for who, said in pair.items()} for pair in rounds]
                for section, rounds in chapter["rounds"].items()
            },
            "notices": {OTHER[who]: said for who, said in chapter["notices"].items()},
        }
        for chapter in case["chapters"]
    ]
    keys = {name: [mirrored(key) for key in case[name]] for name in ("shared", "curious", "back")}
    limits = {OTHER[who]: [[mirrored(key), means] for key, means in pairs] for who, pairs in case["limits"].items()}
    talk = [[mirrored(key), reason] for key, reason in case["talk"]]
    return {**case, **keys, "chapters": chapters, "limits": limits, "talk": talk}


def expected(case: Case) -> Case:
    """What the case says must come out, with lists of which the order says nothing in one order."""
    keys = {name: sorted(set(case[name])) for name in ("shared", "curious", "back")}
    return {
        **keys,
        "limits": {who: sorted(case["limits"][who]) for who in ("mine", "theirs")},
        "talk": sorted(case["talk"]),
    }


def levels_of(document: str, question: dict[str, Any]) -> dict[str, str]:
    """What each level of a list means."""
    return {level["id"]: level["means"] for level in DOCUMENTS[document]["scales"][question["levels"]]}


def keys_of(item: dict[str, Any]) -> list[str]:
    return [f"{item['id']}/give", f"{item['id']}/receive"] if item["direction"] else [item["id"]]


def _rounds(document: str, section: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    answers = {}
    for question in section["questions"]:
        row = st.sampled_from(sorted(levels_of(document, question))).map(lambda level: {"level": level})
        keys = [key for item in question["items"] for key in keys_of(item)]
        answers[question["id"]] = st.dictionaries(st.sampled_from(keys), row)
    said = st.fixed_dictionaries(answers).map(
        lambda rows: {"answers": {name: row for name, row in rows.items() if row}}
    )
    return st.lists(st.fixed_dictionaries({"mine": said, "theirs": said}), max_size=3)


def _chapter(document: str) -> st.SearchStrategy[Case]:
    sections = DOCUMENTS[document]["sections"]
    whole = [section for section in sections if section["reveal"] == "both"]
    items = [item for section in whole for question in section["questions"] for item in question["items"]]
    levels = sorted({level["id"] for scale in DOCUMENTS[document]["scales"].values() for level in scale})
    key = st.sampled_from([*(key for item in items for key in keys_of(item)), "nothing"])
    notice = st.one_of(
        st.fixed_dictionaries({"withdraw": st.lists(key, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"limit": st.dictionaries(key, st.sampled_from(levels), min_size=1, max_size=2)}),
    )
    said = st.lists(notice, max_size=1)
    ids = ["ice", "rope/a-to-b", "rope/b-to-a"] if document == "first" else []
    return st.fixed_dictionaries(
        {
            "document": st.just(document),
            "role": st.just("A"),
            "rounds": st.fixed_dictionaries({section["id"]: _rounds(document, section) for section in whole}),
            "matched": st.just({})
            if not ids
            else st.fixed_dictionaries({"wishes": st.lists(st.sampled_from(ids), unique=True)}),
            "notices": st.fixed_dictionaries({"mine": said, "theirs": said}),
        }
    )


CONVERSATIONS = st.permutations(["first", "second"]).flatmap(
    lambda order: st.fixed_dictionaries({"chapters": st.tuples(*map(_chapter, order)).map(list)})
)
"""Any two chapters, with any answers in up to three rounds, matches and notices."""


def struck_in(case: Case) -> set[str]:
    """Every act, from the reader's side, that a limit, a not-now, a fantasy or a notice of either stands on: worked out
    plainly, from what each said last in each place."""
    found = set()
    for chapter in case["chapters"]:
        document = DOCUMENTS[chapter["document"]]
        asked = [(section["id"], question) for section in document["sections"] for question in section["questions"]]
        for who in ("mine", "theirs"):
            for section, question in asked:
                means = levels_of(chapter["document"], question)
                last: dict[str, Any] = {}
                for pair in chapter["rounds"].get(section, ()):
                    last |= pair[who]["answers"].get(question["id"], {})
                taking = ("limit", "not-now", "fantasy")
                found |= {_seen(key, who) for key, row in last.items() if means[row["level"]] in taking}
            for notice in chapter["notices"][who]:
                found |= {_seen(key, who) for ids in notice.values() for key in ids}
    return found


def _seen(key: str, who: str) -> str:
    return key if who == "mine" else mirrored(key)


def is_struck(key: str, struck: set[str]) -> bool:
    """In the same direction, or where either has none."""
    item, _, side = key.partition("/")
    return bool(struck & ({key, item} if side else {item, f"{item}/give", f"{item}/receive"}))
