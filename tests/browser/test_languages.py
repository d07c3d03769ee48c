"""Two people in two languages in one session, and the way from one language to the other."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.support.browser import Phone, Phones

BOTH = """
id = "two"
version = "1.0"
language = "en"
title = "In two languages"
for_whom = "Two people."
minutes = 5
licence = "CC-BY-4.0"
sources = ["ours"]

[[scale]]
id = "known"
levels = [{ id = "never", label = "Never", means = "plain" }, { id = "often", label = "Often", means = "plain" }]

[[section]]
id = "before"
title = "Before"
intro = "For yourself."
reveal = "never"

[[section.question]]
id = "rested"
kind = "choice"
prompt = "Are you rested?"
options = [{ id = "yes", label = "Rested" }, { id = "no", label = "Tired" }]

[[section]]
id = "pace"
title = "Pace"
intro = "How fast."
reveal = "both"
pad = 1024

[[section.question]]
id = "told"
kind = "statement"
prompt = "Nobody hurries."

[[section.question]]
id = "done"
kind = "items"
prompt = "What do you know?"
levels = "known"
align = "none"
items = [{ id = "rope", label = "Rope" }]

[[section.question]]
id = "speed"
kind = "choice"
prompt = "Which pace suits you?"
align = "same"
options = [{ id = "slow", label = "Slowly" }, { id = "fast", label = "Quickly" }]

[[section.question]]
id = "words"
kind = "text"
prompt = "Anything else?"
max = 200
"""
BOTH_IN_GERMAN = """
id = "two"
title = "In zwei Sprachen"
for_whom = "Zwei Menschen."

[[scale]]
id = "known"
levels = [{ id = "never", label = "Nie" }, { id = "often", label = "Oft" }]

[[section]]
id = "before"
title = "Vorher"
intro = "Für dich."

[[section.question]]
id = "rested"
prompt = "Bist du ausgeruht?"
options = [{ id = "yes", label = "Ausgeruht" }, { id = "no", label = "Müde" }]

[[section]]
id = "pace"
title = "Tempo"
intro = "Wie schnell."

[[section.question]]
id = "told"
prompt = "Niemand drängt."

[[section.question]]
id = "done"
prompt = "Was kennst du?"
items = [{ id = "rope", label = "Seil" }]

[[section.question]]
id = "speed"
prompt = "Welches Tempo passt dir?"
options = [{ id = "slow", label = "Langsam" }, { id = "fast", label = "Schnell" }]

[[section.question]]
id = "words"
prompt = "Noch etwas?"
"""


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questions")
    (folder / "two.toml").write_text(BOTH)
    (folder / "two.de.toml").write_text(BOTH_IN_GERMAN)
    german = BOTH.replace('id = "two"', 'id = "zwei"').replace('language = "en"', 'language = "de"')
    for english, other in {"In two languages": "Nur auf Deutsch", "Two people.": "Zwei Menschen."}.items():
        german = german.replace(english, other)
    (folder / "zwei.toml").write_text(german)
    return folder


@pytest.fixture
def german(phones: Phones) -> Phone:
    return phones.new("sam-deutsch", locale="de-DE")


def is_in(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_each_reads_the_conversation_in_their_own_language(mia: Person, german: Phone) -> None:
    sam = german.page
    locator, secret = mia_starts(mia)
    german.goto(f"/j/{locator}#{secret}")
    is_in(sam, "de")
    sam.get_by_role("button", name="Dazukommen", exact=True).click()
    expect(sam.get_by_role("heading", name="Eure Handys sind verbunden")).to_be_visible()
    mia.is_paired()
    mia.is_ready()
    sam.get_by_label("Müde").check()
    sam.get_by_role("button", name="Ich bin erwachsen").click()

    mine = mia.goes_to("section-pace")
    mine.get_by_role("button", name="Next", exact=True).click()
    mine.get_by_label("Slowly").check()
    mia.skips_and_seals("pace")
    sam.evaluate("location.hash = 'section-pace'")
    room = sam.locator("#section-pace")
    room.get_by_role("button", name="Weiter", exact=True).click()
    room.get_by_label("Schnell").check()
    room.get_by_role("textbox").fill("Später mehr")

    # The switch carries the room, the step in it, and all that is being written, into the other language and back.
    for name, language, private in (("English", "en", "Tired"), ("Deutsch", "de", "Müde")):
        sam.get_by_role("link", name=name).click()
        is_in(sam, language)
        expect(sam).to_have_url(re.compile(f"/{language}/s#section-pace$"))
        expect(room.get_by_role("textbox")).to_have_value("Später mehr")
        assert "rested" not in sam.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
        sam.evaluate("location.hash = 'begin'")
        expect(sam.locator("#begin").get_by_label(private)).to_be_checked()
        sam.evaluate("location.hash = 'section-pace'")
    room.get_by_role("button", name="Meine Antworten durchsehen").click()
    room.get_by_role("button", name="Meine Antworten versiegeln").click()

    opened = mia.reads("pace").locator("overture-opened")
    expect(opened).to_contain_text("Which pace suits you?")
    expect(opened).to_contain_text("Slowly")
    expect(opened).to_contain_text("Quickly")
    expect(room).to_have_attribute("data-state", "opened")
    german_words = room.locator("overture-opened")
    for text in ("Welches Tempo passt dir?", "Langsam", "Schnell", "Dein Gegenüber", "Später mehr"):
        expect(german_words).to_contain_text(text)
    german.check_accessible()
    german.screenshot("german-opened")


def mia_starts(mia: Person) -> list[str]:
    """With a set that is there in both languages; one that is there in German only is marked as such."""
    mia.phone.goto("/")
    is_in(mia.page, "en")
    mia.page.get_by_role("link", name="Start a conversation").click()
    expect(mia.page.get_by_text("Nur auf Deutsch")).to_have_attribute("lang", "de")
    assert mia.page.get_by_text("In two languages").get_attribute("lang") is None
    mia.page.get_by_text("In two languages").click()
    mia.page.get_by_role("button", name="Create our code").click()
    return mia.code().split("-")


@pytest.mark.chromium_alone("Playwright takes a page that goes on to another at once for one that failed")
def test_a_choice_is_kept_for_links_that_others_send_and_loses_no_code(mia: Person) -> None:
    page = mia.page
    mia.phone.goto("/j/HRWE#7K2M")
    expect(page.get_by_text("Your link contains the whole code")).to_be_visible()
    page.get_by_role("link", name="Deutsch").click()
    is_in(page, "de")
    expect(page.get_by_text("Dein Link enthält den ganzen Code")).to_be_visible()
    expect(page).to_have_url(re.compile("/de/j/HRWE$"))
    mia.phone.goto("/j")
    is_in(page, "de")
    page.goto("/start")
    page.get_by_label("6 Tage").check()
    page.get_by_role("link", name="English").click()
    is_in(page, "en")
    expect(page.get_by_label("6 days")).to_be_checked()
    page.get_by_role("link", name="Deutsch").click()
    mia.phone.goto("/j")
    page.get_by_label("Euer Code").press_sequentially("hrwe7")
    page.get_by_role("link", name="English").click()
    is_in(page, "en")
    expect(page.get_by_label("Your code")).to_have_value("HRWE-7")
    mia.phone.goto("/de/how")
    is_in(page, "en")
    page.get_by_role("link", name="Home").click()
    expect(page).to_have_url(re.compile("/en$"))
    expect(page.get_by_role("link", name="Start a conversation")).to_be_visible()
