"""The whole conversation of two people with two phones, from a bare hub to "where we stand"."""

import pytest
from playwright.sync_api import expect

from tests.browser.marked import unmarked
from tests.browser.people import READY, SECTIONS, Person, are_talking, open_section, pair
from tests.client.runtime_support import said_by
from tests.support.shelf import listen

BY_TOUCH = ("building", "stop-signals", "experience", "feelings")
"""Sections with every kind of question between them. The others have no other kinds, and are answered at once."""


def test_a_whole_conversation(mia: Person, sam: Person) -> None:
    mia.phone.goto("/")
    mia.phone.screenshot("home")
    mia.page.get_by_role("link", name="Start a conversation").click()
    expect(mia.page.get_by_role("button", name="Create our code")).to_be_visible()
    mia.phone.screenshot("start")
    mia.page.get_by_role("button", name="Create our code").click()
    code = mia.code()
    mia.looks_around("lobby")

    sam.phone.goto("/j")
    expect(sam.page.get_by_label("Your code")).to_be_visible()
    sam.phone.screenshot("join")
    sam.types_code(code.lower().replace("-", " "))
    mia.is_paired()
    sam.is_paired()
    assert compared_pictures(mia) == compared_pictures(sam)
    mia.looks_around("ground-rules")
    mia.is_ready()
    mia.looks_around("overview-before-both-ready")
    sam.is_ready()

    for choice, section in enumerate(SECTIONS):
        mia.answers(section, choice, by_touch=section in BY_TOUCH)
        if section == "limits":
            mia.looks_around("look-back")
        mia.seals(section)
        sam.sees_state(section, "open")
        mia.sees_state(section, "sealed")
        sam.answers_and_seals(section, choice + 1, by_touch=False)
        for person in (mia, sam):
            person.reads(section)
            expect(person.page.locator(f"#section-{section} overture-opened")).to_contain_text(mia.says)
            expect(person.page.locator(f"#section-{section} overture-opened")).to_contain_text(sam.says)

    for section in ("building", "limits", "stop-signals"):
        mia.section(section)
        mia.looks_around(f"opened-{section}")

    mia.wants_and_seals("curious-about", 0)
    sam.wants_and_seals("curious-about", 1)
    for person in (mia, sam):
        person.sees_state("curious-about", "opened")
        expect(person.section("curious-about").locator(".mutual-act")).to_have_count(1)

    sam.writes_note("building", "We want a calm evening.")
    mia.reads_note("building", "We want a calm evening.")
    mia.settles("building")
    sam.settles("building")
    expect(mia.section("building").locator("overture-notes")).to_contain_text("You have both confirmed these words")
    mia.looks_around("settled")
    sam.takes_back("building")
    expect(mia.section("building").locator("overture-notes")).to_contain_text("Talk about this again")

    for room in ("overview", "standing", "card", "begin"):
        mia.goes_to(room)
        sam.goes_to(room)
        mia.looks_around(room)
    assert standing(mia) == standing(sam)

    sam.pauses()
    mia.sees_pause()
    mia.looks_around("paused-by-partner", whole=False)
    sam.looks_around("paused-by-me", whole=False)
    sam.resumes()
    mia.sees_no_pause()

    mia.ends()
    expect(mia.page.get_by_role("heading", name="Deleted from this phone")).to_be_visible()
    sam.sees_closed()
    sam.looks_around("ended-by-partner", whole=False)


def compared_pictures(person: Person) -> str:
    person.page.get_by_text("Compare pictures").click()
    pictures = person.page.locator("overture-compare li")
    expect(pictures).to_have_count(8)
    return " ".join(pictures.all_inner_texts())


def standing(person: Person) -> str:
    """Where we stand, with the two sides named as on paper: the same words for both."""
    return unmarked(person.saves_a_file().read_text())


def test_by_link_and_nothing_of_it_stays_in_the_address(mia: Person, sam: Person) -> None:
    requested: list[str] = []
    listen(sam.page, "request", lambda request: requested.append(f"{request.url} {request.headers}"))
    code = mia.starts()
    secret = code.split("-")[1]
    sam.follows_link(code)
    sam.is_paired()
    mia.is_paired()
    assert secret not in sam.page.url
    assert not [line for line in requested if secret in line]
    sam.page.go_back()
    assert secret not in sam.page.url


@pytest.mark.chromium_alone("Playwright tells nothing of sockets in Firefox")
def test_a_private_no_takes_ready_away_and_looks_like_any_pause(mia: Person, sam: Person) -> None:
    said = said_by(sam.page)
    pair(mia, sam)
    mia.is_ready()
    before = len(said)
    adult = sam.page.locator(".question").filter(has_text="Are you an adult?")
    adult.get_by_label("No", exact=True).check()
    expect(sam.page.get_by_role("button", name=READY)).to_have_count(0)
    expect(adult.get_by_role("link", name="Help, and people to talk to")).to_be_visible()
    sam.looks_around("private-no")
    assert said[before:] == []
    adult.get_by_role("button", name="Not ready yet").click()
    mia.sees_pause()
    expect(mia.page.locator("overture-paused")).not_to_contain_text("adult")
    assert [one["do"] for one in said[before:]] == ["pause"]
    sam.page.reload()
    sam.resumes()
    mia.sees_no_pause()
    expect(adult.get_by_label("No", exact=True)).not_to_be_checked()
    expect(sam.page.get_by_role("button", name=READY)).to_be_enabled()


def test_the_sealed_partner_is_told_nothing_until_they_seal(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    sam.section("limits")
    before = sam.sees_everywhere()
    mia.skips_and_seals("limits")
    mia.sees_state("limits", "sealed")
    mia.pauses()
    sam.sees_pause()
    mia.resumes()
    sam.sees_no_pause()
    assert sam.sees_everywhere() == before


def test_pause_holds_sealing_and_only_who_paused_lifts_it(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    open_section(mia, sam, "stop-signals")
    sam.section("limits").get_by_role("button", name="Look back over my answers").click()
    mia.pauses()
    sam.sees_pause()
    expect(sam.page.get_by_role("button", name="Continue", exact=True)).to_have_count(0)
    sam.page.get_by_role("link", name="Scene card").last.click()
    expect(sam.page.locator("#card")).to_be_visible()
    expect(sam.section("limits").get_by_role("button", name="Seal my answers")).to_be_disabled()
    sam.page.get_by_role("button", name="Back to the pause").click()
    mia.resumes()
    sam.sees_no_pause()
    sam.seals("limits")
    sam.sees_state("limits", "sealed")
