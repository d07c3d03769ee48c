"""What is new stands under the header until it has been seen, wherever somebody is, and names nothing in a pause."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import Person, are_talking, open_section
from tests.client.runtime_support import STORED, until_it_comes_to


def notice(person: Person, kind: str) -> Locator:
    return person.page.locator(f"overture-notices [data-kind={kind}]")


def set_limit(person: Person, act: str) -> None:
    """As from Where we stand, wherever that is drawn."""
    standing = person.goes_to("standing").locator("overture-limit")
    standing.locator("summary").click()
    standing.get_by_label("What is it about?").select_option(act)
    standing.get_by_label("How far does it go?").select_option("Hard limit")
    standing.get_by_role("button", name="Set this limit").click()


SEEN_STORED = f"""async () => {{
  const stored = await ({STORED})();
  return stored.sessions.some(({{ noticed }}) => noticed?.some((name) => name.startsWith('taken/')));
}}"""


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_an_opening_stays_until_its_room_was_shown(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    sam.goes_to("overview")
    expect(sam.page.locator("overture-notices")).to_be_hidden()
    mia.skips_and_seals("stop-signals")
    sam.skips_and_seals("stop-signals")
    for person in (mia, sam):
        person.sees_state("stop-signals", "opened")
    # Sam is in the room that opens, and Mia too: nothing has to be pointed out.
    expect(notice(sam, "opened")).to_have_count(0)

    mia.skips_and_seals("not-ready")
    mia.goes_to("overview")
    sam.skips_and_seals("not-ready")
    opened = notice(mia, "opened")
    expect(opened).to_contain_text("Now open for both of you:")
    expect(mia.page.locator("#status")).to_have_text("Now open for both of you: Not for now, and last questions.")
    mia.looks_around("notice-opened")
    mia.page.reload()
    expect(opened).to_be_visible()
    opened.get_by_role("link", name="Not for now").click()
    expect(mia.page.locator("#section-not-ready h1")).to_be_focused()
    expect(opened).to_have_count(0)
    mia.page.reload()
    expect(mia.page.locator("#stage[data-screen=talk]")).to_be_visible()
    expect(opened).to_have_count(0)


def test_a_limit_is_named_but_for_a_pause_and_stays_until_it_is_put_away(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    open_section(mia, sam, "limits")
    for person in (mia, sam):
        person.goes_to("overview")
    set_limit(mia, "Kissing")
    limit = notice(sam, "limit")
    expect(limit).to_contain_text("Your partner has set a limit: Kissing.")
    expect(notice(mia, "limit")).to_have_count(0)
    sam.looks_around("notice-limit")

    mia.pauses()
    sam.sees_pause()
    expect(limit).not_to_contain_text("Kissing")
    expect(limit).to_contain_text("Your partner has set a limit.")
    sam.looks_around("notice-limit-paused")
    mia.resumes()
    sam.sees_no_pause()
    expect(limit).to_contain_text("Kissing")
    limit.get_by_role("button", name="Seen").click()
    expect(limit).to_have_count(0)
    # What could not be stored before the page went would be told once more.
    until_it_comes_to(sam.page, SEEN_STORED)
    sam.page.reload()
    expect(sam.page.locator("#stage[data-screen=talk]")).to_be_visible()
    expect(limit).to_have_count(0)


def test_no_notice_names_what_is_deleted(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    open_section(mia, sam, "limits")
    mia.goes_to("overview")
    sam.goes_to("overview")
    set_limit(mia, "Kissing")
    expect(notice(sam, "limit")).to_contain_text("Kissing")
    sam.ends()
    expect(sam.page.get_by_role("heading", name="Deleted from this phone")).to_be_visible()
    expect(sam.page.locator("overture-notices")).to_be_hidden()
    expect(sam.page.locator("body")).not_to_contain_text("Kissing")
