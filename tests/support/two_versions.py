"""A question set in two versions, so that a hub can be upgraded while people are talking."""

from pathlib import Path

from tests.support.two_sets import ADDED

TITLE = "Looking back, briefly"
OLD_PROMPT, NEW_PROMPT = "Is anything a limit now?", "Which limits are new?"
NEW_ITEM = "Wax"

_FIRST = (Path(__file__).parent / "sets" / f"{ADDED}.toml").read_text(encoding="utf-8")
_CHANGES = (
    ('version = "1.0"', 'version = "2.0"'),
    (OLD_PROMPT, NEW_PROMPT),
    ('{ id = "ice", label = "Ice" }', f'{{ id = "wax", label = "{NEW_ITEM}" }}'),
    ('{ id = "later", label = "Not now", means = "not-now" },\n', ""),
    ('id = "rest"\nkind = "scale"', 'id = "rested"\nkind = "scale"'),
)


def put_older(folder: Path) -> None:
    """Give a hub the older version alone."""
    (folder / f"{ADDED}.toml").write_text(_FIRST, encoding="utf-8")


def put_newer(folder: Path) -> None:
    """Replace it by the newer version: other words, an act and a level fewer, another act, another question."""
    text = _FIRST
    for old, new in _CHANGES:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{ADDED}.toml").write_text(text, encoding="utf-8")
