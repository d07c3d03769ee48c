"""A lock of one's own: what is stored under it, what the door asks, and what forgetting it means."""

from playwright.sync_api import Page, expect

from tests.client.runtime_support import make_code, opened, said_by, seal, stored, take, talk, until
from tests.support.browser import Phone, Phones
from tests.support.inside import INSIDE
from tests.support.shelf import PICTURE

SECTION, OTHER = "building", "limits"
OFFLINE = "ERR_INTERNET_DISCONNECTED|WebSocket connection"
OUTSIDE = {"id", "added", "created", "token", "hub", "sealed"}
"""What stands beside what is sealed."""
PASSPHRASE = "four words are enough"
DRAFT = "typed and not yet sealed"
TYPES = """(note) =>
  conversation.saveDraft('limits', {v: 1, answers: {note}, skip: [], talk: [], first: []})"""
PRIVATE = (
    """async (note) => {"""
    + INSIDE
    + """
  const own = await inside('storage/private-answers');
  if (note) own.keepPrivate('Q', 'ready', {v: 1, answers: {note}, skip: [], talk: [], first: []});
  return own.privateAnswers('Q', 'ready').answers.note ?? null;
}"""
)
DRAFTS = """() => Object.entries(sessionStorage)
  .filter(([key]) => key.startsWith('overture.draft')).map(([, text]) => text)"""
PAST_THE_LOCK = (
    """async () => {"""
    + INSIDE
    + """
  const { chosen, getSession } = await inside('storage/session-store');
  const { sealOnce } = await inside('storage/sealed-store');
  const tries = [getSession(chosen()), sealOnce([chosen(), 'SID', 'Q', 'limits', '1'], () => ({}))];
  return (await Promise.allSettled(tries)).map(({reason}) => reason?.name);
}"""
)


def set_lock(page: Page, passphrase: str = PASSPHRASE) -> None:
    if page.locator("#this-conversation").count() > 0:
        page.evaluate("() => { location.hash = 'this-conversation' }")
    page.get_by_text("Lock with a passphrase").click()
    page.get_by_label("Your passphrase, at least eight").fill(passphrase)
    page.get_by_label("The same passphrase again").fill(passphrase)
    page.get_by_role("button", name="Set the lock").click()
    expect(page.locator("overture-lock [role=status]")).to_have_text("The lock is set.")


def try_passphrase(page: Page, passphrase: str) -> None:
    page.get_by_label("Passphrase").fill(passphrase)
    page.get_by_role("button", name="Continue").click()


def open_door(page: Page, passphrase: str = PASSPHRASE) -> None:
    try_passphrase(page, passphrase)
    take(page)


def in_plain(page: Page) -> set[str]:
    """The names of all fields that can be read in what this phone keeps of its conversations."""
    kept = stored(page)
    return {name for store in ("sessions", "seals", "inners") for each in kept[store] for name in each}


def assert_unreadable(page: Page) -> None:
    """What was being written in this tab is there, and nobody can read it before its door is open."""
    drafts = page.evaluate(DRAFTS)
    assert drafts
    assert not [text for text in drafts if not text.startswith("sealed:")]


def look(phone: Phone, name: str) -> None:
    phone.check_accessible()
    phone.screenshot(name)


def test_what_is_kept_is_under_the_lock_and_the_door_asks_for_it(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    for page in (mia, sam):
        seal(page, SECTION, "words")
    for page in (mia, sam):
        opened(page, SECTION)
    mia.evaluate(TYPES, DRAFT)
    assert {"keys", "view", "sk", "inner", "release"} <= in_plain(mia)
    set_lock(mia)
    assert in_plain(mia) == OUTSIDE
    [draft] = mia.evaluate(DRAFTS)
    assert DRAFT not in draft
    mia.reload()
    expect(mia.get_by_label("Passphrase")).to_be_focused()
    expect(mia.locator("#stage")).to_be_hidden()
    assert "Overture" not in mia.locator("body").inner_text()
    try_passphrase(mia, "not that one")
    expect(mia.get_by_role("status")).to_contain_text("That is not the passphrase.")
    expect(mia.get_by_label("Passphrase")).to_be_focused()
    look(phones.mia, "lock-door")
    assert mia.evaluate(PAST_THE_LOCK) == ["LockedError", "LockedError"]
    mia.get_by_role("button", name="Exit now").click()
    mia.wait_for_url("**/away")
    # A seat that moves to this phone brings keys, so the lock is asked for there too.
    for path in ("/m", "/s"):
        phones.mia.goto(path)
        expect(mia.get_by_label("Passphrase")).to_be_focused()
    said = said_by(mia)
    phones.mia.context.set_offline(True)
    mia.get_by_role("button", name="Pause").click()
    expect(mia.get_by_role("status")).to_contain_text("Paused on this phone.")
    phones.mia.expect_problem(OFFLINE)
    phones.mia.context.set_offline(False)
    until(sam, "conversation.pausedByThem")
    expect(mia.get_by_role("status")).to_have_text("Paused, and passed on.")
    expect(mia.get_by_role("status")).to_be_focused()
    assert [one["do"] for one in said if "do" in one] == ["pause"]
    open_door(mia)
    assert opened(mia, SECTION)["theirs"] == opened(sam, SECTION)["mine"]
    assert mia.evaluate("() => conversation.loadDraft('limits').answers.note") == DRAFT
    until(mia, "conversation.pausedByMe")
    mia.evaluate("() => conversation.resume()")
    until(sam, "!conversation.pausedByThem")
    seal(mia, OTHER, "more words")
    until(sam, "conversation.link === 'connected'")
    assert in_plain(mia) == OUTSIDE


def test_a_door_that_did_not_come_at_first_is_asked_for_again(phones: Phones) -> None:
    mia = phones.mia
    mia.goto(PICTURE)
    mia.page.evaluate("() => localStorage.setItem('overture.lock', '1')")
    mia.page.route("**/ui/lock-door.js", lambda route: route.abort(), times=1)
    mia.expect_problem("Failed to load resource")
    mia.goto("/s")
    expect(mia.page.get_by_label("Passphrase")).to_be_visible()


def _writes_beside_the_settings(mia: Phone) -> tuple[Page, Page]:
    """A tab in which something is being written, and one with the settings of the phone."""
    make_code(mia)
    settings = mia.new_tab()
    settings.goto("/")
    settings.get_by_text("Settings of this phone").click()
    mia.page.evaluate(TYPES, DRAFT)
    return mia.page, settings


def test_another_tab_meets_the_door_when_a_lock_is_set_and_is_let_in_when_it_is_off(phones: Phones) -> None:
    first, second = _writes_beside_the_settings(phones.mia)
    first.evaluate(PRIVATE, "for me alone")
    set_lock(second)
    expect(first.get_by_label("Passphrase")).to_be_visible()
    assert_unreadable(first)
    open_door(first)
    assert first.evaluate(PRIVATE) == "for me alone"
    [draft] = first.evaluate(DRAFTS)
    assert DRAFT not in draft
    second.get_by_role("button", name="Change the passphrase").click()
    second.get_by_label("Your current passphrase").fill(PASSPHRASE)
    for label in ("at least eight", "same passphrase again"):
        second.get_by_label(label).fill("another passphrase")
    second.get_by_role("button", name="Change the passphrase").click()
    expect(second.get_by_text("The passphrase is changed.")).to_be_visible()
    expect(first.get_by_label("Passphrase")).to_be_visible()
    assert_unreadable(first)
    open_door(first, "another passphrase")
    second.get_by_role("button", name="Remove the lock").click()
    second.get_by_label("Your current passphrase").fill("another passphrase")
    with first.expect_navigation():
        second.get_by_role("button", name="Remove the lock").click()
    expect(second.get_by_text("The lock is removed.")).to_be_visible()
    take(first)
    until(first, "conversation.pairing.secret")
    assert first.evaluate("() => conversation.loadDraft('limits').answers.note") == DRAFT
    assert "secret" in in_plain(second)


def test_what_waits_behind_the_neutral_door_of_another_tab_is_under_the_lock_at_once(phones: Phones) -> None:
    first, second = _writes_beside_the_settings(phones.mia)
    first.get_by_role("button", name="Exit now").first.click()
    first.wait_for_url("**/away")
    phones.mia.goto("/s")
    expect(first.get_by_role("button", name="Continue")).to_be_visible()
    expect(first.get_by_label("Passphrase")).to_have_count(0)
    set_lock(second)
    expect(first.get_by_label("Passphrase")).to_be_visible()
    assert_unreadable(first)
    open_door(first)
    until(first, "conversation.pairing.secret")
    assert first.evaluate("() => conversation.loadDraft('limits').answers.note") == DRAFT


def test_a_forgotten_passphrase_takes_everything_with_it(phones: Phones) -> None:
    make_code(phones.mia)
    mia = phones.mia.page
    mia.goto("/")
    mia.get_by_text("Settings of this phone").click()
    mia.get_by_text("Lock with a passphrase").click()
    expect(mia.locator("overture-lock")).to_contain_text(
        "If you forget the passphrase, nobody can open this conversation"
    )
    look(phones.mia, "lock-setting")
    mia.get_by_text("Lock with a passphrase").click()
    set_lock(mia)
    mia.goto("/s")
    expect(mia.get_by_role("button", name="End", exact=True)).to_be_visible()
    mia.get_by_text("I have forgotten it").click()
    mia.get_by_role("button", name="Delete everything from this phone").click()
    expect(mia.get_by_role("button", name="Keep it")).to_be_focused()
    look(phones.mia, "lock-forgotten")
    mia.get_by_role("button", name="Yes, delete it here").click()
    expect(mia.locator("#stage")).to_have_attribute("data-screen", "none")
    kept = stored(mia)
    assert kept["sessions"] == []
    assert kept["settings"] == []


def test_who_has_forgotten_it_may_still_end_at_the_door(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    set_lock(mia)
    mia.reload()
    end = mia.get_by_role("button", name="End", exact=True)
    end.click()
    look(phones.mia, "lock-door-end")
    mia.get_by_role("button", name="Keep it").click()
    assert sam.evaluate("() => conversation.link") == "connected"
    end.click()
    mia.get_by_role("button", name="End and delete").click()
    until(sam, "conversation.link === 'gone'")
    expect(mia.get_by_role("status")).to_contain_text("Ended and deleted here.")
    expect(end).to_be_hidden()
    expect(mia.get_by_role("status")).to_be_focused()
    kept = stored(mia)
    assert (kept["sessions"], kept["seals"], kept["inners"]) == ([], [], [])
