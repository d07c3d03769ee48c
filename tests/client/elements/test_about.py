"""What pages show of the hub that serves them: drawn on the phone, from data that may be anything."""

from typing import Any

from playwright.sync_api import expect

from tests.client.elements.test_pairing import SETS, hub_says
from tests.client.elements_support import Screen

MARKUP = "<img src=x onerror=alert(1)><b>Robin</b>"
ABOUT: dict[str, Any] = {
    "operator": "two <friends>",
    "help": [
        {"label": "A helpline", "url": "https://help.example/here?a=1&b=2"},
        {"label": "Somebody <kind>", "url": "tel:+123"},
    ],
    "glossary": [
        {"id": "safeword", "term": {"en": "Stop word", "de": "Stoppwort"}, "text": {"en": "It stops everything."}},
        {"id": "aftercare", "term": {"en": "Aftercare"}, "text": {"de": "Was danach guttut."}},
    ],
}
PARTS = "".join(f"<overture-{name} data-phone></overture-{name}>" for name in ("operator", "help-links", "glossary"))


def test_it_is_drawn_as_text_in_the_best_language_there_is(screen: Screen) -> None:
    hub_says(screen, "**/about.json", 200, ABOUT)
    hub_says(screen, "**/questions", 200, SETS)
    screen.show(f"<h1>About</h1><h2>More</h2>{PARTS}<overture-sets data-phone></overture-sets>")
    expect(screen.page.get_by_text("This server is run by two <friends>.")).to_be_visible()
    links = screen.page.locator("overture-help-links a")
    assert [(each.get_attribute("href"), each.get_attribute("rel")) for each in links.all()] == [
        ("https://help.example/here?a=1&b=2", "noreferrer noopener"),
        ("tel:+123", "noreferrer noopener"),
    ]
    assert screen.page.locator("overture-glossary dt").all_inner_texts() == ["Aftercare", "Stop word"]
    expect(screen.page.locator("#word-aftercare + dd")).to_have_attribute("lang", "de")
    expect(screen.page.locator("overture-sets dt").first).to_have_text("Before a first scene")
    expect(screen.page.locator("overture-sets dd").first).to_have_text("Two adults. About 40 minutes")
    screen.phone.check_accessible()
    screen.phone.screenshot("element-about")


def test_a_hub_that_names_nobody_and_nothing(screen: Screen) -> None:
    hub_says(screen, "**/about.json", 200, {"operator": "", "help": [], "glossary": []})
    screen.show(f"<h1>About</h1>{PARTS}")
    expect(screen.page.get_by_text("has not said who they are")).to_be_visible()
    expect(screen.page.get_by_text("has added no links")).to_be_visible()
    expect(screen.page.get_by_text("explain no words")).to_be_visible()


def test_a_hub_that_lies_adds_neither_markup_nor_script(screen: Screen) -> None:
    urls = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "blob:x", "//evil.example", "", 7, None]
    lies = [{"label": MARKUP, "url": url} for url in urls]
    terms: list[Any] = [
        {"id": MARKUP, "term": {"en": "x"}, "text": {"en": "x"}},
        {"id": "x", "term": [], "text": {}},
        None,
        3,
    ]
    fits = {"id": "fits", "term": {"en": MARKUP}, "text": {"en": MARKUP}}
    hub_says(
        screen,
        "**/about.json",
        200,
        {
            "operator": MARKUP,
            "help": [*lies, None, {"label": "Fits", "url": "mailto:a@b.example"}],
            "glossary": [*terms, fits],
        },
    )
    screen.show(f"<h1>About</h1>{PARTS}")
    expect(screen.page.get_by_text(f"This server is run by {MARKUP}.")).to_be_visible()
    expect(screen.page.locator("overture-help-links a")).to_have_text(["Fits"])
    expect(screen.page.locator("overture-glossary dt")).to_have_text([MARKUP])
    assert screen.page.locator("img, b").count() == 0


def test_without_an_answer_it_says_so_and_a_tap_asks_again(screen: Screen) -> None:
    hub_says(screen, "**/about.json", 503, {"code": "away", "message": ""})
    screen.show("<h1>About</h1><overture-operator data-phone></overture-operator>")
    expect(screen.page.get_by_text("did not answer")).to_be_visible()
    hub_says(screen, "**/about.json", 200, ABOUT)
    screen.press("Try again")
    expect(screen.page.get_by_text("two <friends>")).to_be_visible()


def test_an_answer_that_is_no_object_shows_nothing_untrue(screen: Screen) -> None:
    hub_says(screen, "**/about.json", 200, ["no", "object"])
    screen.show(f"<h1>About</h1>{PARTS}")
    expect(screen.page.get_by_text("has not said who they are")).to_be_visible()
    expect(screen.page.get_by_text("has added no links")).to_be_visible()
