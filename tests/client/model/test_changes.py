"""What has changed between two rounds, as the phones work it out: the vectors that hold for the terminal too."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.client.modules import run

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "changes.json").read_text())
NOTHING = {"v": 1, "answers": {}, "skip": [], "talk": [], "first": []}
TOLD = """
return value.cases.map(({before, now}) => code.changesOf(value.document, value.document.sections[0], before, now));
"""


def test_the_vectors_hold_for_either(page: Page) -> None:
    for who, other in (("mine", "theirs"), ("theirs", "mine")):
        cases = [
            {time: {who: {**NOTHING, **case[time]}, other: NOTHING} for time in ("before", "now")}
            for case in VECTORS["cases"]
        ]
        found = run(page, "model/changes.js", TOLD, {"document": VECTORS["document"], "cases": cases})
        for case, told in zip(VECTORS["cases"], found, strict=True):
            assert {change["who"] for change in told} <= {who}, case["name"]
            assert [[c["question"], c["key"], c["kind"]] for c in told] == case["told"], case["name"]


def test_both_are_told_each_with_their_own(page: Page) -> None:
    before: dict[str, Any] = {"mine": NOTHING, "theirs": NOTHING}
    now = {"mine": {**NOTHING, "answers": {"pace": 1}}, "theirs": {**NOTHING, "answers": {"hard": "ice"}}}
    cases = [{"before": before, "now": now}]
    (told,) = run(page, "model/changes.js", TOLD, {"document": VECTORS["document"], "cases": cases})
    assert [(change["who"], change["kind"]) for change in told] == [("theirs", "new-limit"), ("mine", "changed")]
