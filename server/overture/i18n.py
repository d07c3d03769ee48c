"""The texts that people read, in every language there is: one folder of catalogues for each in the phone's locales.

Which language a page is in is decided by its address, else by what the browser prefers; the phone then says at the
socket in which language it wants the rest (docs/decisions/0006-languages.md).
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ENGLISH = "en"
"""The language that the texts are written in first."""


def client_folder() -> Path:
    """Where templates and static files are: inside the installed package, or beside `server` in a checkout."""
    packed = Path(__file__).with_name("_client")
    return packed if packed.is_dir() else Path(__file__).parents[2] / "client"


def _locales() -> Path:
    return client_folder() / "static" / "locales"


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages, English first."""
    found = sorted(folder.name for folder in _locales().iterdir() if folder.is_dir())
    return (ENGLISH, *(code for code in found if code != ENGLISH))


@cache
def catalogue(language: str, name: str) -> Mapping[str, str]:
    """One catalogue of a language, {key: text with {params}}: "hub" or "refusals" for what the hub writes."""
    texts: dict[str, str] = json.loads((_locales() / language / f"{name}.json").read_text(encoding="utf-8"))
    return texts


def text(language: str, key: str, **params: object) -> str:
    """One text of the hub. A missing key or parameter is a KeyError: a template cannot go out half empty."""
    found = catalogue(language, "hub")[key]
    return found.format(**params) if params else found


def known(language: str) -> str:
    """The language itself, or English where it is none of ours."""
    return language if language in languages() else ENGLISH


def preferred(accepted: str) -> str:
    """The best of our languages for the header Accept-Language. Pure but for the list of languages; it never raises."""
    wishes = [_wish(each) for each in accepted.split(",")]
    # Sorting keeps the order of what is wanted equally.
    for quality, code in sorted(wishes, key=lambda wish: -wish[0]):
        if quality > 0 and code in languages():
            return code
    return ENGLISH


def _wish(accepted: str) -> tuple[float, str]:
    """How much a language is wanted, and its code without the region."""
    name, _, parameter = accepted.partition(";")
    _, _, number = parameter.partition("=")
    try:
        quality = float(number) if number else 1.0
    except ValueError:
        quality = 0.0
    return quality, name.strip().lower().partition("-")[0]


def pick(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """A text of a question set and the language it is in: the one that is wanted, else the set's first."""
    found = language if language in texts else next(iter(texts))
    return texts[found], found
