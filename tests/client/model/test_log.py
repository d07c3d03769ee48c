"""What a hub cannot undo, in JavaScript: the same cases as in Python (tests/vectors/log.json and seen.json)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from overture_partner.model.joined_view import forgotten_in
from overture_partner.model.log import Log, join, own_only
from overture_partner.model.view_schema import is_sound
from overture_partner.model.views import View
from tests.client.modules import module_page, run

FILES = Path(__file__).parents[2] / "vectors"


def cases(file: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((FILES / file).read_text("utf-8"))["cases"]]


JOIN = """
  const { isView } = await import('/static/js/model/view-schema.js');
  const whole = { paused: { me: null, them: false, later: null }, prolong: { me: null, them: null },
    scene: { running: false, over: false }, move: null, ...value.view };
  if (!isView(whole)) return { refused: true };
  const { log, told, older, contradicts } = code.join(value.log ?? code.EMPTY, whole, value.made);
  const { shown, forgottenIn } = await import('/static/js/model/joined-view.js');
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
    assert run(page, "model/log.js", JOIN, case) == expected


@pytest.mark.parametrize("case", cases("seen.json"))
def test_a_head_says_what_its_sender_has_seen(page: Page, case: dict[str, Any]) -> None:
    if "head" in case:
        assert run(page, "model/heads.js", "return code.headOf(value);", case) == case["head"]
        return
    read = run(page, "model/heads.js", "return code.readHead(value, value.seen);", case)
    assert read == {"means": case["means"], "proves": case["proves"]}


VIEWS = [case["view"] for (case,) in (each.values for each in cases("log.json"))]
SOUND = [view for view in VIEWS if is_sound(msgspec.convert(view, View))]
MADE = sorted({digest for (case,) in (each.values for each in cases("log.json")) for digest in case["made"]})
FOLLOW = """
  const { shown, forgottenIn } = await import('/static/js/model/joined-view.js');
  let log = code.EMPTY;
  return value.views.map((view) => {
    const joined = code.join(log, { ...WHOLE, ...view }, value.made);
    log = joined.log;
    return [joined.log, joined.older, joined.contradicts, forgottenIn(joined.log, joined.told)];
  });
""".replace("WHOLE", "{ pairing: null }")


@settings(max_examples=150)
@given(st.lists(st.sampled_from(SOUND), min_size=1, max_size=8), st.sets(st.sampled_from(MADE)) | st.just(set(MADE)))
def test_phone_and_terminal_come_to_the_same_whatever_a_hub_shows(
    page: Page, views: list[dict[str, Any]], made: set[str]
) -> None:
    log, expected = Log(), []
    for told in views:
        view = msgspec.convert(told, View)
        joined = join(log, view, made)
        log = joined.log
        again = forgotten_in(log, own_only(view, made))
        expected.append([json.loads(msgspec.json.encode(log)), joined.older, joined.contradicts, again])
    assert run(page, "model/log.js", FOLLOW, {"views": views, "made": sorted(made)}) == expected
