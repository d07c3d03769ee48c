"""Two people whose stop words differ: the card tells both, leads to where one is settled, and then shows that first."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Person, are_talking

SET = """
id = "words"
version = "1.0"
language = "en"
title = "Words"
for_whom = "Two people in a test."
minutes = 2
licence = "CC-BY-4.0"
sources = ["the tests"]

[[scale]]
id = "bounds"
levels = [
  { id = "hard-limit", label = "Hard limit", means = "limit" },
  { id = "only-if", label = "Only if …", means = "condition" },
  { id = "no-limit", label = "No limit here", means = "open" },
]

[[section]]
id = "stop"
title = "Stopping"
intro = "How each of you can stop."
reveal = "both"

[[section.question]]
id = "stop-word"
kind = "text"
prompt = "Which word should mean stop?"
gather = "stop-signals"
max = 60

[[section.question]]
id = "medication"
kind = "text"
prompt = "Which medicines matter here?"
gather = "help"
max = 60

[[section.question]]
id = "acts"
kind = "items"
prompt = "Where are your limits?"
levels = "bounds"
condition = true
gather = "limits"
max = 60
items = [{ id = "kissing", label = "Kissing" }, { id = "needles", label = "Needles" }]
"""


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the one small set of this story."""
    folder = tmp_path_factory.mktemp("sets")
    (folder / "words.toml").write_text(SET, "utf-8")
    return folder


def answers(person: Person, *, stop: str, medicine: str, kissing: str, needles: str) -> None:
    """Answers the section: kissing with a level, and a condition where it asks for one."""
    room = person.section("stop")
    for prompt, text in (("Which word should mean stop?", stop), ("Which medicines matter here?", medicine)):
        room.get_by_role("textbox", name=prompt).fill(text)
    rows = room.get_by_role("radiogroup")
    rows.nth(0).get_by_role("radio", name=kissing, exact=True).check()
    if kissing == "Only if …":
        room.get_by_role("textbox", name="Only if what?").fill("slowly")
    rows.nth(1).get_by_role("radio", name=needles, exact=True).check()
    room.get_by_role("button", name="Look back over my answers").click()
    person.seals("stop")


def part(person: Person, name: str) -> Locator:
    return person.goes_to("card").locator(f"overture-card .screen-only [data-part={name}]")


def pages_of(page: Page) -> int:
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4")
    page.emulate_media(media="screen")
    return pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages")


@pytest.mark.chromium_alone("counts the pages of a PDF as Chromium writes it")
def test_stop_words_that_differ_are_settled_and_then_come_first(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    answers(mia, stop="Red", medicine="My inhaler is in my bag.", kissing="Only if …", needles="Hard limit")
    answers(sam, stop="Mango", medicine="None.", kissing="No limit here", needles="No limit here")
    for person, mine, theirs in ((mia, "Red", "Mango"), (sam, "Mango", "Red")):
        person.sees_state("stop", "opened")
        signals = part(person, "stop-signals")
        expect(signals.locator(".you")).to_contain_text(mine)
        expect(signals.locator(".partner")).to_contain_text(theirs)
        expect(part(person, "conditions")).to_contain_text("slowly")
        expect(part(person, "limits")).to_contain_text("Needles")
        part(person, "help").locator("summary").click()
        expect(part(person, "help")).to_contain_text("inhaler")
    part(mia, "stop-signals").get_by_role("link", name="Your stop words differ: agree on one").click()
    expect(mia.page.locator("#section-stop")).to_be_visible()
    point = sam.goes_to("standing").get_by_role("link", name="Which word should mean stop?")
    point.click()
    expect(sam.page.locator("#section-stop")).to_be_visible()
    mia.writes_note("stop", "Red stops everything.")
    sam.reads_note("stop", "Red stops everything.")
    sam.settles("stop")
    mia.settles("stop")
    for person in (mia, sam):
        first = part(person, "stop-signals").locator("> :first-child")
        expect(first).to_contain_text("Red stops everything.")
        expect(part(person, "stop-signals").get_by_role("link")).to_have_count(0)
        person.looks_around("scene-card")
        assert pages_of(person.page) == 1


def test_a_limit_that_is_set_later_is_on_the_card_of_both(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    answers(mia, stop="Red", medicine="None.", kissing="No limit here", needles="Hard limit")
    answers(sam, stop="red", medicine="None.", kissing="No limit here", needles="No limit here")
    mia.sees_state("stop", "opened")
    limit = mia.goes_to("card").locator("overture-limit")
    limit.locator("summary").click()
    limit.get_by_label("What is it about?").select_option("Kissing")
    limit.get_by_role("button", name="Set this limit").click()
    for person in (mia, sam):
        expect(part(person, "limits").locator("[data-acts=never]")).to_contain_text("Kissing")
        expect(part(person, "stop-signals").locator(".card-word")).to_have_text("Red")
