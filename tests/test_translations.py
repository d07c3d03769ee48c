"""No translation lags behind the English, and what finds it out does."""

import pytest
from tools.translations import english, in_forms_of, lagging, languages, record, short_hash, translated

from overture import i18n
from overture_partner import i18n as terminal_i18n


@pytest.mark.parametrize("language", languages())
def test_every_text_is_translated_from_what_the_english_says_now(language: str) -> None:
    found = lagging(in_forms_of(english(), language), translated(language), record(language))
    assert not found, "\n".join([f"then: .venv/bin/python -m tools.translations {language} --agree", *found])


def test_the_hub_and_the_terminal_speak_the_same_languages() -> None:
    assert set(i18n.languages()) == set(terminal_i18n.languages()) == {"en", *languages()}


def test_there_is_something_to_translate() -> None:
    names = {key.partition("/")[0] for key in english()}
    assert names == {"hub", "phone", "before", "elements", "refusals", "draft", "worksheet", "terminal", "pictures"}
    assert len(english()) > 900


SOURCE = {"a/one": "One {n}", "a/two": "Two"}
MADE_FROM = {key: short_hash(value) for key, value in SOURCE.items()}
GOOD = {"a/one": "Eins {n}", "a/two": "Zwei"}


@pytest.mark.parametrize(
    ("other", "made_from", "expected"),
    [
        (GOOD, MADE_FROM, []),
        ({"a/one": "Eins {n}"}, {"a/one": MADE_FROM["a/one"]}, ["a/two: is not translated"]),
        ({**GOOD, "a/two": " "}, MADE_FROM, ["a/two: is not translated"]),
        ({**GOOD, "a/old": "Alt"}, MADE_FROM, ["a/old: is not in English any more"]),
        ({**GOOD, "a/one": "Eins {m}"}, MADE_FROM, ["a/one: has other params than in English"]),
        (GOOD, {**MADE_FROM, "a/two": "00000000"}, ["a/two: has changed in English since it was translated"]),
        (GOOD, {"a/one": MADE_FROM["a/one"]}, ["a/two: has changed in English since it was translated"]),
        (GOOD, {**MADE_FROM, "a/old": "00000000"}, ["a/old: is recorded but not translated"]),
    ],
)
def test_what_lags_is_named(other: dict[str, str], made_from: dict[str, str], expected: list[str]) -> None:
    assert lagging(SOURCE, other, made_from) == expected


FORMS = {"a/wait#one": "{n} second", "a/wait#other": "{n} seconds", "a/two": "Two"}


def test_a_language_needs_its_own_forms() -> None:
    assert in_forms_of(FORMS, "de") == FORMS
    assert in_forms_of(FORMS, "pl") == {
        "a/wait#one": "{n} second",
        "a/wait#few": "{n} seconds",
        "a/wait#many": "{n} seconds",
        "a/two": "Two",
    }
    assert in_forms_of(FORMS, "ja") == {"a/wait#other": "{n} seconds", "a/two": "Two"}


def test_a_form_that_is_missing_or_too_many_is_named_and_its_number_may_be_left_out() -> None:
    source = in_forms_of(FORMS, "pl")
    other = {"a/wait#one": "sekunda", "a/wait#few": "{n} sekundy", "a/wait#other": "{n} sekund", "a/two": "Dwa"}
    made_from = {key: short_hash(source[key]) for key in source.keys() & other.keys()}
    assert lagging(source, other, made_from) == [
        "a/wait#many: is not translated",
        "a/wait#other: is not in English any more",
    ]
