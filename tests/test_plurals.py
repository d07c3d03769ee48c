"""A number takes the form that its language has for it, in the hub and in the terminal by one table."""

import json
from pathlib import Path

import pytest

from overture_common import plurals

HERE = Path(__file__).parent
VECTORS: dict[str, dict[str, list[int]]] = json.loads((HERE / "vectors" / "plurals.json").read_text(encoding="utf-8"))[
    "languages"
]

WAIT = {
    "wait#one": "{n} sekunda",
    "wait#few": "{n} sekundy",
    "wait#many": "{n} sekund",
    "title": "Notatki",
}


@pytest.mark.parametrize("language", sorted(VECTORS))
def test_numbers_take_the_forms_that_cldr_gives_them(language: str) -> None:
    forms = {
        form: [n for ns in VECTORS[language].values() for n in ns if plurals.form(language, n) == form]
        for form in VECTORS[language]
    }
    assert {form: sorted(ns) for form, ns in forms.items()} == VECTORS[language]
    assert set(plurals.forms(language)) == set(VECTORS[language])


def test_there_are_vectors_for_every_rule() -> None:
    assert set(VECTORS) == set(plurals.RULES)


@pytest.mark.parametrize("language", ["pl", "pl-PL"])
def test_a_text_is_found_in_the_form_of_its_number(language: str) -> None:
    said = [plurals.text_for(WAIT, language, "wait", n) for n in (1, 3, 5, 22, 112)]
    assert said == ["{n} sekunda", "{n} sekundy", "{n} sekund", "{n} sekundy", "{n} sekund"]


def test_a_text_without_forms_is_the_same_for_every_number() -> None:
    assert plurals.text_for(WAIT, "pl", "title") == plurals.text_for(WAIT, "pl", "title", 3) == "Notatki"


def test_a_form_that_is_missing_and_a_language_without_rules_are_errors() -> None:
    with pytest.raises(KeyError, match="wait#other"):
        plurals.text_for(WAIT, "de", "wait", 2)
    with pytest.raises(KeyError, match="wait"):
        plurals.text_for(WAIT, "pl", "wait")
    with pytest.raises(KeyError, match="tlh"):
        plurals.form("tlh", 1)
