"""What a hub cannot undo, in JavaScript: the same cases as in Python (tests/vectors/log.json and seen.json)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.client.modules import module_page, run

FILES = Path(__file__).parents[1] / "vectors"


def cases(file: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((FILES / file).read_text("utf-8"))["cases"]]


JOIN = """
  const { isView } = await import('/static/js/view.js');
  const whole = { paused: { me: null, them: false, later: null }, prolong: { me: null, them: null },
    scene: { running: false, over: false }, move: null, ...value.view };
  if (!isView(whole)) return { refused: true };
  const { log, told, older, contradicts } = code.join(value.log ?? code.EMPTY, whole, value.made);
  const { shown, forgottenIn } = await import('/static/js/shown.js');
  const { ready, phase, chapters } = shown(log, told);
  const again = forgottenIn(log, told);
  return { joined: { ready, phase, chapters }, log_after: log, older, contradicts, again };
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with module_page(browser) as page:
        yield page


@pytest.mark.parametrize("case", cases("log.json"))
def test_a_view_is_joined_to_the_log(page: Page, case: dict[str, Any]) -> None:
    expected = (
        {"refused": True}
        if case.get("refused")
        else {name: case[name] for name in ("joined", "log_after", "older", "contradicts", "again")}
    )
    assert run(page, "log.js", JOIN, case) == expected


@pytest.mark.parametrize("case", cases("seen.json"))
def test_a_head_says_what_its_sender_has_seen(page: Page, case: dict[str, Any]) -> None:
    if "head" in case:
        assert run(page, "seen.js", "return code.headOf(value);", case) == case["head"]
        return
    read = run(page, "seen.js", "return code.readHead(value, value.seen);", case)
    assert read == {"means": case["means"], "proves": case["proves"]}
