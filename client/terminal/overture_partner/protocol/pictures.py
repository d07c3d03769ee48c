"""The table of 256 pictures with spoken names (docs/protocol.md, "Pairing"): the very file that phones fetch."""

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve()
_PLACES = (
    _HERE.parents[3] / "static" / "pictures.json",  # in the source tree
    _HERE.parents[2] / "overture" / "_client" / "static" / "pictures.json",  # installed
)


@dataclass(frozen=True)
class Picture:
    """An emoji, and what to call it aloud."""

    picture: str
    name: str


@functools.cache
def _table() -> tuple[Picture, ...]:
    path = next(path for path in _PLACES if path.is_file())
    return tuple(Picture(picture, name) for picture, name in json.loads(path.read_text(encoding="utf-8")))


def show_pictures(places: Iterable[int]) -> list[Picture]:
    """The pictures at the given places, 0 to 255, as `pictures` of pairing.py gives them."""
    return [_table()[place] for place in places]
