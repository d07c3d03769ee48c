"""What was being written belongs to what it was written about: a note, or a round."""

from playwright.sync_api import Page, expect

from tests.client.runtime_support import opened, take, talk, until
from tests.client.session.test_late_steps import KEPT
from tests.hostility.lies import NOTE, both_open, call, pages
from tests.support.browser import Phones
from tests.support.inside import INSIDE

FILL_IN = (
    """async (section) => {"""
    + INSIDE
    + """
  const { fillIn } = await inside('storage/last-time');
  const last = { answers: { v: 1, answers: {}, skip: [], talk: [], first: [] }, asked: [], items: [], left: [] };
  fillIn(conversation.id, [{ chapter: conversation.chapter, section, last, draft: false }]);
}"""
)


def writes(page: Page, words: str) -> None:
    page.evaluate("(id) => { location.hash = `#section-${id}`; }", NOTE)
    page.locator(f"#section-{NOTE}").get_by_role("button", name="Write it down").click()
    page.locator(f"#section-{NOTE} overture-notes textarea").fill(words)


def duplicated(phones: Phones) -> Page:
    """A second tab of Mia's with what the first has in its own storage."""
    tab = phones.mia.new_tab()
    tab.goto("/away")
    mine = phones.mia.page.evaluate("() => ({ ...sessionStorage })")
    tab.evaluate("(all) => Object.entries(all).forEach(([key, text]) => sessionStorage.setItem(key, text))", mine)
    return tab


def test_a_draft_does_not_take_the_place_of_a_note_that_its_writer_has_not_seen(phones: Phones) -> None:
    talk(phones)
    both_open(phones, NOTE)
    mia, sam = pages(phones)
    writes(mia, "half a thought")
    call(sam, "writing.writeNote", sam.evaluate("() => conversation.chapter"), NOTE, "Sam's words", 0)
    until(mia, "conversation.notes.note(conversation.chapter, argument)?.n === 1", NOTE)
    mia.reload()
    take(mia)
    room = mia.locator(f"#section-{NOTE}")
    expect(room.locator("overture-notes textarea")).to_have_value("half a thought")
    room.get_by_role("button", name="Save for both of us").click()
    expect(room).to_contain_text("Your partner saved a text while you were writing")
    assert mia.evaluate("(id) => conversation.notes.note(conversation.chapter, id).text", NOTE) == "Sam's words"


def test_what_one_tab_has_saved_is_no_draft_in_another(phones: Phones) -> None:
    talk(phones)
    both_open(phones, NOTE)
    mia, _ = pages(phones)
    writes(mia, "our words")
    tab = duplicated(phones)
    mia.locator(f"#section-{NOTE}").get_by_role("button", name="Save for both of us").click()
    until(mia, "conversation.notes.note(conversation.chapter, argument)?.n === 1", NOTE)
    tab.goto(f"/s#section-{NOTE}")
    room = tab.locator(f"#section-{NOTE} overture-notes")
    expect(room.get_by_role("button", name="Change the words")).to_be_visible()
    expect(room.locator("textarea")).to_have_count(0)
    assert not [key for key in tab.evaluate(KEPT) if key.endswith("/note")]
    tab.close()


def test_what_was_said_the_last_time_is_for_the_round_that_it_was_filled_in_for(phones: Phones) -> None:
    talk(phones)
    mia, sam = pages(phones)
    mia.evaluate(FILL_IN, NOTE)
    tab = duplicated(phones)
    tab.goto(f"/s#section-{NOTE}")
    expect(tab.locator(f"#section-{NOTE} .tag[data-since]").first).to_be_visible()
    both_open(phones, NOTE)
    chapter = sam.evaluate("() => conversation.chapter")
    for page in (mia, sam):
        assert opened(page, NOTE)
        call(page, "send", {"do": "again", "chapter": chapter, "section": NOTE, "round": 2})
    expect(tab.locator("overture-questions[round='2'] .question").first).to_be_visible()
    expect(tab.locator(f"#section-{NOTE} .tag[data-since]")).to_have_count(0)
    tab.close()
