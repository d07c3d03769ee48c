"""The wording of all sets that come with the product: neutral, plain, easy to read, and the same in all of them."""

import re
from itertools import combinations
from typing import Any

import pytest

from tests.server.own_sets import (
    DOCUMENTS,
    PLACES,
    grade,
    questions_of,
    rows_of,
    sections_of,
    sentences_in,
    texts_of,
    words_in,
)

TEXTS = {name: list(texts_of(document)) for name, document in DOCUMENTS.items()}

BANNED = [
    "contract", "slave", "owner", "punish", "naughty", "kinky", "normal", "crazy", "victim", "foreplay", "virgin",
    "real dominant", "true submissive", "everyone knows", "please rate", "score", "%",
]  # fmt: skip
GENDERED = [
    "he", "she", "him", "her", "his", "hers", "himself", "herself", "man", "men", "woman", "women", "boy", "girl",
    "husband", "wife", "boyfriend", "girlfriend", "sir", "mistress", "male", "female", "guys", "ladies",
]  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_word_that_does_not_belong(name: str) -> None:
    assert [(word, text) for text in TEXTS[name] for word in BANNED if word in text.lower()] == []
    assert [(word, text) for text in TEXTS[name] for word in words_in(text) if word in GENDERED] == []
    assert [text for text in TEXTS[name] if "!" in text or "'" in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_role_names_stand_only_where_roles_are_asked_or_explained(name: str) -> None:
    for question in questions_of(name).values():
        if question["id"] != "roles":
            words = set(words_in(" ".join(texts_of(question))))
            assert words & {"dominant", "submissive", "top", "tops", "bottom", "bottoms"} == set(), question["id"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_sentence_case(name: str) -> None:
    """One capital at the beginning; I stands for the reader, Dominant has one, and so have days and names of sets."""
    named = {"I", "Dominant", "Tuesday", "Before"}
    assert [text for text in TEXTS[name] if text[0].islower()] == []
    inside = [re.findall(r"(?<![.?!:“][ \n])(?<!^)(?<!“)\b[A-Z][A-Za-z]*", text) for text in TEXTS[name]]
    assert {word for words in inside for word in words} <= named


@pytest.mark.parametrize(("name", "section"), PLACES)
def test_a_section_reads_easily(name: str, section: str) -> None:
    asked = sections_of(name)[section]
    prose = [asked[key]["en"] for key in ("intro", "why") if key in asked]
    for question in asked["questions"]:
        prose += [question[key]["en"] for key in ("prompt", "help", "why") if key in question]
    assert grade(prose) <= 6.0


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_glossary_reads_easily(name: str) -> None:
    assert grade([entry["text"]["en"] for entry in DOCUMENTS[name]["glossary"]]) <= 6.0


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_sentence_is_long(name: str) -> None:
    sentences = [sentence for text in TEXTS[name] for sentence in sentences_in(text)]
    assert [sentence for sentence in sentences if len(words_in(sentence)) > 30] == []


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_labels_are_short_enough_for_a_phone(name: str, language: str) -> None:
    if language not in DOCUMENTS[name]["languages"]:
        return
    room = 1.0 if language == "en" else 1.25
    asked = questions_of(name).values()
    labels = [entry["label"][language] for question in asked for entry in question.get("options", [])]
    prompts = [question["prompt"][language] for question in asked if question["kind"] != "statement"]
    assert [label for label in labels if len(label) > 52 * room] == []
    assert [prompt for prompt in prompts if len(prompt) > 80 * room] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_directions_are_explained_where_they_are_asked(name: str) -> None:
    for question in questions_of(name).values():
        if any(item["direction"] for item in question.get("items", [])):
            assert "give-receive" in question["terms"], question["id"]
            assert "help" in question, question["id"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_glossary_explains_what_is_used_and_holds_nothing_idle(name: str) -> None:
    words = " ".join(TEXTS[name]).lower()
    linked = {term for question in questions_of(name).values() for term in question.get("terms", [])}
    for entry in DOCUMENTS[name]["glossary"]:
        assert entry["id"] in linked or words.count(entry["term"]["en"].lower()) > 1, entry["id"]


# The same in every set


@pytest.mark.parametrize(("one", "other"), list(combinations(DOCUMENTS, 2)))
def test_what_has_one_id_in_two_sets_has_one_wording(one: str, other: str) -> None:
    """Terms and answer scales whole; rows of a list by their label, since help may say what give means there."""

    def terms(name: str) -> dict[str, Any]:
        return {entry["id"]: entry for entry in DOCUMENTS[name]["glossary"]}

    for known in (terms, lambda name: DOCUMENTS[name]["scales"]):
        here, there = known(one), known(other)
        assert {key: here[key] for key in here.keys() & there.keys()} == {
            key: there[key] for key in here.keys() & there.keys()
        }
    here, there = acts(one), acts(other)
    for act in here.keys() & there.keys():
        assert here[act] == there[act], act


def acts(name: str) -> dict[str, Any]:
    """Label and direction of every row that can be limited or wished for: a limit finds its act by the id."""
    found: dict[str, Any] = {}
    for section in sections_of(name).values():
        if section["id"] != "experience":
            for act, item in rows_of(section).items():
                asked = (item["label"], item["direction"])
                assert found.setdefault(act, asked) == asked, act
    return found


def test_no_act_has_two_ids() -> None:
    labels: dict[str, str] = {}
    for name in DOCUMENTS:
        for act, (label, _) in acts(name).items():
            assert labels.setdefault(label["en"], act) == act
