"""What the sets that come with the product say about results: sentences, first aid, what counts, what stays private."""

import re
from typing import Any

import pytest

from tests.server.own_sets import DOCUMENTS, questions_of, sections_of, words_in

RISKY = {
    "breathing", "rope", "cuffs", "held", "mouth", "eyes", "hot-cold", "tickling", "impact-hand", "impact-tool", "face",
    "skin", "touch-bare", "touch-mouth", "inside", "neck-touch", "stay-still", "strong-feelings", "daily-sleep",
    "daily-food", "screen-undressed", "screen-picture", "remote-toy", "alone-task",
}  # fmt: skip
PRIVATE = {
    "first-scene": {"went-badly", "too-far", "worries", "felt-heard"},
    "just-before": set(),
    "apart": {"felt-heard"},
    "ongoing": {"felt-heard"},
    "after-scene": {
        "signals-worked", "limits-kept", "own-part", "about-it", "needed-now", "stop-is-stop", "unsaid-then",
        "felt-heard",
    },
    "looking-again": {
        "hard-parts", "like-hoped", "heard", "leader-kept", "missed-handled", "spread", "limits-kept", "own-part",
        "ease-of-no", "last-no", "easier", "who-knows",
    },
}  # fmt: skip
NO_RULE = {("first-scene", "care-length"), ("apart", "care-length")}
"""Where the help says what to do about a difference, and neither of the two answers stands."""


def items_of(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every item of a set, with its question."""
    return [(question, item) for question in questions_of(name).values() for item in question.get("items", [])]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_act_with_a_direction_is_a_sentence_to_both_sides(name: str) -> None:
    for _, item in items_of(name):
        assert item["direction"] == ("give_says" in item) == ("receive_says" in item), item["id"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sentence_names_both_people_and_each_side_reads_another(name: str) -> None:
    own = {"en": {"you", "your"}, "de": {"du", "dich", "dir", "dein", "deine", "deinen", "deiner"}}
    partner = {"en": {"partner", "partner’s"}, "de": {"gegenüber", "gegenübers"}}
    for _, item in items_of(name):
        if not item["direction"]:
            continue
        for language in ("en", "de"):
            sides = [item[key][language] for key in ("give_says", "receive_says")]
            for sentence in sides:
                words = set(words_in(sentence))
                assert words & own[language], sentence
                assert words & partner[language], sentence
                assert sentence[-1] not in ".!?", sentence
            assert sides[0] != sides[1]
        begins = sorted(item[key]["en"].split()[0] for key in ("give_says", "receive_says"))
        assert begins == ["You", "Your"], item["id"]


def test_an_act_says_the_same_in_every_list() -> None:
    said: dict[str, Any] = {}
    for name in DOCUMENTS:
        for question, item in items_of(name):
            if question.get("gather") != "experience":
                words = [item.get(key) for key in ("risk", "give_says", "receive_says")]
                assert said.setdefault(item["id"], words) == words, item["id"]


def test_what_can_hurt_has_a_line_of_first_aid_and_nothing_else_has_one() -> None:
    risky = {item["id"] for name in DOCUMENTS for _, item in items_of(name) if "risk" in item}
    assert risky == RISKY


@pytest.mark.parametrize(
    ("act", "line"),
    [
        ("breathing", "No way of doing this is safe"),
        ("rope", "untie at once"),
        ("cuffs", "Keep the key"),
        ("mouth", "signal without words"),
        ("eyes", "Never leave someone alone"),
        ("impact-hand", "Never the spine, kidneys, joints, neck or head"),
        ("impact-tool", "Never the spine, kidneys, joints, neck or head"),
        ("hot-cold", "Only candles made for skin"),
        ("skin", "Learn it from a teacher"),
        ("neck-touch", "two fingers fit under it"),
    ],
)
def test_a_line_of_first_aid_says_what_matters_most(act: str, line: str) -> None:
    said = {item["id"]: item["risk"]["en"] for _, item in items_of("first-scene") if "risk" in item}
    assert line in said[act]


def test_experience_is_asked_for_the_acts_that_can_hurt_most() -> None:
    named = {
        item["id"]: item.get("experience")
        for question, item in items_of("first-scene")
        if question.get("gather") != "experience"
    }
    areas = {item["id"] for item in questions_of("first-scene")["areas"]["items"]}
    for act in (
        "breathing",
        "neck-touch",
        "rope",
        "cuffs",
        "mouth",
        "eyes",
        "hot-cold",
        "impact-hand",
        "impact-tool",
        "face",
        "skin",
    ):
        assert named[act] in areas, act


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_help_text_about_a_difference_goes_with_what_counts(name: str) -> None:
    for question in questions_of(name).values():
        help_text = question.get("help", {}).get("en", "")
        if re.search("where your answers differ|of your two answers", help_text, re.IGNORECASE):
            assert ("counts" in question) != ((name, question["id"]) in NO_RULE), question["id"]


def test_what_counts_goes_from_narrow_to_wide() -> None:
    """The first option is the one that asks least of either person."""
    first = {
        question["id"]: question["options"][0]["id"]
        for name in DOCUMENTS
        for question in questions_of(name).values()
        if question.get("counts") == "first"
    }
    assert first == {
        "sexual": "not-sexual", "time-frame": "talk-only", "pictures": "none", "who-may-know": "nobody",
        "alcohol-drugs": "none", "affection": "none", "who-near": "nobody", "reach": "agreed-times", "trial": "week",
        "missed-rule": "nothing", "hard-day": "rests", "money": "apart", "around-others": "nothing", "devices": "own",
        "pause-ends": "after-talk", "when-changed": "rests", "rhythm": "week", "outside-roles": "off",
        "talk-when": "week", "until-then": "quiet", "reach-now": "none", "off-enough": "more-off", "go-on": "end",
        "next-look": "month", "plan-length": "half-hour",
        "identity": "nickname", "screenshots": "none", "picture-after": "none-made",
        "task-told": "word",
    }  # fmt: skip


def test_a_dynamic_ends_when_one_person_wants_to_end_it() -> None:
    go_on = questions_of("looking-again")["go-on"]
    assert [option["id"] for option in go_on["options"]][:2] == ["end", "pause"]
    assert "If one of you wants to end it or to pause, that is what happens" in go_on["help"]["en"]


def test_what_either_needs_for_protection_or_at_a_stop_counts() -> None:
    asked = questions_of("first-scene")
    assert {id for id, question in asked.items() if question.get("counts") == "union"} == {
        "barriers", "silent-signal", "at-a-stop",
    }  # fmt: skip


SIDES = {
    "roles": {"dominant": "lead", "submissive": "follow", "top": "lead", "bottom": "follow"},
    "who-writes": {"i-write": "lead", "you-write": "follow"},
}


def test_what_two_people_cannot_both_be_has_sides() -> None:
    found = {
        (name, question["id"]): {option["id"]: option["side"] for option in question["options"] if "side" in option}
        for name in DOCUMENTS
        for question in questions_of(name).values()
        if any("side" in option for option in question.get("options", []))
    }
    assert found == {
        **{(name, "roles"): SIDES["roles"] for name in ("first-scene", "apart", "ongoing")},
        **{(name, "who-writes"): SIDES["who-writes"] for name in ("first-scene", "apart", "after-scene")},
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_option_that_says_none_stands_alone(name: str) -> None:
    none = {"nothing", "no", "none", "not-yet", "not-needed", "nobody"}
    for question in questions_of(name).values():
        for option in question.get("options", []):
            if question["kind"] == "choices" and option["id"] in none:
                assert option.get("alone") is True, (question["id"], option["id"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_may_hurt_if_it_is_found_is_private(name: str) -> None:
    private = {
        question["id"]
        for section in sections_of(name).values()
        for question in section["questions"]
        if section.get("private") or question.get("private")
    }
    assert private == PRIVATE[name]


def test_stop_words_are_never_private() -> None:
    """They belong on the card."""
    for name, private in PRIVATE.items():
        for question in private:
            assert questions_of(name)[question].get("gather") not in ("stop-signals", "limits", "help"), question


def test_how_easy_a_no_is_does_not_stand_among_the_stop_signals() -> None:
    assert [id for id, each in questions_of("looking-again").items() if each.get("gather") == "stop-signals"] == [
        "signals-now"
    ]
