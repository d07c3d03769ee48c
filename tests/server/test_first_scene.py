"""The set that comes with the product: complete, sound, neutral in its wording and easy to read."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from overture.question_check import LARGEST_PAD
from overture.question_size import LENGTH_PREFIX, largest_answers
from overture.questions import check, load_file
from overture.questions_cli import OWN_SETS

FILE = OWN_SETS / "first-scene.toml"
SET = load_file(FILE)
DOCUMENT: dict[str, Any] = json.loads(SET.document)
SECTIONS: dict[str, Any] = {section["id"]: section for section in DOCUMENT["sections"]}
QUESTIONS: dict[str, Any] = {question["id"]: question for each in SECTIONS.values() for question in each["questions"]}


def texts_of(value: Any) -> Iterator[str]:
    """Every English text in a part of the document."""
    if isinstance(value, dict):
        if isinstance(value.get("en"), str):
            yield value["en"]
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


TEXTS = list(texts_of({key: value for key, value in DOCUMENT.items() if key != "sources"}))


def test_it_passes_the_check() -> None:
    assert check(FILE) == []


def test_it_is_the_only_place_where_sets_are_kept() -> None:
    assert [file.name for file in sorted(OWN_SETS.iterdir())] == ["first-scene.toml"]


# What each section must ask, by the questions that ask it.
TOPICS = {
    "ready": {
        "adult": ["adult"], "sober": ["sober"], "not in a crisis": ["steady"], "not pressed or paid": ["freely"],
        "time enough": ["time"], "yes when meaning no": ["yes-meaning-no"],
    },
    "building": {
        "what draws you": ["draws-you"], "hopes and feelings": ["hopes"], "mood in one word": ["mood"],
        "roles": ["roles"],
        "once or ongoing": ["time-frame"], "sexual or not": ["sexual"], "agreements with others": ["other-partners"],
    },
    "experience": {
        "how long": ["how-long"], "how learned": ["learned"], "per area, each direction": ["areas"],
        "what went badly and what helped": ["went-badly"], "own mistakes": ["own-mistakes"],
    },
    "health": {
        "body": ["body", "body-details"], "medicines and allergies": ["medication"], "marks": ["marks"],
        "barriers and testing": ["barriers"], "places to leave alone": ["sore-places"],
    },
    "limits": {
        "hard limits": ["hard-limits"], "limits with conditions": ["activities"], "body areas": ["no-touch"],
        "words and scenarios": ["words-scenarios"], "photos": ["pictures"], "digital traces": ["traces"],
        "triggers": ["triggers"],
    },
    "curious-about": {
        "touch and sensation": ["curious-touch"], "restraint": ["curious-restraint"], "impact": ["curious-impact"],
        "service and protocol": ["curious-service"], "words and roles": ["curious-words"],
        "headspace": ["curious-headspace"], "clothing and ritual": ["curious-ritual"],
        "watching and being seen": ["curious-seen"],
    },
    "not-ready": {"not for now": ["not-for-now"], "what would make it possible": ["possible-later"], "pace": ["pace"]},
    "stop-signals": {
        "word for stop": ["stop-word"], "word for slow": ["slow-word"], "plain words": ["plain-words"],
        "without words, and tried": ["silent-signal", "silent-tried"], "check-ins": ["checks"],
        "what happens at a stop": ["at-a-stop"], "going quiet": ["going-quiet"],
        "shears, first aid, phone": ["safety-kit"],
    },
    "feelings": {
        "what it may mean": ["meaning"], "one time or ongoing": ["afterwards-what"], "connection": ["connection"],
        "fears and jealousy": ["worries"], "what reassures": ["reassures"], "privacy": ["who-may-know"],
        "how a mistake is told": ["tell-mistake"],
    },
    "aftercare": {
        "needs of both": ["needs-after"], "what each can give": ["can-give-after"], "what to avoid": ["not-after"],
        "how long": ["care-length"], "drop and its signs": ["drop-signs"], "who writes": ["who-writes"],
        "when": ["when-write"], "if one cannot": ["if-one-cannot"], "talking it over": ["talk-over"],
    },
    "one-rule": {"the rule": ["take-away-never-add"]},
}  # fmt: skip


def test_the_sections_are_those_of_the_table_in_its_order() -> None:
    assert list(SECTIONS) == list(TOPICS)


@pytest.mark.parametrize("section", TOPICS)
def test_every_topic_is_asked_in_its_section_and_nothing_else(section: str) -> None:
    asked = [question["id"] for question in SECTIONS[section]["questions"]]
    assert sorted(asked) == sorted(question for topic in TOPICS[section].values() for question in topic)


def test_what_is_asked_before_beginning_never_leaves_the_phone() -> None:
    assert SECTIONS["ready"]["reveal"] == "never"
    assert {section["reveal"] for section in DOCUMENT["sections"][1:]} == {"both", "mutual"}
    assert [section.id for section in SET.sealed] == [each for each in TOPICS if each not in ("ready", "one-rule")]


def test_the_one_rule_is_a_statement() -> None:
    (rule,) = SECTIONS["one-rule"]["questions"]
    assert rule["kind"] == "statement"
    assert "take away, never add" in rule["prompt"]["en"]


def rows_of(section: str) -> dict[str, Any]:
    """The items of all lists of a section, {item id: item}."""
    return {item["id"]: item for question in SECTIONS[section]["questions"] for item in question.get("items", [])}


def test_only_curiosities_open_by_what_both_want() -> None:
    assert [section["id"] for section in DOCUMENT["sections"] if section["reveal"] == "mutual"] == ["curious-about"]
    assert {question["kind"] for question in SECTIONS["curious-about"]["questions"]} == {"items"}
    rows = rows_of("curious-about")
    assert 25 <= len(rows) <= 35
    assert sum(2 if item["direction"] else 1 for item in rows.values()) <= 64
    assert [(level["id"], level["means"]) for level in DOCUMENT["scales"]["curiosity"]] == [
        ("yes", "yes"), ("curious", "curious"), ("not-now", "not-now"), ("not-sure", "unsure"),
    ]  # fmt: skip


def test_a_limit_meets_every_curiosity_about_the_same_act() -> None:
    """A limit is found by its item id and direction, so the same words must stand under the same id."""
    limits, curious = rows_of("limits"), rows_of("curious-about")
    shared = limits.keys() & curious.keys()
    assert len(shared) >= 12
    for act in shared:
        assert (limits[act]["label"], limits[act]["direction"]) == (curious[act]["label"], curious[act]["direction"])
    assert not {item["label"]["en"] for act, item in limits.items() if act not in shared} & {
        item["label"]["en"] for item in curious.values()
    }


def test_the_riskiest_acts_are_asked_as_limits_only() -> None:
    assert {"breath", "skin", "face", "substances"} <= rows_of("limits").keys()
    assert not {"breath", "skin", "face", "substances"} & rows_of("curious-about").keys()


@pytest.mark.parametrize("section", [section.id for section in SET.sealed if section.reveal == "both"])
def test_no_section_outgrows_its_box(section: str) -> None:
    """With room to spare, so that a translation of an id or a new option does not need a larger box."""
    need = LENGTH_PREFIX + largest_answers(SECTIONS[section]["questions"], DOCUMENT["scales"])
    assert need <= SECTIONS[section]["pad"] * 0.95
    assert SECTIONS[section]["pad"] <= LARGEST_PAD / 2


def test_it_is_about_forty_minutes_and_mostly_quick() -> None:
    kinds = [question["kind"] for question in QUESTIONS.values()]
    assert SET.minutes == 40
    assert 45 <= len(kinds) <= 70
    assert kinds.count("text") <= len(kinds) / 3


def test_limits_are_gathered_from_every_question_about_them() -> None:
    limits = {each["id"] for each in QUESTIONS.values() if each.get("gather") == "limits"}
    assert limits >= {"hard-limits", "no-touch", "words-scenarios", "traces", "triggers", "sore-places", "not-for-now"}
    assert [level["id"] for level in DOCUMENT["scales"]["activity"]] == [
        "hard-limit", "not-now", "only-if", "curious", "yes", "fantasy-only", "not-sure",
    ]  # fmt: skip
    assert [level["id"] for level in DOCUMENT["scales"]["experience"]] == ["never", "little", "some", "much"]


@pytest.mark.parametrize("part", ["shared", "limits", "conditions", "stop-signals", "aftercare", "check-in"])
def test_each_part_of_where_they_stand_is_fed(part: str) -> None:
    assert any(question.get("gather") == part for question in QUESTIONS.values())


def test_directions_are_explained_where_they_are_asked() -> None:
    for question in QUESTIONS.values():
        if any(item["direction"] for item in question.get("items", [])):
            assert "give-receive" in question["terms"]


def test_the_glossary_explains_what_is_used_and_holds_nothing_idle() -> None:
    words = " ".join(TEXTS).lower()
    assert 20 <= len(DOCUMENT["glossary"]) <= 30
    linked = {term for question in QUESTIONS.values() for term in question.get("terms", [])}
    for entry in DOCUMENT["glossary"]:
        assert entry["id"] in linked or words.count(entry["term"]["en"].lower()) > 1, entry["id"]


# Wording

BANNED = [
    "contract", "slave", "owner", "punish", "naughty", "kinky", "normal", "crazy", "victim", "foreplay", "virgin",
    "real dominant", "true submissive", "everyone knows", "please rate", "score", "%",
]  # fmt: skip
GENDERED = [
    "he", "she", "him", "her", "his", "hers", "himself", "herself", "man", "men", "woman", "women", "boy", "girl",
    "husband", "wife", "boyfriend", "girlfriend", "sir", "mistress", "male", "female", "guys", "ladies",
]  # fmt: skip


def words_in(text: str) -> list[str]:
    return re.findall(r"[a-zäöü]+(?:[’'][a-z]+)?", text.lower())


def test_no_word_that_does_not_belong() -> None:
    assert [(word, text) for text in TEXTS for word in BANNED if word in text.lower()] == []
    assert [(word, text) for text in TEXTS for word in words_in(text) if word in GENDERED] == []
    assert [text for text in TEXTS if "!" in text] == []


def test_role_names_stand_only_where_roles_are_asked_or_explained() -> None:
    for section in SECTIONS.values():
        for question in section["questions"]:
            if question["id"] != "roles":
                words = set(words_in(" ".join(texts_of(question))))
                assert words & {"dominant", "submissive", "top", "tops", "bottom", "bottoms"} == set(), question["id"]


def test_sentence_case() -> None:
    """One capital at the beginning; the field writes Dominant with a capital, and I stands for the reader."""
    assert [text for text in TEXTS if text[0].islower()] == []
    inside = [re.findall(r"(?<![.?!:“] )(?<!^)(?<!“)\b[A-Z][A-Za-z]*", text) for text in TEXTS]
    assert {word for words in inside for word in words} <= {"I", "Dominant"}


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade level, with syllables counted roughly."""
    joined = " ".join(text if text[-1] in ".?!…”" else f"{text}." for text in texts)
    sentences = len(re.findall(r"[.?!…]+", joined))
    words = words_in(joined)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences_in(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.?!;:])\s+", text) if sentence]


@pytest.mark.parametrize("section", SECTIONS)
def test_it_reads_easily(section: str) -> None:
    keys = ("intro", "why")
    prose = [SECTIONS[section][key]["en"] for key in keys if key in SECTIONS[section]]
    for question in SECTIONS[section]["questions"]:
        prose += [question[key]["en"] for key in ("prompt", "help", "why") if key in question]
    assert grade(prose) <= 8.0


def test_the_glossary_reads_easily() -> None:
    assert grade([entry["text"]["en"] for entry in DOCUMENT["glossary"]]) <= 9.0


def test_no_sentence_is_long() -> None:
    sentences = [sentence for text in TEXTS for sentence in sentences_in(text)]
    assert [sentence for sentence in sentences if len(words_in(sentence)) > 30] == []


def test_options_are_short_enough_for_a_phone() -> None:
    labels = [entry["label"]["en"] for question in QUESTIONS.values() for entry in question.get("options", [])]
    assert max(map(len, labels)) <= 52
    assert (
        max(len(question["prompt"]["en"]) for question in QUESTIONS.values() if question["kind"] != "statement") <= 80
    )


def test_texts_are_asked_with_room_enough() -> None:
    for question in QUESTIONS.values():
        if question["kind"] == "text":
            assert question["max"] >= 60
