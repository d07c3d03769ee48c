"""The file in which two people may keep where they stand: saving it, and reading what is in it."""

import html
import json
import re
from pathlib import Path
from typing import Any

from tests.client.elements_support import Screen

BLOCK = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def saved(screen: Screen, button: str = "Save as a file on this phone") -> str:
    """The whole file, as where we stand saves it."""
    screen.page.locator("details[data-part=keep]").evaluate("(fold) => { fold.open = true }")
    with screen.page.expect_download() as download:
        screen.press(button)
    assert download.value.suggested_filename == "notes.html"
    return Path(download.value.path()).read_text(encoding="utf-8")


def block_of(text: str) -> str:
    """The bytes between the tags of the one data block that there is."""
    (block,) = BLOCK.findall(text)
    return str(block)


def lines_of(text: str) -> str:
    """What a reader sees, with a bar wherever an element begins or ends."""
    body = BLOCK.sub("", text.partition("<body>")[2])
    return html.unescape("|".join(part for part in re.split(r"(?:<[^>]+>|\n)+", body) if part.strip()))


def kept(*chapters: dict[str, Any], **fields: Any) -> str:
    """A file with this content, good or bad."""
    block = json.dumps({"format": 1, "chapters": chapters, **fields}).replace("<", "\\u003c")
    return f'<!doctype html><title>Notes</title><script type="application/json" id="data">{block}</script>'


def chapter(qhash: str = "Q", **fields: Any) -> dict[str, Any]:
    """One chapter of a file, of the set with every kind of question."""
    notices: dict[str, Any] = {"1": [], "2": []}
    return {"qhash": qhash, "set": "every-kind", "version": "1.0", "sections": [], "notices": notices, **fields}


def section(name: str, one: Any, two: Any = None) -> dict[str, Any]:
    """One section of a chapter that opened whole."""
    return {"id": name, "round": 1, "answers": {"1": one, "2": two}}
