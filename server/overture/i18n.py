"""The texts that people read, in every language: `client/static/locales` has a folder of catalogues for each.

The language of a page is that of its path, else the one that the browser prefers; the phone then names the language of
everything that comes over its socket (docs/decisions/0006-languages.md).
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from overture_common.plurals import text_for

ENGLISH = "en"
"""The language that texts are written in first, and that every catalogue is complete in."""


def client_folder() -> Path:
    """Return the folder of templates and static files: in the installed package, or beside `server` in a checkout."""
    packed = Path(__file__).with_name("_client")
    return packed if packed.is_dir() else Path(__file__).parents[2] / "client"


def _locales() -> Path:
    return client_folder() / "static" / "locales"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages, English first."""
    found = sorted(folder.name for folder in _locales().iterdir() if folder.is_dir())
    return (ENGLISH, *(code for code in found if code != ENGLISH))


@cache
def catalogue(language: str, name: str) -> Mapping[str, str]:
    """Return one catalogue of a language.

    Args:
        language: One of `languages`.
        name: Name of the catalogue: "hub" or "refusals" for the texts of the hub.

    Returns:
        Texts with `{params}`, by key.
    """
    texts: dict[str, str] = json.loads((_locales() / language / f"{name}.json").read_text(encoding="utf-8"))
    return texts


def text(language: str, key: str, **params: object) -> str:
    """Return one text of the hub.

    Args:
        key: Its key in the catalogue "hub".
        params: Values of the `{params}` in it; `n` also chooses its form (`plurals`).

    Raises:
        KeyError: If the key or a parameter is missing, so that no template is sent half empty.
    """
    found = text_for(catalogue(language, "hub"), language, key, params.get("n"))
    return found.format(**params) if params else found


def supported(language: str) -> str:
    """Return the language, or without its region, or English: the first that there are texts in."""
    return next((each for each in (language, language.partition("-")[0]) if each in languages()), ENGLISH)


def preferred(accepted: str) -> str:
    """Return the best of our languages for an Accept-Language header, English if it names none.

    It never raises: what cannot be parsed has no weight.

    Source: RFC 9110, section 12.5.4; RFC 4647, section 3.4, by the language without its region.
    """
    ranges = [_language_range(each) for each in accepted.split(",")]
    # Sorting is stable: languages of equal quality stay in the order of the header.
    for quality, code in sorted(ranges, key=lambda each: -each[0]):
        if quality > 0 and code in languages():
            return code
    return ENGLISH


def _language_range(accepted: str) -> tuple[float, str]:
    """The quality of a language, and its code without the region."""
    name, _, parameter = accepted.partition(";")
    _, _, number = parameter.partition("=")
    try:
        quality = float(number) if number else 1.0
    except ValueError:
        quality = 0.0
    return quality, name.strip().lower().partition("-")[0]


def pick(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return a text of a question set in a language, or else in the set's own.

    Args:
        texts: The text in each language of the set, its own first.

    Returns:
        The text, and the code of the language that it is in.
    """
    found = language if language in texts else next(iter(texts))
    return texts[found], found
