"""Drafts where the storage of a tab has no room for what is being written."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.client.modules import module_page, run

# A tab with room for so many characters, and a lock that makes what it seals longer, and is none.
WORLD = """
const { setKey } = await import('/static/js/storage/lock.js');
sessionStorage.clear();
code.erase('id');
let room = Infinity;
const setItem = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, text) {
  const others = Object.entries(this).filter(([each]) => each !== key).reduce((sum, [, each]) => sum + each.length, 0);
  if (others + text.length > room) throw new DOMException('full', 'QuotaExceededError');
  setItem.call(this, key, text);
};
const stored = () => Object.values(sessionStorage).join('');
const MORE = 'x'.repeat(9);
const KEY = { id: 'lock', sealText: (text) => MORE + btoa(text), openText: (sealed) => atob(sealed.slice(9)) };
const save = (word) => code.save('id', 'chapter', 'section', 1, { answers: { question: word } });
const kept = () => code.load('id', 'chapter', 'section', 1)?.answers.question;
const handed = () => code.all('id').map(([, text]) => JSON.parse(text).answers.answers.question);
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with module_page(browser) as page:
        yield page


def in_a_tab(page: Page, body: str) -> Any:
    try:
        return run(page, "storage/drafts.js", WORLD + body, None)
    finally:
        page.reload()


def test_what_was_written_last_counts_also_where_only_an_earlier_text_had_room(page: Page) -> None:
    body = """
      save('short');
      room = 100;
      save('much longer '.repeat(20));
      const [last, moved] = [kept(), handed()];
      save('fits');
      return [last.length, moved.map((text) => text.length), kept(), handed()];
    """
    assert in_a_tab(page, body) == [240, [240], "fits", ["fits"]]


def test_under_a_new_lock_nothing_stays_readable_also_where_what_is_locked_has_no_room(page: Page) -> None:
    body = """
      save('secret');
      room = stored().length;
      code.reencryptDrafts(() => setKey(KEY));
      return [stored(), kept()];
    """
    assert in_a_tab(page, body) == ["", "secret"]


def test_with_room_for_it_a_draft_is_stored_under_the_lock(page: Page) -> None:
    body = """
      save('secret');
      code.reencryptDrafts(() => setKey(KEY));
      return [stored().startsWith('sealed:'), stored().includes('secret'), kept()];
    """
    assert in_a_tab(page, body) == [True, False, "secret"]
