"""What no text that people read says again: calques, riddles, words of builders, and two words for one thing."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tools.translations import english, translated

from tests.server.own_sets import DOCUMENTS, PLACES, german_grade, grade, sections_of, texts_of, words_in

ROOT = Path(__file__).parents[1]
GUIDES = (
    "README.md",
    *(
        f"docs/{name}.md"
        for name in ("terminal", "security", "question-sets", "question-sets-coverage", "glossary", "rules")
    ),
)
SETS = ROOT / "server" / "overture" / "questions" / "builtin"

# What a page, a terminal or a worksheet says to people. In what is written for who runs a server it is the hub.
SCREEN = {
    r"\bsessions?\b": "a conversation",
    r"\bhubs?\b": "the server",
    r"\b(older|newer) state\b": "an older version",
}

ENGLISH = {
    r"\btime enough\b": "enough time",
    r"\b(it|this) for long\b": "for a long time",
    r"\bdoes not hold\b": "did not pass the check",
    r"\bstands? in where we stand\b": "you can see it under “Where we stand”",
    r"\bthe last time\b": "last time",
    r"\banswers of last time\b": "answers from last time",
    r"\bname a new time\b": "suggest a new time",
    r"\ba talk of its own\b": "a separate talk",
    r"\btalked over beforehand\b": "we talk about it first",
    r"\bwish(es|ed)? (for|it|that)\b": "would like, ask for",
    r"\bwish is noted\b": "you have asked",
    r"\bneed not\b": "do not have to",
    r"\bneed do nothing\b": "do not have to do anything",
    r"\bbinds you to nothing\b": "it is not a promise",
    r"\ball the same\b": "anyway, still",
    r"\bbegins? afresh\b": "starts empty",
    r"\bto be (sealed|saved)\b": "to seal, to save",
    r"\bhears? of (it|your|the)\b": "is told",
    r"\bhas not heard\b": "does not know",
    r"\bsettle (one|it)\b": "agree on one",
    r"\bwas faster\b": "changed this first",
    r"\bsaying hello\b": "connecting",
    r"\bsay your word aloud\b": "use your word or your signal",
    r"\bfor me it is over\b": "the scene is over for me",
    r"\bit passes\.": "it usually passes in a few days",
    r"\btake it all off\b": "delete everything",
    r"\bthat is what we said\. it counts when\b": "it counts once both of you confirm it",
}

GERMAN = {
    r"Passphrase": "das Passwort",
    r"\bSchloss\b": "die Sperre",
    r"\bHubs?\b": "der Server",
    r"\b(Session|Sitzung)\b": "das Gespräch",
    r"\bPartner(in|s)?\b": "dein Gegenüber",
    r"\bnicht zu haben\b": "nicht erreichbar",
    r"\bgeht von selbst weg\b": "wird von selbst abgeschickt",
    r"\bkeinem von euch\b": "bei euch beiden … nichts",
    r"\b[Jj]emand(en|em)?( außerhalb[^,]*)?, (zu |an |mit |bei |von )?de[rmn]\b": "wer; eine Person, die",
    r"\bden Notruf an\b|\bruf den Notruf\b": "wähl den Notruf",
    r"\bSag dein Wort laut\b": "benutz dein Wort oder dein Zeichen",
    r"\bbraucht euch beide\b": "das geht nur zusammen",
    r"^Für mich ist sie vorbei$": "die Szene ist für mich vorbei",
    r"\bNicht jetzt\b": "Jetzt nicht",
    r"\bWähle\b": "Wähl",
    r"\bheißt nicht Nein\b": "ist nie ein Ja, und auch kein Nein",
}

BLANK = re.compile(r"A blank is (?!never a yes\. It is not a no either: ask\.)[^.]*\b(yes|no)\b", re.IGNORECASE)


def lines_of(path: Path) -> Iterator[tuple[str, str]]:
    """The paragraphs of a guide, without its commands and code."""
    text = re.sub(r"^ *```.*?^ *```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for number, paragraph in enumerate(text.split("\n\n")):
        plain = re.sub(r"`[^`]*`|\]\([^)]*\)", "", paragraph)
        yield f"{path.relative_to(ROOT)}, paragraph {number}", " ".join(plain.split())


def guides() -> dict[str, str]:
    return {where: text for name in GUIDES for where, text in lines_of(ROOT / name)}


def texts_in(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from texts_in(each, f"{where}/{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from texts_in(each, f"{where}/{number}")


def sets(*, german: bool) -> dict[str, str]:
    """The texts of the question sets that come with a hub."""
    files = [file for file in sorted(SETS.glob("*.toml")) if file.name.endswith(".de.toml") == german]
    return {where: text for file in files for where, text in texts_in(tomllib.loads(file.read_text()), file.name)}


def found(texts: dict[str, str], patterns: dict[str, str], flags: int = re.IGNORECASE) -> list[str]:
    return [
        f"{where}: {text!r}: rather {better}"
        for where, text in texts.items()
        for pattern, better in patterns.items()
        if re.search(pattern, text, flags)
    ]


def test_screens_say_conversation_and_server() -> None:
    assert found(english(), SCREEN) == []
    assert found({key: text for key, text in guides().items() if "terminal" in key}, SCREEN) == []


def test_no_english_text_says_what_nobody_would_say_aloud() -> None:
    assert found({**english(), **guides()}, ENGLISH) == []


def test_no_german_text_goes_back_to_what_stumbled() -> None:
    assert found(translated("de"), GERMAN, 0) == []


def test_question_sets_say_none_of_it_either() -> None:
    assert found(sets(german=False), {**ENGLISH, **SCREEN}) == []
    # Their explanation of a scene tells what else people call it.
    terms = {where: text for where, text in sets(german=True).items() if "/term/" not in where}
    assert found(terms, GERMAN, 0) == []


def test_a_blank_is_explained_in_both_halves() -> None:
    texts = {**english(), **guides(), **sets(german=False)}
    assert [where for where, text in texts.items() if BLANK.search(text)] == []


def test_a_stop_word_is_a_safeword_where_it_is_first_met() -> None:
    texts = english()
    for key in (
        "hub/how.later-2",
        "hub/help.sign-word",
        "elements/card.stop",
        "elements/talk.try",
        "terminal/card.stop",
    ):
        assert "(safeword)" in texts[key], key


# The names of the pictures are words to compare.
ROOMS = sorted({key.partition("/")[0] for key in english()} - {"pictures"})


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_read_on_screen_reads_easily(room: str) -> None:
    """Grade 6 for a catalogue, and for each of its longer texts: a short one has too few words to be counted."""
    texts = {key: text for key, text in english().items() if key.startswith(f"{room}/")}
    assert grade(list(texts.values())) <= 6.0
    long = {key: grade([text]) for key, text in texts.items() if len(words_in(text)) >= 25}
    assert {key: level for key, level in long.items() if level > 6.0} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_read_on_screen_in_german_reads_easily(room: str) -> None:
    """The fifth school year for a catalogue, the seventh for one text of it."""
    texts = {key: text for key, text in translated("de").items() if key.startswith(f"{room}/")}
    assert german_grade(list(texts.values())) <= 5.0
    long = {key: german_grade([text]) for key, text in texts.items() if len(words_in(text)) >= 25}
    assert {key: level for key, level in long.items() if level > 7.0} == {}


@pytest.mark.parametrize(("name", "section"), PLACES)
def test_a_section_reads_easily_in_german(name: str, section: str) -> None:
    asked = sections_of(name)[section]
    prose = [asked[key]["de"] for key in ("intro", "why") if key in asked]
    for question in asked["questions"]:
        prose += [question[key]["de"] for key in ("prompt", "help", "why") if key in question]
    assert german_grade(prose) <= 6.0


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_text_of_a_set_is_hard_to_read_in_german(name: str) -> None:
    texts = [text for text in texts_of(DOCUMENTS[name], "de") if len(words_in(text)) >= 25]
    assert {text: level for text in texts if (level := german_grade([text])) > 7.0} == {}


def test_german_that_is_hard_to_read_is_found() -> None:
    """What a public office writes, and what one says."""
    office = "Die Inanspruchnahme der Unterstützungsleistung erfordert eine vorherige Einverständniserklärung."
    assert german_grade([office]) > 12
    assert german_grade(["Sag es einfach. Dann hört alles auf, und ihr redet."]) < 3


@pytest.mark.parametrize(
    ("patterns", "said"), [(SCREEN, "The hub ends your session."), (ENGLISH, "You need not wait.")]
)
def test_what_is_looked_for_is_found(patterns: dict[str, str], said: str) -> None:
    assert found({"a": said}, patterns)
    assert BLANK.search("A blank is not a no.")
    assert not BLANK.search("A blank is never a yes. It is not a no either: ask.")
