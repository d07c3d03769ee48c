"""What is still under way, or in another tab, when a conversation leaves this phone: nothing of it is left behind."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.client.runtime_support import seal, stored, take, talk, until
from tests.hostility.lies import both_open, call
from tests.support.browser import Phones

SECTION = "building"
DRAFT = """(words) => conversation.saveDraft('building', {
  v: 1, answers: { dynamic: words }, skip: [], talk: [], first: [],
})"""
KEPT = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('overture.draft'))"
WIPED = """() => new Promise((done, failed) => {
  const request = indexedDB.open('overture');
  request.onerror = failed;
  request.onsuccess = () => {
    const gone = request.result.transaction('sessions', 'readwrite').objectStore('sessions').clear();
    gone.onerror = failed;
    gone.onsuccess = () => { request.result.close(); done(); };
  };
})"""
NAME = "(run) => conversation[run[0]][run[1]](...run[2]).then((done) => done, ({ name }) => name)"


def two_tabs(phones: Phones) -> tuple[Page, Page]:
    talk(phones)
    tab = phones.mia.new_tab()
    tab.goto("/s")
    take(tab)
    until(tab, "conversation.link === 'connected' && conversation.document")
    return phones.mia.page, tab


def run(page: Page, part: str, method: str, *given: Any) -> Any:
    """What it comes to, or the name of the error."""
    return page.evaluate(NAME, [part, method, list(given)])


def test_what_was_being_written_in_another_tab_goes_with_the_conversation(phones: Phones) -> None:
    mia, tab = two_tabs(phones)
    tab.evaluate(DRAFT, "half a thought")
    assert tab.evaluate(KEPT)
    mia.evaluate("() => conversation.end()")
    expect(tab.locator("#stage")).to_have_attribute("data-screen", "ended")
    assert tab.evaluate(KEPT) == []
    tab.close()


def test_a_note_that_is_refused_after_the_end_is_no_draft(phones: Phones) -> None:
    talk(phones)
    both_open(phones, SECTION)
    mia = phones.mia.page
    mia.evaluate("() => { conversation.outbox.send = async (command) => { window.note = command; return {}; }; }")
    call(mia, "writing.writeNote", mia.evaluate("() => conversation.chapter"), SECTION, "too late", 0)
    mia.evaluate("() => conversation.end()")
    expect(mia.locator("#stage")).to_have_attribute("data-screen", "ended")
    mia.evaluate("() => conversation.writing.keepAsDraft(window.note)")
    assert mia.evaluate(KEPT) == []


def test_what_another_tab_has_deleted_is_neither_sealed_nor_sent_nor_stored(phones: Phones) -> None:
    talk(phones)
    mia = phones.mia.page
    mia.evaluate(DRAFT, "half a thought")
    chapter = mia.evaluate("() => conversation.chapter")
    mia.evaluate(WIPED)
    answers = {"v": 1, "answers": {}, "skip": [], "talk": [], "first": []}
    assert run(mia, "rounds", "seal", chapter, SECTION, 1, answers) == "StorageError"
    assert mia.evaluate(KEPT), "what was not sealed is still there"
    limit = {"limit": {"kissing": "hard-limit"}}
    assert run(mia, "writing", "sendNotice", chapter, limit) == "Error"
    again = {"do": "again", "chapter": chapter, "section": SECTION, "round": 2}
    assert run(mia, "outbox", "send", again) == {"lost": True}
    found = stored(mia)
    assert [found[name] for name in ("sessions", "seals", "outbox")] == [[], [], []]


def test_a_pause_in_a_conversation_that_another_tab_has_deleted_holds_and_is_not_stored(phones: Phones) -> None:
    talk(phones)
    mia = phones.mia.page
    mia.evaluate("() => { conversation.connection.send = () => new Promise(() => {}); }")
    mia.evaluate(WIPED)
    mia.evaluate("() => conversation.pause()")
    assert mia.evaluate("() => conversation.pausedByMe")
    assert stored(mia)["outbox"] == []


def test_the_order_in_which_it_is_deleted_and_sealed_does_not_matter(phones: Phones) -> None:
    mia, tab = two_tabs(phones)
    seal(tab, SECTION, "sealed first")
    until(mia, "conversation.section(conversation.chapter, argument).state === 'sealed'", SECTION)
    mia.evaluate("() => conversation.end()")
    for page in (mia, tab):
        expect(page.locator("#stage")).to_have_attribute("data-screen", "ended")
    found = stored(mia)
    assert [found[name] for name in ("sessions", "seals", "inners", "boxes")] == [[], [], [], []]
    tab.close()
