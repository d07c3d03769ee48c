"""A tab that was duplicated has the drafts of the first, and the first seals them."""

from playwright.sync_api import expect

from tests.browser.people import Person, are_talking


def test_a_duplicated_tab_begins_a_new_round_empty(mia: Person, sam: Person) -> None:
    are_talking(mia, sam)
    mia.answers("limits", by_touch=False)
    second = mia.phone.new_tab()
    second.goto("/away")
    second.evaluate("(all) => Object.entries(all).forEach(([key, text]) => sessionStorage.setItem(key, text))",
                    mia.page.evaluate("() => ({ ...sessionStorage })"))  # fmt: skip
    second.goto("/s#section-limits")
    expect(second.locator("#section-limits").get_by_role("button", name="Seal my answers")).to_be_visible()
    mia.seals("limits")
    sam.skips_and_seals("limits")
    mia.sees_state("limits", "opened")
    mia.section("limits").get_by_role("button", name="I would like a new round").click()
    sam.section("limits").get_by_role("button", name="Yes, a new round").click()
    for page in (mia.page, second):
        for _ in range(2):
            room = page.locator("#section-limits")
            expect(room.locator("overture-questions[round='2'] .question").first).to_be_visible()
            assert room.locator(":checked").count() == 0
            assert [text for text in room.locator("textarea").all() if text.input_value()] == []
            page.reload()
