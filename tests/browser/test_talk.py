"""Two people talk their open points through, each with a phone, at the same place on both."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.evening import CARE, PLAY, Player, evening_sets
from tests.browser.test_with_terminal import Terminal
from tests.support.browser import Phones
from tests.support.hub import Hub

NO, NOT_NOW, _IF, YES = range(4)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evening_sets(tmp_path_factory.mktemp("questions"))


class Talker(Player):
    """Someone who talks it through."""

    @property
    def talk(self) -> Locator:
        return self.page.locator("#talk overture-talk")

    def opens_the_talk(self) -> Locator:
        self.goes_to("overview").get_by_role("link", name=self.word("Talk it through")).click()
        expect(self.page.locator("#talk h1")).to_be_focused()
        return self.talk

    def taps(self, key: str) -> None:
        self.talk.locator(f"[data-key='{key}']").first.click()

    def is_at(self, title: str) -> None:
        expect(self.talk.locator("h2").first).to_have_text(self.word(title))

    def reads_it(self, text: str) -> None:
        expect(self.talk).to_contain_text(self.word(text))


@pytest.fixture
def two(phones: Phones) -> tuple[Talker, Talker]:
    return Talker(phones.mia), Talker(phones.sam)


@pytest.fixture
def mia_alone(phones: Phones) -> Talker:
    return Talker(phones.mia)


def differ(mia: Talker, sam: Talker) -> None:
    """Each has limits, and their stop words and signals are different."""
    sam.types_code(mia.starts("A first evening"))
    for person in (mia, sam):
        person.is_paired()
        person.is_ready()
    mia.marks(PLAY, YES, NOT_NOW, NO, YES)
    sam.marks(PLAY, NOT_NOW, YES, YES, YES)
    for choice, person in enumerate((mia, sam)):
        person.answers_and_seals(CARE, choice, by_touch=False)
    for person in (mia, sam):
        person.sees_state(CARE, "opened")


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_they_differ_and_talk_it_through(two: tuple[Talker, Talker]) -> None:
    mia, sam = two
    differ(mia, sam)
    for person in two:
        person.opens_the_talk()
    mia.looks_around("talk-begin")
    mia.taps("next")

    # Limits first, each said back by the other.
    mia.is_at("Your limits")
    expect(mia.talk.locator("h2").first).to_be_focused()
    sam.is_at("Your partner’s limits")
    expect(sam.page.locator("#status")).to_have_text("You are both here now: Your partner’s limits: Which of these?")
    sam.reads_it("Say these limits in your own words.")
    for words in ("Ice", "Hard limit", "Rope (you give)", "Not now"):
        sam.reads_it(words)
    expect(sam.talk.get_by_role("button", name="Yes, that is right")).to_have_count(0)
    mia.looks_around("talk-your-limits")
    sam.looks_around("talk-their-limits")
    mia.taps("not-quite")
    sam.reads_it("Your partner says: not quite. Listen once more, then try again.")
    mia.taps("yes")
    sam.reads_it("Your partner says: yes, that is right.")
    expect(mia.talk.locator("[data-key=yes]")).to_have_attribute("aria-pressed", "true")
    expect(mia.talk.locator("[data-key=yes]")).to_be_focused()

    # Either goes on, and the other comes along without a touch; where the focus is, it stays.
    sam.page.locator("[data-key=next]").focus()
    mia.taps("next")
    sam.is_at("Your limits")
    expect(sam.page.locator("[data-key=next]")).to_be_focused()
    sam.taps("later")
    for person in two:
        person.is_at("Which word stops everything?")
        person.reads_it("Your stop words differ: agree on one")
        person.reads_it("“Which word will we both use?”")
    mia.looks_around("talk-open")

    # What came of it is written at the point, and read where the two stand. Who is writing is not moved.
    sam.talk.locator("summary").click()
    sam.taps("write")
    sam.talk.get_by_role("textbox").fill("Red, for")
    mia.taps("talked")
    expect(sam.talk.locator("[data-key=talked]")).to_have_attribute("aria-pressed", "true")
    mia.taps("next")
    sam.reads_it("Your partner has moved on. Your text stays here.")
    sam.is_at("Which word stops everything?")
    sam.talk.get_by_role("textbox").press_sequentially(" both of us.")
    sam.looks_around("talk-writing")
    sam.talk.get_by_role("button", name="Save for both of us").click()
    expect(sam.talk.locator("overture-notes .card")).to_have_text("Red, for both of us.")
    sam.talk.get_by_role("button", name="Go there too").click()
    sam.is_at("And without words?")
    for person in two:
        person.settles(CARE)
    expect(mia.goes_to("standing").locator(".screen-only [data-part=words]")).to_contain_text("Red, for both of us.")

    # A reload keeps the place; a pause rests it.
    mia.goes_to("talk")
    mia.page.reload()
    mia.is_at("And without words?")
    sam.pauses()
    mia.sees_pause()
    expect(mia.talk.locator("[data-key=next]")).to_have_count(0)
    sam.resumes()
    sam.goes_to("talk")
    sam.taps("next")
    mia.is_at("Try your stop signals together")
    mia.reads_it("Red, for both of us.")
    mia.looks_around("talk-signal")
    mia.taps("talked")
    mia.taps("next")
    sam.is_at("That was the last point")
    mia.looks_around("talk-end")
    expect(sam.talk.get_by_role("button", name="Your limits: Which of these?")).to_be_visible()
    sam.talk.get_by_role("button", name="Your limits: Which of these?").click()
    mia.is_at("Your partner’s limits")
    mia.reads_it("You left this for later.")


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_in_german_on_a_narrow_phone_with_large_text_and_by_keyboard(phones: Phones) -> None:
    mia, sam = Talker(phones.mia), Talker(phones.new("sam-deutsch", locale="de-DE"), language="de")
    differ(mia, sam)
    sam.page.set_viewport_size({"width": 320, "height": 640})
    sam.opens_the_talk()
    mia.opens_the_talk()
    sam.talk.locator("[data-key=next]").press("Enter")
    sam.is_at("Your partner’s limits")
    expect(sam.talk.locator("h2").first).to_be_focused()
    expect(mia.page.locator("#status")).to_have_text("You are both here now: Your limits: Which of these?")
    mia.page.keyboard.press("Tab")
    expect(mia.talk).to_be_visible()
    sam.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert sam.page.evaluate("() => document.documentElement.scrollWidth") <= 320
    sam.looks_around("talk-german-large")
    sam.page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    assert sam.page.evaluate("() => document.documentElement.scrollWidth") <= 320
    sam.looks_around("talk-german")
    sam.page.emulate_media(forced_colors="active")
    assert sam.page.evaluate("() => document.documentElement.scrollWidth") <= 320
    sam.phone.screenshot("talk-forced-colours")
    sam.page.emulate_media(forced_colors="none")
    for _ in range(5):
        here = sam.talk.locator("h2").first.inner_text()
        sam.talk.locator("[data-key=next]").press("Enter")
        expect(sam.talk.locator("h2").first).not_to_have_text(here)
    sam.is_at("That was the last point")
    mia.is_at("That was the last point")


def test_a_terminal_talks_with_a_phone(mia_alone: Talker, hub: Hub) -> None:
    mia = mia_alone
    code = mia.starts("A first evening")
    terminal = Terminal(hub.url, answers=None)
    try:
        terminal.types(code)
        mia.is_paired()
        mia.is_ready()
        # Rope to give and to receive, ice, and wax: a hard limit.
        for line in ("ready", "1", "4", "4", "4", "1", "seal", "yes"):
            terminal.types(line)
        mia.marks(PLAY, YES, YES, NO, YES)
        mia.sees_state(PLAY, "opened")
        mia.opens_the_talk()
        mia.taps("next")
        mia.is_at("Your limits")
        terminal.types("")
        terminal.types("talk")
        terminal.says("Your partner’s limits")
        terminal.says("Ice: Hard limit")
        mia.taps("yes")
        terminal.says("Your partner says: yes, that is right")
        terminal.types("next")
        mia.is_at("Your partner’s limits")
        mia.reads_it("Wax")
        terminal.types("not quite")
        mia.reads_it("Your partner says: not quite. Listen once more, then try again.")
        mia.taps("next")
        terminal.says("You are both here now|That was the last point")
    finally:
        terminal.ends()
