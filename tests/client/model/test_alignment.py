"""How two people's answers meet and where they stand, as the phones work it out, in Chromium."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.client.modules import DOCUMENT, run

SECTION = DOCUMENT["sections"][0]


def said(talk: tuple[str, ...] = (), first: tuple[str, ...] = (), **answers: Any) -> dict[str, Any]:
    return {"v": 1, "answers": answers, "skip": [], "talk": list(talk), "first": list(first)}


def align(page: Page, question: str, mine: dict[str, Any] | None, theirs: dict[str, Any] | None) -> dict[str, Any]:
    asked = next(each for section in DOCUMENT["sections"] for each in section["questions"] if each["id"] == question)
    body = "return code.alignQuestion(value.question, value.document, value.mine, value.theirs);"
    found: dict[str, Any] = run(
        page, "model/alignment.js", body, {"question": asked, "document": DOCUMENT, "mine": mine, "theirs": theirs}
    )
    return found


@pytest.mark.parametrize(
    ("question", "mine", "theirs", "state"),
    [
        ("one", "left", "left", "both"),
        ("one", "left", "right", "different"),
        ("one", "left", None, "one-sided"),
        ("one", None, None, "none"),
        ("one", "unsure", "left", "talk"),
        ("one", None, "unsure", "talk"),
        ("some", ["a", "b"], ["b"], "both"),
        ("some", ["a"], ["b", "c"], "different"),
        ("some", ["a"], None, "one-sided"),
        ("pace", 2, 3, "both"),
        ("pace", 4, 3, "both"),
        ("pace", 2, 4, "different"),
        ("pace", 2, None, "one-sided"),
        ("words", "a", "a", "none"),
        ("words", "a", None, "none"),
        ("limits", "a", None, "limit"),
        ("limits", None, "a", "limit"),
        ("limits", None, None, "none"),
    ],
)
def test_how_two_answers_meet(page: Page, question: str, mine: Any, theirs: Any, state: str) -> None:
    left = said(**({} if mine is None else {question: mine}))
    right = said(**({} if theirs is None else {question: theirs}))
    assert align(page, question, left, right)["state"] == state
    assert align(page, question, right, left)["state"] == state


@pytest.mark.parametrize("question", ["words", "one", "some", "pace", "things", "limits"])
def test_a_wish_to_talk_by_either_is_what_counts(page: Page, question: str) -> None:
    assert align(page, question, said(talk=(question,)), said())["state"] == "talk"
    assert align(page, question, None, said(talk=(question,)))["state"] == "talk"


def test_a_limit_that_is_also_to_be_talked_about_is_told_as_both(page: Page) -> None:
    found = align(page, "limits", said(talk=("limits",), limits="no photos"), said())
    assert (found["state"], found["talk"], found["limit"]) == ("talk", True, True)


def test_the_common_options_are_listed(page: Page) -> None:
    assert align(page, "some", said(some=["c", "a"]), said(some=["a", "b"]))["common"] == ["a"]
    assert align(page, "some", said(some=["c"]), said())["common"] == []


MEET = [
    ("yes", "yes", "both"),
    ("yes", "curious", "both"),
    ("curious", "curious", "both"),
    ("only-if", "yes", "both"),
    ("only-if", "only-if", "both"),
    ("not-now", "yes", "different"),
    ("fantasy-only", "curious", "different"),
    ("not-now", None, "different"),
    ("not-sure", "yes", "talk"),
    ("not-sure", "not-now", "talk"),
    ("not-sure", None, "talk"),
    ("yes", None, "one-sided"),
    ("only-if", None, "one-sided"),
    ("hard-limit", "yes", "limit"),
    ("hard-limit", "not-sure", "limit"),
    ("hard-limit", "only-if", "limit"),
    ("hard-limit", None, "limit"),
]


@pytest.mark.parametrize(("mine", "theirs", "state"), MEET)
def test_how_two_levels_meet(page: Page, mine: str, theirs: str | None, state: str) -> None:
    left = said(things={"ice": {"level": mine}})
    right = said() if theirs is None else said(things={"ice": {"level": theirs}})
    for one, other in ((left, right), (right, left)):
        found = align(page, "things", one, other)
        assert (found["state"], [row["state"] for row in found["rows"]]) == (state, [state])


def test_to_give_meets_to_receive(page: Page) -> None:
    mine = said(things={"rope/give": {"level": "yes"}, "rope/receive": {"level": "hard-limit"}})
    theirs = said(things={"rope/receive": {"level": "only-if", "if": "loose"}, "rope/give": {"level": "yes"}})
    rows = align(page, "things", mine, theirs)["rows"]
    assert rows == [
        {
            "item": "rope",
            "direction": "give",
            "mine": {"level": "yes"},
            "theirs": {"level": "only-if", "if": "loose"},
            "state": "both",
            "conditions": [{"who": "theirs", "text": "loose"}],
        },
        {
            "item": "rope",
            "direction": "receive",
            "mine": {"level": "hard-limit"},
            "theirs": {"level": "yes"},
            "state": "limit",
            "conditions": [],
        },
    ]


def test_two_who_both_want_to_give_have_not_met(page: Page) -> None:
    mine = said(things={"rope/give": {"level": "yes"}})
    found = align(page, "things", mine, mine)
    assert found["state"] == "one-sided"
    assert [row["direction"] for row in found["rows"]] == ["give", "receive"]


def test_experience_is_shown_and_never_compared(page: Page) -> None:
    mine = said(done={"rope/give": {"level": "much"}})
    found = align(page, "done", mine, said(done={"rope/receive": {"level": "never"}}))
    (row,) = found["rows"]
    assert (found["state"], row["state"], row["theirs"]) == ("none", "none", {"level": "never"})


# Where they stand


def stand(page: Page, document: dict[str, Any], *opened: tuple[str, dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    body = "return code.standing(value, (await import('/static/js/model/precedence.js')).standsIn(value))[0];"
    pairs = [(section, {"mine": mine, "theirs": theirs}) for section, mine, theirs in opened]
    sections = [{"section": section, "rounds": [pair], "newest": pair} for section, pair in pairs]
    chapter = {"document": document, "sections": sections, "matched": [], "notices": {"mine": [], "theirs": []}}
    found: dict[str, Any] = run(page, "model/standing.js", body, [chapter])
    return found


def gathered(gather: dict[str, str], **changes: Any) -> dict[str, Any]:
    """The sample document with each question of the first section feeding the named part."""
    document: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    for question in document["sections"][0]["questions"]:
        if question["id"] in gather:
            question["gather"] = gather[question["id"]]
    again = {**document["sections"][0], "id": "again", "questions": [document["sections"][0]["questions"][4]]}
    document["sections"].append(again)
    return document | changes


def test_nothing_opened_is_nothing_gathered(page: Page) -> None:
    of_each: dict[str, list[Any]] = {"mine": [], "theirs": []}
    assert stand(page, DOCUMENT) == {
        "shared": [], "curious": [], "conditions": [], "limits": of_each, "stopSignals": of_each, "aftercare": of_each,
        "checkIn": of_each, "back": [], "open": [],
    }  # fmt: skip


def test_each_part_is_fed_by_the_questions_that_name_it(page: Page) -> None:
    document = gathered({"words": "stop-signals", "one": "aftercare", "some": "check-in", "pace": "shared"})
    mine = said(words="Red", one="left", some=["a"], pace=2)
    theirs = said(words="Pear", one="left", some=["a", "b"], pace=2)
    found = stand(page, document, ("all", mine, theirs))
    assert [point["text"] for who in ("mine", "theirs") for point in found["stopSignals"][who]] == ["Red", "Pear"]
    assert found["aftercare"]["mine"] == [{"section": "all", "question": "one", "who": "mine", "options": ["left"]}]
    assert found["checkIn"]["theirs"][0]["options"] == ["a", "b"]
    assert found["shared"] == [{"section": "all", "question": "pace", "who": "both", "value": 2}]


def test_two_steps_beside_each_other_are_shared_as_they_were_said(page: Page) -> None:
    found = stand(page, gathered({"pace": "shared"}), ("all", said(pace=2), said(pace=3)))
    assert [(point["who"], point["value"]) for point in found["shared"]] == [("mine", 2), ("theirs", 3)]


def test_common_options_are_shared_and_wishes_stand_beside_each_other(page: Page) -> None:
    document = gathered({"words": "shared", "some": "shared"})
    found = stand(page, document, ("all", said(words="calm", some=["a", "b"]), said(words="wild", some=["b", "c"])))
    assert [(point["who"], point.get("text"), point.get("options")) for point in found["shared"]] == [
        ("mine", "calm", None), ("theirs", "wild", None), ("both", None, ["b"]),
    ]  # fmt: skip


def test_a_yes_with_a_condition_is_shared_with_its_condition(page: Page) -> None:
    mine = said(things={"rope/receive": {"level": "only-if", "if": "loose"}})
    found = stand(page, gathered({}), ("all", mine, said(things={"rope/give": {"level": "curious"}})))
    assert [(point["item"], point["direction"]) for point in found["shared"]] == [("rope", "receive")]
    assert [(point["who"], point["text"], point["direction"]) for point in found["conditions"]] == [
        ("mine", "loose", "receive")
    ]


def test_limits_of_each_are_gathered_whatever_the_question_feeds_and_words_of_ones_own_stand_first(page: Page) -> None:
    mine = said(things={"ice": {"level": "hard-limit"}, "rope/give": {"level": "not-now"}})
    theirs = said(things={"rope/receive": {"level": "fantasy-only"}})
    found = stand(page, DOCUMENT, ("all", mine, theirs), ("other", said(limits="no photos"), said()))
    assert [(point.get("item"), point.get("means"), point.get("text")) for point in found["limits"]["mine"]] == [
        (None, None, "no photos"), ("rope", "not-now", None), ("ice", "limit", None),
    ]  # fmt: skip
    assert [(point["item"], point["direction"], point["means"]) for point in found["limits"]["theirs"]] == [
        ("rope", "give", "fantasy")
    ]
    assert found["shared"] == []


@pytest.mark.parametrize("order", [("all", "again"), ("again", "all")])
@pytest.mark.parametrize("who", ["mine", "theirs"])
def test_a_limit_set_anywhere_wins_over_a_yes_elsewhere(page: Page, order: tuple[str, str], who: str) -> None:
    willing = said(things={"ice": {"level": "only-if", "if": "brief"}})
    limit = said(things={"ice": {"level": "hard-limit"}})
    rounds = {
        "all": ("all", willing, willing),
        "again": ("again", limit, willing) if who == "mine" else ("again", willing, limit),
    }
    found = stand(page, gathered({}), *(rounds[section] for section in order))
    assert found["shared"] == []
    assert found["conditions"] == []
    assert [point["item"] for point in found["limits"][who]] == ["ice"]


def test_a_limit_in_one_direction_leaves_the_other(page: Page) -> None:
    mine = said(things={"rope/give": {"level": "yes"}, "rope/receive": {"level": "hard-limit"}})
    theirs = said(things={"rope/receive": {"level": "yes"}, "rope/give": {"level": "yes"}})
    found = stand(page, gathered({}), ("all", mine, theirs))
    assert [(point["item"], point["direction"]) for point in found["shared"]] == [("rope", "give")]


def test_open_points_are_what_to_talk_about_first_things_first(page: Page) -> None:
    document = gathered({"one": "shared", "pace": "shared"})
    mine = said(one="left", pace=1, things={"ice": {"level": "not-sure"}}, talk=("words",), first=("pace",))
    theirs = said(one="right", pace=1, first=("some",))
    found = stand(page, document, ("all", mine, theirs))
    assert [(point["question"], point.get("item"), point["reason"], point["first"]) for point in found["open"]] == [
        ("some", None, "first", True),
        ("pace", None, "first", True),
        ("words", None, "talk", False),
        ("one", None, "different", False),
        ("things", "ice", "talk", False),
    ]


def test_what_never_leaves_the_phone_is_never_gathered(page: Page) -> None:
    document = gathered({"words": "shared"})
    document["sections"][0]["reveal"] = "never"
    assert stand(page, document, ("all", said(words="mine"), said(talk=("words",))))["shared"] == []
