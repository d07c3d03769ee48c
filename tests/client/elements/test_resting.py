"""Where the conversation rests or is over: pauses, ends, what stays in reach of them."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.client.elements_support import Screen, answers, section_view, view
from tests.support.shelf import begin_with

ROOMS = (
    '<section class="room" id="overview"><h1>Sections</h1><label>Text <textarea></textarea></label></section>'
    '<section class="room" id="section-mixed" hidden><h1>A bit of everything</h1></section>'
)
PAUSED = '<overture-paused data-phone role="region" aria-label="Rest"></overture-paused>'
OPEN = {"mixed/1": {"mine": answers(words="mine"), "theirs": answers(words="theirs")}}


def test_a_pause_covers_the_screen_at_once_and_gives_it_back(screen: Screen) -> None:
    screen.show(ROOMS, above=PAUSED, view=view(section_view("mixed")))
    field = screen.page.get_by_label("Text")
    field.press_sequentially("half a sen")
    screen.become(pausedByMe=True)
    expect(field).to_be_hidden()
    expect(screen.page.get_by_role("heading", name="Paused")).to_be_focused()
    screen.phone.check_accessible()
    screen.phone.screenshot("element-paused")
    screen.press("Continue")
    expect(field).to_be_focused()
    expect(field).to_have_value("half a sen")


def test_what_was_opened_stays_within_reach_during_a_pause(screen: Screen) -> None:
    screen.show(ROOMS, above=PAUSED, view=view(section_view("mixed", state="opened")), opened=OPEN, pausedByThem=True)
    expect(screen.page.get_by_role("link", name="Scene card")).to_have_attribute("href", "#card")
    expect(screen.button("Continue")).to_have_count(0)
    screen.page.get_by_role("link", name="A bit of everything").click()
    expect(screen.page.locator("#stage")).to_be_visible()
    expect(screen.page.locator("overture-paused")).to_contain_text("Paused. Opened sections stay readable.")
    screen.become(link="lost")
    expect(screen.page.locator("#stage")).to_be_visible()
    screen.press("Back to the pause")
    expect(screen.page.locator("#stage")).to_be_hidden()
    screen.become(pausedByThem=False)
    expect(screen.page.locator("overture-paused")).to_be_empty()
    expect(screen.page.locator("#stage")).to_be_visible()


@pytest.mark.parametrize(
    ("state", "leads", "quiet"), [("open", "Help", [True, True]), ("opened", "Scene card", [False, True])]
)
def test_in_the_partners_pause_the_end_is_neither_the_only_button_nor_the_loudest(
    screen: Screen, state: str, leads: str, quiet: list[bool]
) -> None:
    opened = OPEN if state == "opened" else {}
    screen.show(ROOMS, above=PAUSED, view=view(section_view("mixed", state=state)), opened=opened, pausedByThem=True)
    buttons = screen.page.locator("overture-paused .row .button")
    expect(buttons).to_have_text([leads, "End this conversation"])
    assert [one.evaluate("(one) => one.classList.contains('button-quiet')") for one in buttons.all()] == quiet
    screen.phone.check_accessible()
    screen.phone.screenshot(f"element-paused-by-them-{state}")


def test_the_partner_s_pause_says_nothing_about_them(screen: Screen) -> None:
    screen.show(ROOMS, above=PAUSED, view=view(section_view("mixed")), pausedByThem=True)
    expect(screen.page.get_by_role("heading", name="Paused")).to_be_visible()
    expect(screen.page.locator("overture-paused")).not_to_contain_text("partner")


@pytest.mark.parametrize(
    ("link", "heading", "leads"),
    [
        ("gone", "This conversation is closed", "Delete from this phone"),
        ("rejected", "The code was wrong", "Enter the code"),
        ("keyless", "The keys are no longer on this phone", "Start with a new code"),
        ("blocked", "Something is wrong here", "Reload the page"),
    ],
)
def test_every_end_says_what_is_true_and_what_to_do(screen: Screen, link: str, heading: str, leads: str) -> None:
    screen.show(ROOMS, above=PAUSED, view=view(section_view("mixed")), link=link)
    expect(screen.page.get_by_role("heading", name=heading)).to_be_visible()
    expect(screen.page.locator("overture-paused .row").get_by_text(leads)).to_be_visible()
    screen.phone.check_accessible()
    screen.phone.screenshot(f"element-{link}")


def test_what_was_opened_is_kept_after_the_end(screen: Screen) -> None:
    screen.show("", above=PAUSED, view=view(section_view("mixed", state="opened")), opened=OPEN, link="gone")
    screen.page.get_by_text("A bit of everything").click()
    expect(screen.page.locator("overture-opened")).to_contain_text("theirs")
    screen.page.get_by_text("Scene card", exact=True).click()
    expect(screen.button("Print")).to_be_visible()
    screen.phone.check_accessible()
    screen.phone.screenshot("element-gone-kept")


def at(**later: int) -> int:
    """Seconds since 1970, so much from now; at noon, so that a test near midnight counts the same days."""
    noon = datetime.now(UTC).astimezone().replace(hour=12, minute=0)
    return int((noon + timedelta(**later)).timestamp())


def test_whoever_paused_may_say_when_they_would_look_again(screen: Screen) -> None:
    screen.show(ROOMS, above=PAUSED, view=view(section_view("mixed")), pausedByMe=True, resumeTime={"possible": True})
    expect(screen.page.locator("overture-paused")).to_contain_text("It is not a promise, and nobody gets a reminder.")
    screen.phone.check_accessible()
    screen.phone.screenshot("later-offered")
    screen.press("Tomorrow")
    assert screen.calls("set") == [[at(days=1) // 60 * 60]]
    life = {"from": at(days=-3), "to": at(days=2)}
    screen.become(resumeTime={"possible": True, "mine": at(days=3)}, lifetime=life)
    expect(screen.page.get_by_text("you will look in again in a few days")).to_be_visible()
    expect(screen.page.get_by_text("The server deletes this conversation before that")).to_be_visible()
    screen.phone.screenshot("later-said")
    screen.press("Leave it open")
    assert screen.calls("set")[-1] == [None]


def test_the_partner_reads_when_and_nothing_that_is_over(screen: Screen) -> None:
    screen.show(
        ROOMS, above=PAUSED, view=view(section_view("mixed")), pausedByThem=True, resumeTime={"theirs": at(days=1)}
    )
    expect(screen.page.get_by_text("Your partner will look in again tomorrow.")).to_be_visible()
    expect(screen.button("Tomorrow")).to_have_count(0)
    screen.phone.check_accessible()
    screen.phone.screenshot("later-theirs")
    screen.become(resumeTime={"theirs": at(days=-1)})
    expect(screen.page.locator("overture-paused h1")).to_have_text("Paused")
    expect(screen.page.get_by_text("look in again")).to_have_count(0)


ENDING = (
    '<h1>x</h1><overture-ending data-phone id="e"></overture-ending>'
    '<overture-ending data-phone part="when"></overture-ending>'
)


# "@posix" comes from Linux with one of its plain locales, "_" from some apps that show pages.
@pytest.mark.parametrize(
    ("named", "date"),
    [("en-US@posix", "January 9"), ("en-GB@posix", "9 January"), ("en_GB", "January 9"), ("C", "January 9")],
)
def test_a_day_is_named_whatever_the_browser_takes_for_a_language(screen: Screen, named: str, date: str) -> None:
    begin_with(screen.page, f"Object.defineProperty(Navigator.prototype, 'languages', {{ value: ['{named}'] }})")
    end = int(datetime(2031, 1, 9, 12, tzinfo=UTC).timestamp())
    screen.show(ENDING, view=view(section_view("mixed")), lifetime={"from": end - 6 * 86400, "to": end})
    expect(screen.page.locator("[part=when]")).to_contain_text(date)


def test_the_end_is_announced_once_it_is_near_and_never_counted_down(screen: Screen) -> None:
    screen.phone.stop_the_clock()
    noon = at(days=1)
    screen.show(ENDING, view=view(section_view("mixed")), lifetime={"from": noon, "to": noon + 6 * 86400})
    screen.page.clock.pause_at(datetime.fromtimestamp(noon, UTC))
    said, when = screen.page.locator("#e"), screen.page.locator("[part=when]")
    expect(when).to_contain_text("The server deletes this conversation on ")
    expect(said).to_be_empty()
    screen.page.clock.fast_forward(121 * 3600 * 1000)
    expect(said).to_contain_text("This conversation ends t")
    expect(said).to_contain_text("that takes both of you")
    before = said.inner_text()
    screen.page.clock.fast_forward(10 * 60 * 1000)
    assert said.inner_text() == before
    screen.page.clock.resume()
    screen.phone.check_accessible()
    screen.phone.screenshot("ending")
    screen.become(pausedByMe=True)
    expect(said).to_contain_text("when nobody has paused")
    expect(said.get_by_role("link")).to_have_count(0)
