"""A lock where the storage of the browser is full or switched off: the page says what to do, and promises nothing."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client.elements_support import Screen
from tests.client.lock_support import LOCK, door, lock
from tests.client.shell_page import INSIDE
from tests.support.shelf import begin_with


def passphrases(screen: Screen) -> Locator:
    return screen.page.locator("input:visible")


@pytest.mark.parametrize("storage", ["null", "{ setItem() { throw new DOMException('full', 'QuotaExceededError'); } }"])
def test_no_lock_is_set_where_the_door_could_never_ask_for_its_passphrase(screen: Screen, storage: str) -> None:
    begin_with(screen.page, f"Object.defineProperty(window, 'localStorage', {{ value: {storage} }})")
    lock("none")(screen)
    expect(passphrases(screen)).to_have_count(2)
    for field in passphrases(screen).all():
        field.fill("four words are enough")
    screen.press("Set the lock")
    expect(screen.page.get_by_text("This browser stores nothing for this page")).to_be_visible()
    assert not screen.page.evaluate(f"async () => {{ {INSIDE} return (await inside('storage/lock')).isLocked(); }}")


NO_STORAGE = """() => {
  const refuse = () => { throw new DOMException('off', 'SecurityError'); };
  IDBFactory.prototype.open = refuse;
  IDBDatabase.prototype.transaction = refuse;
}"""


@pytest.mark.parametrize("mode", ["none", "change", "off"])
def test_a_lock_that_cannot_be_stored_says_what_to_do(screen: Screen, mode: str) -> None:
    lock(mode)(screen)
    expect(passphrases(screen).first).to_be_visible()
    for field in passphrases(screen).all():
        field.fill("four words are enough")
    screen.page.evaluate(NO_STORAGE)
    screen.page.locator("form .button").first.click()
    expect(screen.page.get_by_text("This browser lets the page store nothing just now")).to_be_visible()
    assert "in a moment" not in screen.page.locator("overture-lock [role=status]").inner_text()


def test_a_lock_says_what_to_do_where_the_storage_is_off_from_the_beginning(screen: Screen) -> None:
    begin_with(screen.page, f"({NO_STORAGE})()")
    screen.show(LOCK)
    screen.page.locator("overture-lock summary").click()
    expect(screen.page.get_by_text("This browser lets the page store nothing just now")).to_be_visible()


def test_a_door_that_cannot_read_the_lock_says_what_to_do(screen: Screen) -> None:
    door(screen)
    passphrases(screen).first.fill("four words are enough")
    screen.page.evaluate(NO_STORAGE)
    passphrases(screen).first.press("Enter")
    expect(screen.page.get_by_text("Allow storage for this site, then open the page again")).to_be_visible()
