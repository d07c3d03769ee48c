"""The words: every key that is used is there and the other way round, and nothing foreign commands the terminal."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

import overture_partner
from overture_partner.console.error_text import problem
from overture_partner.errors import PartnerError
from overture_partner.i18n import clean, command_name, languages, pick, preferred_language, set_language, t

PACKAGE = files("overture_partner")
CATALOGUE: dict[str, str] = json.loads(PACKAGE.joinpath("locales", "en.json").read_text(encoding="utf-8"))
KEYS = {key.partition("#")[0] for key in CATALOGUE}
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(overture_partner.__file__).parent.rglob("*.py"))


def test_every_key_that_is_named_is_there() -> None:
    named = set(re.findall(r'\bt\("([a-z.-]+)"', SOURCE))
    assert len(named) > 60
    assert named - KEYS == set()


def test_every_key_is_used() -> None:
    families = set(re.findall(r'f"([a-z-]+\.[a-z-]*)\{', SOURCE)) | {
        f"{name}." for name in ("state", "error", "command")
    }
    unused = [key for key in KEYS if f'"{key}"' not in SOURCE and not key.startswith(tuple(families))]
    assert unused == []


def test_the_word_that_nobody_signs_does_not_occur() -> None:
    assert not re.search("contract", json.dumps(CATALOGUE), re.IGNORECASE)


@pytest.mark.parametrize(
    "key", [key for key, text in CATALOGUE.items() if key.startswith(("how.", "typed.", "update."))]
)
def test_params_can_be_filled_in(key: str) -> None:
    params = {name: 1 for _, name, _, _ in Formatter().parse(CATALOGUE[key]) if name}
    assert "{" not in t(key.partition("#")[0], **params)


@pytest.fixture
def german() -> Iterator[None]:
    set_language("de")
    yield
    set_language("en")


def test_it_speaks_the_readers_language_and_understands_its_words(german: None) -> None:
    assert t("update.back") == "Wieder verbunden."
    assert [command_name(line) for line in ("Weiter", "nicht noch einmal", "zurück", "resume", "Sonst Was")] == [
        "resume",
        "not again",
        "back",
        "resume",
        "sonst was",
    ]
    assert pick({"en": "Rope", "de": "Seil"}) == "Seil"
    assert pick({"fr": "Corde", "en": "Rope"}) == "Corde"
    assert problem(PartnerError("spent")).startswith("Dieser Code")


@pytest.mark.parametrize("language", languages())
def test_no_two_commands_are_typed_the_same(language: str) -> None:
    catalogue = json.loads(PACKAGE.joinpath("locales", f"{language}.json").read_text(encoding="utf-8"))
    words = [word for key, word in catalogue.items() if key.startswith("command.")]
    assert len(words) == len(set(words))
    assert all(word == word.lower().strip() for word in words)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "de"}, "de"),
        ({"LANG": "../de"}, "en"),
    ],
)
def test_the_terminal_is_asked_for_its_language(environment: dict[str, str], language: str) -> None:
    assert preferred_language(environment) == language


def test_foreign_text_is_shown_and_not_obeyed() -> None:
    assert clean("a\x1b[2Jb\u202ec\x07\x9b\r\nd") == "a\ufffd[2Jb\ufffdc\ufffd\ufffd\ufffd\nd"
    assert clean("👩\u200d🚀 – ü") == "👩\u200d🚀 – ü"
    assert "\x1b" not in problem(PartnerError("something-new", "\x1b[31m"))
    assert "\x1b" not in problem(PartnerError("moved", "\x1b[31m"))
