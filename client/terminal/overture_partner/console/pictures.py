"""The table of 256 pictures with spoken names, in the very file that phones fetch.

Source: docs/protocol.md, "Pairing".
"""

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from overture_partner.i18n import current_language

_HERE = Path(__file__).resolve()
_PLACES = (
    _HERE.parents[3] / "static",  # in the source tree
    _HERE.parents[2] / "overture" / "_client" / "static",  # installed
)


@dataclass(frozen=True)
class Picture:
    """An emoji, and what to call it aloud."""

    picture: str
    name: str


@functools.cache
def _table(language: str) -> tuple[Picture, ...]:
    folder = next(place for place in _PLACES if place.is_dir())
    table = json.loads((folder / "pictures.json").read_text(encoding="utf-8"))
    translated = folder / "locales" / language / "pictures.json"
    names = json.loads(translated.read_text(encoding="utf-8")) if translated.is_file() else {}
    return tuple(Picture(picture, names.get(name, name)) for picture, name in table)


def picture_lines(places: Iterable[int]) -> list[str]:
    """Writes pictures with their names in the reader's language, one a line.

    Args:
        places: Indices into the table, 0 to 255.
    """
    return [f"{each.picture}  {each.name}" for each in show_pictures(places, current_language())]


def show_pictures(places: Iterable[int], language: str = "en") -> list[Picture]:
    """Looks pictures up.

    Args:
        places: Indices into the table, 0 to 255, as `pictures` of pairing.py gives them.
        language: The language of the names.

    Returns:
        One picture for each index.
    """
    return [_table(language)[place] for place in places]
