"""A folder of two question sets: the first scene as it comes with the product, and a short one to add to it."""

import shutil
from pathlib import Path

ADDED = "after-scene"
"""The id of the short one. One of its sections is called as one of the first set is: `limits`."""

_FIRST = Path(__file__).parents[2] / "server" / "overture" / "questions" / "builtin" / "first-scene.toml"
_ADDED = Path(__file__).parent / "sets" / f"{ADDED}.toml"


def two_sets(folder: Path) -> Path:
    """The folder, filled."""
    for source in (_FIRST, _ADDED):
        shutil.copy(source, folder)
    return folder
