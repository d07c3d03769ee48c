"""`python -m tests.measure.reckon`: what answering each set that comes with the product takes, by its document alone.

One person answers everything, looks back over it once, and reads what has opened. `minutes` of a set is what this
prints, rounded. Screens are measured on a phone (`python -m tests.measure`), as no document knows them. What is folded
away until somebody asks for it (why, lines of first aid, the glossary) is not counted, and neither is the talk itself.
"""

import json
import sys
from dataclasses import dataclass
from typing import Any

from overture.questions.model import load_folder
from overture.settings import BUILTIN_QUESTIONS
from tests.measure.walk import SECONDS_A_LETTER, SECONDS_A_TAP, WORDS_A_MINUTE

SECONDS_A_TEXT = 10.0
"""Thinking, before anything is written."""
BYTES_A_LETTER = 6
"""Of the room for a text: a sixth is used."""
LETTERS_A_WORD = 6
TICKS = 2
"""Options that are ticked where several can be."""
TAPS_A_SECTION = 3
"""Opening it, sealing it, and going to what opened. One that is never sent, or only read, is opened alone."""


@dataclass(frozen=True)
class Reckoned:
    """What a set takes. `words` are read before answering, `again` when looking back and in what opened."""

    questions: int = 0
    taps: int = 0
    letters: float = 0.0
    texts: int = 0
    words: int = 0
    again: float = 0.0

    def __add__(self, other: "Reckoned") -> "Reckoned":
        return Reckoned(
            self.questions + other.questions,
            self.taps + other.taps,
            self.letters + other.letters,
            self.texts + other.texts,
            self.words + other.words,
            self.again + other.again,
        )

    @property
    def minutes(self) -> float:
        """By arithmetic, not by watching anybody."""
        seconds = self.taps * SECONDS_A_TAP + self.letters * SECONDS_A_LETTER + self.texts * SECONDS_A_TEXT
        return (self.words + self.again) / WORDS_A_MINUTE + seconds / 60


def reckon(document: dict[str, Any], language: str = "en") -> Reckoned:
    """Reckon a whole set.

    Args:
        document: As the hub serves it.
        language: In which it is read.
    """
    whole = Reckoned()
    for section in document["sections"]:
        seen = [section["title"], section["intro"]]
        sealed = section["reveal"] != "never" and any(each["kind"] != "statement" for each in section["questions"])
        whole += Reckoned(taps=TAPS_A_SECTION if sealed else 1, words=sum(_words(text, language) for text in seen))
        for question in section["questions"]:
            asked = _question(question, document["scales"], language)
            whole += asked if section["reveal"] == "both" else Reckoned(**{**vars(asked), "again": 0.0})
    return whole


def _question(question: dict[str, Any], scales: dict[str, Any], language: str) -> Reckoned:
    prompt = _words(question["prompt"], language)
    words = prompt + _words(question.get("help"), language)
    match question["kind"]:
        case "statement":
            return Reckoned(taps=1, words=words)
        case "text":
            letters = question["max"] / BYTES_A_LETTER
            answer = letters / LETTERS_A_WORD
            return Reckoned(1, 2, letters, 1, words, _again(prompt, answer))
        case "scale":
            ends = sum(_words(question["scale"][end], language) for end in ("low", "high"))
            return Reckoned(1, 2, words=words + ends, again=_again(prompt, 1))
        case "items":
            words += sum(_words(level["label"], language) for level in scales[question["levels"]])
            rows = [_words(item["label"], language) for item in question["items"]]
            help_texts = sum(_words(item.get("help"), language) for item in question["items"])
            again = prompt + sum(_again(label, 2) for label in rows)
            return Reckoned(1, len(rows) + 1, words=words + sum(rows) + help_texts, again=again)
        case _:
            labels = [_words(option["label"], language) for option in question["options"]]
            chosen = 1 if question["kind"] == "choice" else TICKS
            again = _again(prompt, chosen * sum(labels) / len(labels))
            return Reckoned(1, chosen + 1, words=words + sum(labels), again=again)


def _again(prompt: int, answer: float) -> float:
    """Words read when looking back over one's own answer, and when it stands beside the partner's."""
    return prompt + answer + prompt + 2 * answer


def _words(text: dict[str, str] | None, language: str) -> int:
    return len(text[language].split()) if text else 0


def main() -> None:
    """Print a line for each set and language."""
    lines = [f"{'set':<16}{'questions':>10}{'taps':>6}{'texts':>7}{'words':>7}{'again':>7}{'minutes':>9}{'says':>6}"]
    for name, each in load_folder(BUILTIN_QUESTIONS).items():
        document = json.loads(each.document)
        for language in document["languages"]:
            cost = reckon(document, language)
            counted = f"{cost.questions:>10}{cost.taps:>6}{cost.texts:>7}{cost.words:>7}{cost.again:>7.0f}"
            lines.append(f"{f'{name} {language}':<16}{counted}{cost.minutes:>9.1f}{each.content.minutes:>6}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
