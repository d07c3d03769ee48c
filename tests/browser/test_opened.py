"""What opened, as two people read it on their own phones: the same parts on both, with a keyboard too."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, are_talking


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_both_read_the_same_parts_from_their_own_side(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    mia.answers_and_seals("limits", 0, by_touch=False)
    sam.answers_and_seals("limits", 1, by_touch=False)
    listed = []
    for person in (mia, sam):
        room = person.reads("limits")
        chips = room.get_by_role("group", name="Overview").get_by_role("button")
        listed.append(chips.all_inner_texts())
        names = room.locator(".ruled-out-names")
        expect(names).to_contain_text("Rope")
        # What somebody is led to has the name and the number of the chip.
        expect(room.get_by_role("heading", name=chips.last.inner_text(), exact=True)).to_be_visible()
        chips.last.focus()
        person.page.keyboard.press("Enter")
        expect(names).to_be_hidden()
        expect(room.locator(".opened-part:visible")).to_have_count(1)
        expect(room.locator(".opened-part[data-group=talk]")).to_be_hidden()
        rope = room.locator(".opened-row", has_text="Rope").locator("summary").first
        rope.focus()
        person.page.keyboard.press("Space")
        expect(room.locator(".act-more dd:visible").first).to_be_visible()
        person.phone.check_accessible()
    assert listed[0] == listed[1]
    expect(mia.section("limits").locator(".opened-row", has_text="Rope").first).to_contain_text("your limit")
    expect(sam.section("limits").locator(".opened-row", has_text="Rope").first).to_contain_text("your partner’s limit")
