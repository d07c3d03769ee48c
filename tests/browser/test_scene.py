"""Two people and a scene, with the default questions: both begin it, one stops it, and neither goes on alone."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import Person, are_talking, open_section
from tests.client.runtime_support import take, until
from tests.support.browser import START_TIMERS, STOP_TIMERS

STOP = "Stop now. Free anyone who is tied. Look after each other."
REST, CLOSE = "Help me sit or lie down comfortably", "Stay close"


@pytest.fixture
def both(mia: Person, sam: Person) -> tuple[Person, Person]:
    """Ready, with what each wants right after a stop opened for both."""
    are_talking(mia, sam)
    for person, wanted in ((mia, REST), (sam, CLOSE)):
        room = person.section("stop-signals")
        while room.get_by_text("What should happen right after a stop?").count() == 0:
            prompt = room.locator(".question-prompt").first
            before = prompt.get_attribute("id")
            room.get_by_role("button", name="Next", exact=True).click()
            expect(prompt).not_to_have_attribute("id", before or "")
        room.get_by_label(wanted).check()
        person.skips_and_seals("stop-signals")
    for person in (mia, sam):
        person.reads("stop-signals")
    return mia, sam


def ready_again(person: Person) -> None:
    person.page.get_by_role("button", name="Ready to begin again").click()


def stop_of(person: Person) -> Locator:
    return person.page.get_by_role("button", name="Stop", exact=True)


def begin(mia: Person, sam: Person) -> None:
    for person in (mia, sam):
        person.is_ready_to_begin()
    for person in (mia, sam):
        expect(stop_of(person)).to_be_in_viewport(ratio=1)


def test_one_begins_nothing_and_either_stops_it_for_both(both: tuple[Person, Person]) -> None:
    mia, sam = both
    mia.is_ready_to_begin()
    expect(mia.page.get_by_role("button", name="Take that back")).to_be_visible()
    expect(sam.sees_how_to_begin()).to_contain_text("Your partner is ready to begin. You do not have to answer.")
    expect(stop_of(sam)).to_have_count(0)
    sam.looks_around("scene-their-ready", whole=False)
    mia.page.get_by_role("button", name="Take that back").click()
    expect(sam.page.locator("#card")).not_to_contain_text("Your partner is ready to begin.")

    begin(mia, sam)
    # Whoever was the last to be ready stood at the foot of the card.
    assert [person.page.evaluate("scrollY") for person in (mia, sam)] == [0, 0]
    mia.looks_around("scene-card", whole=False)
    stop_of(sam).click()
    for person, own, other in ((mia, REST, CLOSE), (sam, CLOSE, REST)):
        expect(person.page.get_by_role("heading", name=STOP)).to_be_visible()
        expect(person.page.locator(".stop-want-you")).to_contain_text(own)
        expect(person.page.locator(".stop-want-partner")).to_contain_text(other)
        person.looks_around("scene-stopped", whole=False)
    expect(mia.page.get_by_role("button", name="Lift my pause")).to_have_count(0)


def test_a_tap_counts_although_the_partner_taps_between_finger_down_and_finger_up(mia: Person, sam: Person) -> None:
    """A finger and a key too: tests/client/ui/test_touch.py."""
    are_talking(mia, sam)
    take(mia.page)
    for person in (mia, sam):
        person.sees_how_to_begin()
    button = mia.page.get_by_role("button", name="Ready to begin")
    mia.page.evaluate(STOP_TIMERS)
    button.hover()
    mia.page.mouse.down()
    sam.is_ready_to_begin()
    until(mia.page, "conversation.scene.begin.them")
    mia.page.evaluate(START_TIMERS)
    mia.page.mouse.up()
    for person in (mia, sam):
        expect(stop_of(person)).to_be_in_viewport(ratio=1)


def test_a_stopped_scene_runs_again_only_when_both_begin_anew(both: tuple[Person, Person]) -> None:
    mia, sam = both
    begin(mia, sam)
    stop_of(mia).click()
    expect(sam.page.get_by_role("heading", name=STOP)).to_be_visible()
    mia.lifts_the_stop()
    ready_again(mia)
    expect(sam.page.locator("overture-paused")).to_contain_text(
        "Your partner is ready to begin. You do not have to answer."
    )
    expect(mia.page.get_by_role("heading", name=STOP)).to_be_visible()
    mia.page.reload()
    expect(mia.page.get_by_role("heading", name=STOP)).to_be_visible()
    expect(mia.page.locator("overture-paused")).to_contain_text("You are ready to begin.")
    tab = mia.phone.new_tab()
    tab.goto("/s")
    expect(tab.get_by_role("heading", name=STOP)).to_be_visible()
    ready_again(sam)
    for person in (mia, sam):
        expect(stop_of(person)).to_be_in_viewport(ratio=1)
    expect(tab.get_by_role("button", name="Stop", exact=True)).to_be_visible()


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_a_limit_of_the_partner_is_told_on_the_card(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    open_section(mia, sam, "limits")
    begin(mia, sam)
    mia.page.mouse.wheel(0, 2000)
    limit = sam.page.locator("#card overture-limit")
    limit.locator("summary").click()
    limit.get_by_label("What is it about?").select_option(index=1)
    limit.get_by_label("How far does it go?").select_option(index=1)
    limit.get_by_role("button", name="Set this limit").click()
    expect(mia.page.locator("overture-notices [data-kind=limit]")).to_be_in_viewport(ratio=1)
    expect(stop_of(mia)).to_be_in_viewport(ratio=1)
    # No other room is shown while a scene runs, so the notice leads down the card.
    mia.page.locator("overture-notices").get_by_role("button", name="See the limits").click()
    limits = mia.page.locator("#scene-card .screen-only [data-part=limits] h2")
    expect(limits).to_be_focused()
    expect(limits).to_be_in_viewport(ratio=1)
    expect(mia.page.locator("overture-notices [data-kind=limit]")).to_have_count(0)


def test_over_needs_both_and_is_behind_a_menu(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    begin(mia, sam)
    for person in (mia, sam):
        expect(person.page.get_by_role("button", name="The scene is over for me")).to_be_hidden()
        person.page.locator("overture-scene summary").click()
        person.page.get_by_role("button", name="The scene is over for me").click()
        expect(person.page.locator("overture-scene, #status").filter(has_text="over").first).to_be_visible()
    for person in (mia, sam):
        expect(person.page.locator("#status")).to_have_text("The scene is over.")
        expect(person.page.locator(".top")).to_be_visible()
        expect(person.sees_how_to_begin().get_by_role("button", name="Ready to begin")).to_be_visible()
