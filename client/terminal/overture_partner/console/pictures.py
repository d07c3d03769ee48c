"""The table of 256 pictures with spoken names (docs/protocol.md, "Pairing"): the very file that phones fetch."""

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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


def show_pictures(places: Iterable[int], language: str = "en") -> list[Picture]:
    """The pictures at the given places, 0 to 255, as `pictures` of pairing.py gives them, named in that language."""
    return [_table(language)[place] for place in places]
