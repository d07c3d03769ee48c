"""The German of all sets that come with the product. That no text is missing or left over is held by the check."""

import re
import shutil
from pathlib import Path

import pytest

from overture.questions.model import QuestionSet, load_file
from overture.settings import BUILTIN_QUESTIONS
from tests.server.own_sets import DOCUMENTS, SETS, questions_of, texts_of, words_in

TEXTS = {name: list(texts_of(document, "de")) for name, document in DOCUMENTS.items()}

# People are named by what they do, or as a person, so that no form of a word has to stand for two.
GENDERED = {
    "er", "ihn", "mann", "männer", "frau", "frauen", "herr", "herrin", "partner", "partnerin", "freund", "freundin",
    "arzt", "ärztin", "man",
}  # fmt: skip
TWO_IN_ONE = r"\w[*:_/]-?in(nen)?\b|\w(In|Innen)\b"
BANNED = ["sklav", "vertrag", "bestraf", "opfer", "verrückt", "unartig", "!", '"', "”"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_set_is_there_in_both_languages(name: str) -> None:
    assert DOCUMENTS[name]["languages"] == ["en", "de"]
    assert len(TEXTS[name]) == len(list(texts_of(DOCUMENTS[name], "en")))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_word_that_does_not_belong(name: str) -> None:
    assert [text for text in TEXTS[name] if GENDERED & set(words_in(text))] == []
    assert [text for text in TEXTS[name] if re.search(TWO_IN_ONE, text)] == []
    assert [(word, text) for text in TEXTS[name] for word in BANNED if word in text.lower()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_everyone_is_spoken_to_as_du(name: str) -> None:
    polite = r"(?<![.?!:;“„] )(?<!^)(?<!„)\b(Sie|Ihnen|Ihre[mnrs]?)\b"
    assert [text for text in TEXTS[name] if re.search(polite, text)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_quotations_are_german(name: str) -> None:
    assert [text for text in TEXTS[name] if text.count("„") != text.count("“")] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_the_english_quotes_is_quoted_as_it_stands_in_the_german(name: str) -> None:
    """“What must not happen?” inside a help text names another question; so must its translation."""
    for question in questions_of(name).values():
        for other in questions_of(name).values():
            if f"“{other['prompt']['en']}”" in question.get("help", {}).get("en", ""):
                assert f"„{other['prompt']['de']}“" in question["help"]["de"]


def kept_by_the_hub(whole: QuestionSet) -> tuple[object, ...]:
    of = whole.content
    sections = [(each.id, each.reveal, each.pad, each.has_box, each.shared_ids) for each in of.sections]
    return of.id, of.version, of.minutes, sections


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_language_changes_the_hash_and_nothing_that_the_hub_keeps(name: str, tmp_path: Path) -> None:
    shutil.copy(BUILTIN_QUESTIONS / f"{name}.toml", tmp_path)
    alone, both = load_file(tmp_path / f"{name}.toml"), SETS[name]
    assert alone.content.languages == ("en",)
    assert alone.qhash != both.qhash
    assert kept_by_the_hub(alone) == kept_by_the_hub(both)
    assert [[question.id for question in section.questions] for section in alone.content.sections] == [
        [question.id for question in section.questions] for section in both.content.sections
    ]
