"""The catalogue of the terminal's sentences, and the cleaning of text that came from elsewhere."""

import functools
import json
import unicodedata
from collections.abc import Mapping
from importlib.resources import files

from overture_common.plurals import text_for

ENGLISH = "en"

_KEPT = "\n\u200d"
"""Line ends, and the joiner inside some pictures."""
_COMMANDS = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Unicode categories that nobody reads: control, format, surrogate and private-use characters."""


class _Reader:
    """The language of this process: one person sits at one terminal."""

    language = ENGLISH


@functools.cache
def languages() -> tuple[str, ...]:
    """Lists the codes of all languages that there is a catalogue for."""
    folder = files("overture_partner").joinpath("locales")
    return tuple(sorted(file.name.removesuffix(".json") for file in folder.iterdir()))


def set_language(language: str) -> None:
    """Sets the language of everything that is printed, one of `languages()`."""
    _Reader.language = language


def current_language() -> str:
    """Returns the language that is set."""
    return _Reader.language


def preferred_language(environment: Mapping[str, str]) -> str:
    """Reads the language from the locale variables of the environment.

    Args:
        environment: Such as os.environ.

    Returns:
        One of `languages()`; English if none of them is named.
    """
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
    """Looks a sentence up and fills in its params.

    Args:
        key: Its key, without a form.
        params: What stands in braces in it; `n` also chooses its form (`plurals`).

    Raises:
        KeyError: There is no such key, or a param is missing.
    """
    return text_for(_catalogue(_Reader.language), _Reader.language, key, params.get("n")).format(**params)


def has(key: str) -> bool:
    """Whether the catalogue has a key."""
    return key in _catalogue(_Reader.language)


def command_name(line: str) -> str:
    """Translates a typed line into the name that a command has in the code.

    Args:
        line: What was typed.

    Returns:
        The name if the line is a command in the reader's language, and else the line in lower case.
    """
    word = line.lower()
    return _commands(_Reader.language).get(word, word)


def pick(texts: Mapping[str, str] | None) -> str:
    """Chooses a text of the question set: in the reader's language if it is there, and else in the set's own, which is
    first.
    """
    if not texts:
        return ""
    return texts.get(_Reader.language) or next(iter(texts.values()))


def clean(text: str) -> str:
    """Replaces the characters that would control the terminal or change the direction of reading."""
    return "".join(c if c in _KEPT or unicodedata.category(c) not in _COMMANDS else "\ufffd" for c in text)
