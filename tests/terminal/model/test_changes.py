"""What has changed since the last round: the vectors that hold for the phones too, and the words for it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from overture_partner.console.changes_text import changed_lines
from overture_partner.model.answers import Answers, Opened
from overture_partner.model.changes import changes_of
from overture_partner.model.document import Document

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "changes.json").read_text())
DOCUMENT = msgspec.convert(VECTORS["document"], Document)
SECTION = DOCUMENT.sections[0]


def said(given: dict[str, Any]) -> Answers:
    return Answers(given["answers"], talk=tuple(given.get("talk", ())))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("who", ["mine", "theirs"])
def test_the_vectors_hold(case: dict[str, Any], who: str) -> None:
    before, now = said(case["before"]), said(case["now"])
    pairs = [(one, Answers()) if who == "mine" else (Answers(), one) for one in (before, now)]
    found = changes_of(DOCUMENT, SECTION, *pairs)
    assert [[change.question, change.key, change.kind] for change in found] == case["told"]
    assert {change.who for change in found} <= {who}


def test_changes_are_told_from_the_readers_side() -> None:
    before = Opened(1, Answers(), said({"answers": {"acts": {"rope/give": {"level": "yes"}}}}))
    theirs = said({"answers": {"acts": {"rope/give": {"level": "no"}}}})
    now = Opened(2, said({"answers": {"pace": 4}}), theirs)
    lines = [line for _, line in changed_lines(DOCUMENT, SECTION, before, now)]
    assert lines[:3] == [
        "What has changed since round 1:",
        "Your partner: a new limit. Rope (you receive)",
        "Now: Hard limit",
    ]
    assert lines[3:6] == ["You: changed. How fast?", "Before: (no answer)", "Now: 4 (1: Slow; 5: Fast)"]


def test_an_unchanged_section_says_so() -> None:
    same = Opened(1, Answers(), Answers())
    assert "Nothing has changed." in [line for _, line in changed_lines(DOCUMENT, SECTION, same, same)]
