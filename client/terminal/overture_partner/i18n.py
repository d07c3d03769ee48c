"""The words of the terminal, from the catalogue, and the cleaning of words that came from elsewhere."""

import functools
import json
import unicodedata
from collections.abc import Mapping
from importlib.resources import files

ENGLISH = "en"

_KEPT = "\n\u200d"
"""Line ends, and the joiner inside some pictures."""
_COMMANDS = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Categories of characters that are not there to be read: control, format, half and private ones."""


class _Reader:
    """Whose words they are: one person sits at one terminal."""

    language = ENGLISH


@functools.cache
def languages() -> tuple[str, ...]:
    """The codes of all languages that there is a catalogue in."""
    folder = files("overture_partner").joinpath("locales")
    return tuple(sorted(file.name.removesuffix(".json") for file in folder.iterdir()))


def set_language(language: str) -> None:
    """From now on everything is said in one of `languages()`."""
    _Reader.language = language


def current_language() -> str:
    """The language that everything is said in."""
    return _Reader.language


def preferred_language(environment: Mapping[str, str]) -> str:
    """The language that the environment asks for, as other programs read it; English if it is none of ours."""
    candidates = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next(filter(None, candidates), "").partition(".")[0].partition("_")[0].lower()
    return code if code in languages() else ENGLISH


@functools.cache
def _catalogue(language: str) -> dict[str, str]:
    text = files("overture_partner").joinpath("locales", f"{language}.json").read_text(encoding="utf-8")
    catalogue: dict[str, str] = json.loads(text)
    return catalogue


@functools.cache
def _commands(language: str) -> dict[str, str]:
    named = {key.partition(".")[2]: word for key, word in _catalogue(language).items() if key.startswith("command.")}
    return {word: name.replace("-", " ") for name, word in named.items()}


def t(key: str, **params: object) -> str:
    """The text under a key, with {params} filled in. Raises KeyError for a key or param that is not there."""
    return _catalogue(_Reader.language)[key].format(**params)


def has(key: str) -> bool:
    return key in _catalogue(_Reader.language)


def command_name(line: str) -> str:
    """What a typed line is called in the code if it is a command in the reader's language; else its small letters."""
    word = line.lower()
    return _commands(_Reader.language).get(word, word)


def pick(texts: Mapping[str, str] | None) -> str:
    """A text of the question set in the reader's language, else in the set's own, which stands first; else nothing."""
    if not texts:
        return ""
    return texts.get(_Reader.language) or next(iter(texts.values()))


def clean(text: str) -> str:
    """Text of a partner or a hub without what would command the terminal or turn the direction of reading around."""
    return "".join(c if c in _KEPT or unicodedata.category(c) not in _COMMANDS else "\ufffd" for c in text)
