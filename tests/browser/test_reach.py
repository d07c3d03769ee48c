"""Within everyone's reach: the keyboard alone, text at twice its size, less motion."""

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import presses
from tests.browser.marked import unmarked
from tests.browser.people import READY, SECTIONS, Person, are_talking, open_section, pair
from tests.support.browser import Phones


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_the_keyboard_alone_goes_through(mia: Person, sam: Person) -> None:
    mia.phone.goto("/")
    presses(mia.page, "Start a conversation")
    expect(mia.page.get_by_role("button", name="Create our code")).to_be_visible()
    presses(mia.page, "Create our code")
    sam.types_code(mia.code())
    sam.is_paired()
    sam.is_ready()
    mia.is_paired()
    presses(mia.page, READY)
    expect(mia.page.locator("#stage[data-screen=talk]")).to_be_visible()
    presses(mia.page, "Aftercare" if mia.page.get_by_text("Aftercare", exact=True).count() else "Afterwards")
    room = mia.page.locator("#section-aftercare")
    expect(room.locator("h1")).to_be_focused()
    presses(mia.page, "Look back over my answers")
    expect(room.get_by_role("heading", name="Look back over your answers")).to_be_focused()
    presses(mia.page, "Seal my answers")
    mia.sees_state("aftercare", "sealed")
    sam.skips_and_seals("aftercare")
    mia.sees_state("aftercare", "opened")
    expect(room.get_by_text("You", exact=True).first).to_be_visible()
    presses(mia.page, "Write it down")
    mia.page.keyboard.type("By keyboard.")
    presses(mia.page, "Save for both of us")
    sam.reads_note("aftercare", "By keyboard.")
    presses(mia.page, "Yes, that is what we said")
    expect(room.get_by_role("button", name="Take my yes back")).to_be_visible()
    presses(mia.page, "Pause")
    expect(mia.page.get_by_role("heading", name="Paused")).to_be_focused()
    presses(mia.page, "Continue")
    mia.sees_no_pause()
    sam.sees_no_pause()


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_the_keyboard_alone_goes_through_a_scene(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    open_section(mia, sam, "limits")
    mia.goes_to("overview")
    presses(mia.page, "Scene card")
    expect(mia.page.locator("#card h1")).to_be_focused()
    presses(mia.page, "Begin a scene")
    presses(mia.page, "Ready to begin")
    presses(mia.page, "Take that back")
    presses(mia.page, "Ready to begin")
    sam.is_ready_to_begin()
    expect(mia.page.get_by_role("button", name="Stop", exact=True)).to_be_in_viewport(ratio=1)

    # A limit of the partner is told where one is; it is read, and put away by reading it.
    limit = sam.page.locator("#card overture-limit")
    limit.locator("summary").click()
    limit.get_by_label("What is it about?").select_option(index=1)
    limit.get_by_label("How far does it go?").select_option(index=1)
    limit.get_by_role("button", name="Set this limit").click()
    notice = mia.page.locator("overture-notices [data-kind=limit]")
    expect(notice).to_be_visible()
    presses(mia.page, "See the limits")
    expect(notice).to_have_count(0)

    presses(mia.page, "Stop")
    expect(mia.page.locator("overture-paused h1")).to_be_focused()
    presses(mia.page, "Lift my pause")
    presses(mia.page, "Ready to begin again")
    sam.page.get_by_role("button", name="Ready to begin again").click()
    expect(mia.page.get_by_role("button", name="Stop", exact=True)).to_be_in_viewport(ratio=1)
    presses(mia.page, "More")
    presses(mia.page, "The scene is over for me")
    sam.page.locator("overture-scene summary").click()
    sam.page.get_by_role("button", name="The scene is over for me").click()
    expect(mia.page.locator("#status")).to_have_text("The scene is over.")


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_the_keyboard_alone_reads_sets_a_limit_and_ends(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    for person, choice in ((mia, 0), (sam, 1)):
        person.answers_and_seals("plan", choice, by_touch=False)
    for person in (mia, sam):
        person.answers_and_seals("limits", 0, by_touch=False)
    mia.reads("limits")
    room = mia.page.locator("#section-limits")
    filters = room.locator("button[aria-pressed]")
    expect(filters.first).to_be_visible()
    presses(mia.page, unmarked(filters.last.inner_text()).strip())
    expect(filters.last).to_have_attribute("aria-pressed", "true")
    mia.goes_to("standing")
    presses(mia.page, "Set a limit")
    limit = mia.page.locator("#standing overture-limit")
    expect(limit.locator("details")).to_have_attribute("open", "")
    mia.goes_to("overview")
    presses(mia.page, "This conversation")
    presses(mia.page, "End this conversation")
    presses(mia.page, "End and delete")
    expect(mia.page.get_by_role("heading", name="Deleted from this phone")).to_be_visible()


PAGES = ("/", "/start", "/j", "/m", "/how", "/words", "/help", "/away", "/s")


@pytest.mark.chromium_alone("Firefox has the colours of a page in the dark only some time after it was opened")
def test_every_page_passes_axe(mia: Person) -> None:
    """In both languages, and in dark colours in one, as no colour depends on the language."""
    for path in PAGES:
        for base in ("/en", "/de"):
            mia.phone.goto(f"{base}{path}".rstrip("/"))
            expect(mia.page.locator("h1").first).to_be_visible()
            mia.phone.check_accessible()
        mia.phone.is_readable_in("dark")


def test_twice_the_text_on_a_small_phone_scrolls_one_way_only(mia: Person, sam: Person) -> None:
    twice = "() => { document.documentElement.style.fontSize = '200%' }"
    for path in ("/", "/start", "/j", "/m", "/how", "/words", "/help", "/away"):
        # German words are the longer ones.
        for base in ("/en", "/de"):
            mia.phone.goto(f"{base}{path}".rstrip("/"))
            mia.page.evaluate(twice)
            fits(mia, f"{base}{path}")
    pair(mia, sam)
    mia.page.evaluate(twice)
    fits(mia, "ground rules")
    mia.is_ready()
    sam.is_ready()
    open_section(mia, sam, "stop-signals")
    for address in ("/de/s", "/en/s"):
        mia.phone.goto(address)
        mia.page.evaluate(twice)
        for room in ("overview", "section-stop-signals", "section-limits", "standing", "card", "begin"):
            mia.goes_to(room)
            fits(mia, f"{room} at {address}")
        mia.phone.screenshot(f"twice-the-text{address.replace('/', '-')}")
    sam.pauses()
    mia.sees_pause()
    fits(mia, "pause")


def fits(person: Person, name: str) -> None:
    wider: int = person.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0, f"{name} is {wider} px too wide"


@pytest.mark.chromium_alone("Playwright cannot ask Firefox for less motion")
def test_less_motion_means_none(phones: Phones) -> None:
    mia, sam = (Person(phones.new(name, reduced_motion="reduce")) for name in ("mia-still", "sam-still"))
    are_talking(mia, sam)
    open_section(mia, sam, SECTIONS[0])
    mia.section(SECTIONS[0])
    moving: int = mia.page.evaluate("() => document.getAnimations().length")
    assert moving == 0


def test_another_set_can_be_chosen_and_its_words_looked_up(mia: Person) -> None:
    mia.phone.goto("/start")
    offered = mia.page.get_by_role("group", name="What would you like to talk about?").get_by_role("radio")
    expect(offered).to_have_count(6)
    expect(mia.page.get_by_role("radio", name="Before a first scene")).to_be_checked()
    mia.page.get_by_role("radio", name="After a scene").check()
    fits(mia, "start")
    mia.phone.screenshot("start")
    mia.page.get_by_role("button", name="Create our code").click()
    mia.code()
    mia.phone.goto("/words")
    expect(mia.page.get_by_role("term").filter(has_text="Confidant")).to_be_visible()
    mia.phone.screenshot("words", whole=False)
