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
