"""What a browser shows that has no :has (Firefox before 121): where the focus is, and what is chosen."""

from pathlib import Path

from playwright.sync_api import Route, expect

from tests.support.browser import Phones

STYLES = Path(__file__).parents[2] / "client" / "static" / "css"


def without_has(route: Route) -> None:
    """A style sheet as such a browser reads it: rules that ask for :has are thrown away, and it says so when asked."""
    sheet = (STYLES / route.request.url.rpartition("/")[2]).read_text("utf-8")
    route.fulfill(content_type="text/css", body=sheet.replace(":has(", ":unknown("))


def test_focus_and_choice_are_seen_without_has(phones: Phones) -> None:
    page = phones.mia.page
    page.route("**/css/*.css", without_has)
    phones.mia.goto("/start")
    chosen = page.get_by_role("radio", name="12 hours")
    chosen.focus()
    page.keyboard.press("ArrowDown")
    now = page.locator(".choice", has=page.get_by_role("radio").and_(page.locator(":focus")))
    expect(now).to_have_css("outline-style", "solid")
    marks = "(tile) => getComputedStyle(tile.lastElementChild, '::before').content"
    assert now.evaluate(marks) == '"✓ "'
    assert page.locator(".choice", has=chosen).evaluate(marks) == "none"


def test_focus_is_on_the_tile_with_has(phones: Phones) -> None:
    page = phones.mia.page
    phones.mia.goto("/start")
    page.get_by_role("radio", name="12 hours").focus()
    page.keyboard.press("ArrowDown")
    focused = page.get_by_role("radio").and_(page.locator(":focus"))
    expect(page.locator(".choice", has=focused)).to_have_css("outline-style", "solid")
    expect(focused).to_have_css("outline-style", "none")
