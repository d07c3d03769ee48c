"""What a person taps arrives, or the screen says a sentence: with the storage failing at each call of each path."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.client.elements_support import Screen, document

PATHS = (
    *("pause", "pause from where nothing is heard", "go on", "look again later", "end", "forget"),
    *("forget on the first page", "leave", "ready", "a scene stops", "keep longer", "add a chapter", "seal"),
    *(
        "write a note",
        "settle",
        "set a limit",
        "take something back",
        "begin a move",
        "approve a move",
        "cancel a move",
    ),
    *("ask for a seat", "set a lock", "take a lock off", "open a lock", "pause at the door", "end at the door"),
    "forget everything",
)
EACH = """async ([path, document, all]) => {
  const found = [];
  for (let at = 1; at < 80; at += 1) {
    const result = await attempt(path, document, at, all);
    if (result.struck === 0) return found;
    found.push(result);
  }
  throw new Error('there is no end to it');
}"""


@pytest.fixture(scope="module")
def whole(browser: Browser, home: str) -> Iterator[Page]:
    screen = Screen(browser, home)
    screen.page.goto("/whole")
    screen.page.wait_for_selector("html[data-loaded]", state="attached")
    yield screen.page
    screen.phone.expect_problem("Failed to load resource")
    screen.close()


def test_the_paths_are_those_that_are_tried(whole: Page) -> None:
    assert whole.evaluate("() => paths") == list(PATHS)


@pytest.mark.parametrize(
    ("path", "all_"),
    [*((path, True) for path in PATHS), *((path, False) for path in ("pause", "end", "seal", "write a note"))],
    ids=lambda given: {True: "all fail from one on", False: "one call fails"}.get(given, given),
)
def test_what_is_tapped_arrives_or_is_said_to_have_failed(whole: Page, path: str, all_: bool) -> None:
    results: list[dict[str, Any]] = whole.evaluate(EACH, [path, document(), all_])
    assert results
    for at, result in enumerate(results, 1):
        described = f"{path}, call {at}: {result}"
        assert result["happened"] or result["told"], f"silence: {described}"
        assert not (result["happened"] and result["told"]), f"a lie: {described}"
        assert result["happened"] or not result["reaches"], f"kept from the hub: {described}"
        assert result["happened"] or result["kept"], f"lost: {described}"
        # One fault alone is mended.
        assert all_ or result["happened"], f"not tried again: {described}"


def test_a_pause_says_how_long_it_holds_and_whether_the_partner_is_told(whole: Page) -> None:
    path = "pause from where nothing is heard"
    open_ = "holds while this page is open"
    results = whole.evaluate(EACH, [path, document(), True])
    for result in results:
        assert "has not been told yet" in result["screen"]
        # Where only what came after it failed, it is stored.
        assert open_ in result["screen"] or result["waits"] == ["pause"]
    assert results[0]["waits"] == []
    stored = whole.evaluate("([path, document]) => attempt(path, document, 0, false)", [path, document()])
    assert stored["waits"] == ["pause"]
    assert "has not been told yet" in stored["screen"]
    assert open_ not in stored["screen"]


def test_an_end_says_what_is_left_on_this_phone(whole: Page) -> None:
    results: list[dict[str, Any]] = whole.evaluate(EACH, ["end", document(), True])
    for result in results:
        assert (result["left"] == "kept") == (result["sessions"] > 0)
    assert {result["left"] for result in results} >= {"kept"}
