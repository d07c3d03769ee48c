"""Lines that people act on in a hurry: short, the same everywhere, and each with its source."""

import re
from pathlib import Path

import pytest
from tools.translations import english, translated

from tests.server.own_sets import DOCUMENTS, questions_of, sentences_in, texts_of, words_in

COVERAGE = (Path(__file__).parents[3] / "docs" / "question-sets-coverage.md").read_text(encoding="utf-8")
SOURCES = COVERAGE.partition("## Where the safety lines come from")[2].partition("\n## ")[0]

AFTER = questions_of("after-scene")
URGENT = {
    "en": re.compile(r"emergency (number|services)|\b(see a|a) doctor\b|hospital", re.IGNORECASE),
    "de": re.compile(r"Notruf|ärztlich|Krankenhaus|Ruf (auch )?an"),
}


def everything(language: str) -> list[str]:
    """All texts of the sets and of the screens in one language."""
    screens = english() if language == "en" else translated(language)
    return [text for each in DOCUMENTS.values() for text in texts_of(each, language)] + list(screens.values())


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_to_do_in_an_emergency_is_said_in_short_sentences(language: str) -> None:
    sentences = {sentence for text in everything(language) for sentence in sentences_in(text)}
    urgent = [sentence for sentence in sentences if URGENT[language].search(sentence)]
    assert len(urgent) > 15
    assert [sentence for sentence in urgent if len(words_in(sentence)) > 22] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_signs_of_an_emergency_are_the_same_wherever_they_are_named(language: str) -> None:
    """People can pass by the private section, and may open the help page alone."""
    help_page = (english() if language == "en" else translated(language))["hub/help.call-now"]
    signs = sentences_in(help_page)[:3]
    for question in ("body-safe", "body-now"):
        assert set(signs) <= set(sentences_in(AFTER[question]["help"][language])), question


def test_every_line_of_first_aid_names_its_source() -> None:
    acts = {
        item["id"]
        for document in DOCUMENTS.values()
        for section in document["sections"]
        for question in section["questions"]
        for item in question.get("items", [])
        if "risk" in item
    }
    rows = [line.split(" | ") for line in SOURCES.splitlines() if line.startswith("| ")][1:]
    named = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row[1])}
    assert acts - named == set()
    asked = {question for name in DOCUMENTS for question in questions_of(name)} | {
        entry["id"] for document in DOCUMENTS.values() for entry in document["glossary"]
    }
    assert named - acts - asked == set()
    assert all(len(row[2].strip(" |")) > 10 for row in rows)


FINAL = {
    "first-scene": {
        "time-frame": ["talk-only"], "sexual": ["not-sexual"], "alcohol-drugs": ["none"], "affection": ["none"],
        "pictures": ["none"],
    },
    "just-before": {"sexual": ["not-sexual"]},
    "apart": {"sexual": ["not-sexual"], "pictures": ["none"], "screenshots": ["none"]},
    "after-scene": {"until-then": ["quiet"]},
    "ongoing": {"hard-day": ["rests"], "pictures": ["none"], "devices": ["own"]},
    "looking-again": {"reach-now": ["none"], "go-on": ["end", "pause"]},
}  # fmt: skip
"""What needs no agreement. Never who may know of it: that one could be used to cut a person off from everybody else."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_ends_something_or_rules_it_out_waits_for_no_talk(name: str) -> None:
    asked = {
        id: [option["id"] for option in question.get("options", ()) if option.get("final")]
        for id, question in questions_of(name).items()
    }
    assert {id: final for id, final in asked.items() if final} == FINAL[name]
