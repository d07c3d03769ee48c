"""What two answers mean together, as the terminal works it out: vectors that bind the phones too, from either side."""

from typing import Any

import pytest

from overture_partner.model.outcome import Outcome, Sides, outcome_of
from tests.support.outcome_cases import DOCUMENT, OTHER, VECTORS, Case, mirrored
from tests.terminal.outcomes_py import alignments, standing


def met(question: str, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Case]:
    given = ({"talk": {"answers": {question: rows}}} for rows in (mine, theirs))
    rows: list[Case] = alignments(dict(zip(("mine", "theirs"), given, strict=True)))[question]["rows"]
    return rows


def name_of(case: Case) -> str:
    sides = (case["mine"], case["theirs"])
    return " and ".join("blank" if side is None else " ".join(side.values()) for side in sides)


@pytest.mark.parametrize("case", VECTORS["rows"], ids=name_of)
def test_every_pair_of_levels(case: Case) -> None:
    expected = {name: case[name] for name in ("group", "outcome", "who")}
    turned = {**expected, "who": OTHER.get(case["who"], case["who"])}
    for item, outcome in (("ice", case["outcome"]), ("wax", case.get("with_risk", case["outcome"]))):
        mine, theirs = ({} if side is None else {item: side} for side in (case["mine"], case["theirs"]))
        for (row,), who in ((met("acts", mine, theirs), expected), (met("acts", theirs, mine), turned)):
            assert (row["outcome"], row["who"]) == (outcome, who["who"])
            if item == "ice":
                assert row["group"] == who["group"]


@pytest.mark.parametrize("case", VECTORS["acts"], ids=lambda case: case["name"])
def test_an_act_in_its_directions(case: Case) -> None:
    question = case.get("question", "acts")
    rows = [
        [row[name] for name in ("key", "outcome", "who", "risk")] for row in met(question, case["mine"], case["theirs"])
    ]
    assert rows == case["rows"]
    there = [
        [row[name] for name in ("key", "outcome", "who", "risk")] for row in met(question, case["theirs"], case["mine"])
    ]
    expected = [[mirrored(key), outcome, OTHER.get(who, who), risk] for key, outcome, who, risk in case["rows"]]
    assert sorted(there, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("case", VECTORS["experience"], ids=lambda case: case["name"])
def test_the_experience_of_whoever_would_give(case: Case) -> None:
    keys = [key for key in case if key != "name"]
    said = {"answers": {"acts": {key: {"level": "yes"} for key in keys}}}
    known = VECTORS["known"]
    sides = {who: {"talk": said, "known": {"answers": {"done": known[who]}}} for who in ("mine", "theirs")}
    rows = {row["key"]: row["experience"] for row in alignments(sides)["acts"]["rows"]}
    assert rows == {key: case[key] for key in keys}


@pytest.mark.parametrize("case", VECTORS["questions"], ids=lambda case: case["name"])
def test_a_question(case: Case) -> None:
    rest = case.get("rest", {"mine": [], "theirs": []})
    expected = {name: case[name] for name in ("state", "talk", "limit", "until")}
    final = case.get("final")
    here = {**expected, "final": final, "common": case.get("common", []), "rest": rest}
    there = {
        **here,
        "talk": OTHER.get(case["talk"], case["talk"]),
        "final": final and {**final, "who": OTHER.get(final["who"], final["who"])},
        "common": case.get("turned_common", case.get("common", [])),
        "rest": {OTHER[who]: options for who, options in rest.items()},
    }
    for mine, theirs, wanted in ((case["mine"], case["theirs"], here), (case["theirs"], case["mine"], there)):
        found = alignments({"mine": {"talk": mine}, "theirs": {"talk": theirs}})[case["question"]]
        assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("case", VECTORS["standings"], ids=lambda case: case["name"])
def test_each_case_of_the_standing(case: Case) -> None:
    expected = {"parts": case["parts"], "open": case["open"], "settled_words": case.get("settled_words", [])}
    assert standing(case) == expected


def _says(answer: str | None, *marks: str) -> Case:
    said = {} if answer is None else {"ending": answer}
    return {"talk": {"answers": said, **{mark: ["ending"] for mark in marks}}}


@pytest.mark.parametrize("marks", [(), ("mine",), ("theirs",), ("mine", "theirs")], ids=" and ".join)
@pytest.mark.parametrize("case", VECTORS["finals"], ids=lambda case: f"{case['mine']} and {case['theirs']}")
def test_a_final_answer_beside_any_other(case: Case, marks: tuple[str, ...]) -> None:
    given = {
        "mine": _says(case["mine"], *(["talk"] if "mine" in marks else [])),
        "theirs": _says(case["theirs"], *(["talk", "first"] if "theirs" in marks else [])),
    }
    aligned = alignments(given)["ending"]
    final = case["final"]
    assert aligned["final"] == (final and dict(zip(("option", "who"), final, strict=True)))
    if final is None:
        return
    option, who = final
    asks = [mark for mark in marks if who in (mark, "both")]
    named = "both" if len(asks) == 2 else asks[0] if asks else None
    assert (aligned["state"], aligned["until"], aligned["limit"]) == ("final", None, False)
    expected_open = [["ending", "final", named]] if asks else []
    assert standing(given) == {
        "parts": {"final": [["ending", who, "final", [option]]]}, "open": expected_open, "settled_words": [],
    }  # fmt: skip


def test_what_is_not_known_is_no_yes() -> None:
    assert outcome_of(Sides("yes", "later-invented")) == Outcome("none", None)
    assert outcome_of(Sides("later-invented", "later-invented")) == Outcome("none", None)


def test_the_vectors_are_of_a_set_that_a_hub_could_have() -> None:
    assert {question["id"] for section in DOCUMENT["sections"] for question in section["questions"]} >= {
        case["question"] for case in VECTORS["questions"]
    }
