"""The sets that come with the product, read once, and ways to look at their words."""

import json
import re
from collections.abc import Iterator
from typing import Any

from overture.questions.model import load_folder
from overture.settings import BUILTIN_QUESTIONS

SETS = load_folder(BUILTIN_QUESTIONS)
DOCUMENTS: dict[str, Any] = {name: json.loads(each.document) for name, each in SETS.items()}
PLACES = [(name, section["id"]) for name, document in DOCUMENTS.items() for section in document["sections"]]
"""Every section of every set, as (set id, section id)."""


def sections_of(name: str) -> dict[str, Any]:
    return {section["id"]: section for section in DOCUMENTS[name]["sections"]}


def questions_of(name: str) -> dict[str, Any]:
    return {question["id"]: question for section in DOCUMENTS[name]["sections"] for question in section["questions"]}


def rows_of(section: dict[str, Any]) -> dict[str, Any]:
    """The items of all lists of a section, {item id: item}."""
    return {item["id"]: item for question in section["questions"] for item in question.get("items", [])}


def texts_of(value: Any, language: str = "en") -> Iterator[str]:
    """Every text of a part of a document in one language."""
    if isinstance(value, dict):
        if isinstance(value.get(language), str):
            yield value[language]
        for inner in value.values():
            yield from texts_of(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner, language)


def words_in(text: str) -> list[str]:
    return re.findall(r"[a-zäöüß]+(?:[’'][a-z]+)?", text.lower())


def sentences_in(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.?!;:])\s+", text) if sentence]


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade level of English, with syllables counted roughly."""
    joined = " ".join(text if text[-1] in ".?!…”" else f"{text}." for text in texts)
    sentences = len(re.findall(r"[.?!…]+", joined))
    words = words_in(joined)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _german_syllables(word: str) -> int:
    return max(1, len(re.findall(r"ie|ei|ai|au|äu|eu|aa|ee|oo|[aeiouyäöü]", word)))


def german_grade(texts: list[str]) -> float:
    """Erste Wiener Sachtextformel: the school year that German is written for, with syllables counted roughly.

    Source: Bamberger and Vanecek, Lesen - Verstehen - Lernen - Schreiben, 1984.
    """
    joined = " ".join(text if text[-1] in ".?!…:“" else f"{text}." for text in texts)
    words = words_in(joined)
    syllables = [_german_syllables(word) for word in words]
    long_words = sum(len(word) > 6 for word in words)
    of_three, of_one = sum(count >= 3 for count in syllables), syllables.count(1)
    a_sentence = len(words) / len(re.findall(r"[.?!…:]+", joined))
    return (
        0.1935 * 100 * of_three / len(words)
        + 0.1672 * a_sentence
        + 0.1297 * 100 * long_words / len(words)
        - 0.0327 * 100 * of_one / len(words)
        - 0.875
    )
