"""The words of the terminal, from the catalogue, and the cleaning of words that came from elsewhere."""

import functools
import json
import unicodedata
from importlib.resources import files

LANGUAGE = "en"

_KEPT = "\n\u200d"
"""Line ends, and the joiner inside some pictures."""
_COMMANDS = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Categories of characters that are not there to be read: control, format, half and private ones."""


@functools.cache
def _catalogue() -> dict[str, str]:
    text = files("overture_partner").joinpath("locales", f"{LANGUAGE}.json").read_text(encoding="utf-8")
    catalogue: dict[str, str] = json.loads(text)
    return catalogue


def t(key: str, **params: object) -> str:
    """The text under a key, with {params} filled in. Raises KeyError for a key or param that is not there."""
    return _catalogue()[key].format(**params)


def has(key: str) -> bool:
    return key in _catalogue()


def clean(text: str) -> str:
    """Text of a partner or a hub without what would command the terminal or turn the direction of reading around."""
    return "".join(c if c in _KEPT or unicodedata.category(c) not in _COMMANDS else "\ufffd" for c in text)
