"""What was sealed is read again with a view only where it has been written since, and then whichever tab wrote it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.client.modules import module_page, run

# Two tabs of one seat that both know what is stored: a round, sealed by both.
WORLD = """
const { addSession } = await import('/static/js/storage/session-store.js');
const { takeOver } = await import('/static/js/storage/sealed-store.js');
const id = `session-${Math.random()}`;
const AT = ['chapter', 'limits', 1];
const handed = { drafts: [], rounds: [{ at: AT }] };
await addSession({ id, role: 'A', token: 'mine', hub: '', created: 1, made: [], burnt: [], view: null, keys: null });
const place = (section) => ({ keys: { SID: new Uint8Array(32) }, role: 'A', chapter: 'chapter', section });
const [limits, body, plan] = ['limits', 'body', 'plan'].map(place);
const tab = () => new code.StoredRounds(id, () => {});
const box = (byte) => new Uint8Array([byte]);
const [one, other] = [tab(), tab()];
await one.sealOnce(body, 1, () => ({ commit: box(1) }));
await one.innerOnce(body, 1, () => ({ release: box(2), opened: false }));
await one.load();
await other.load();
let asked = 0;
const getAll = IDBObjectStore.prototype.getAll;
IDBObjectStore.prototype.getAll = function (...given) { asked += 1; return getAll.apply(this, given); };
const view = async (tab, change = (record) => record) => {
  asked = 0;
  await tab.storeView(change, () => []);
  return asked > 0;
};
"""
WRITES = {
    "a seal": ("await other.sealOnce(limits, 1, () => ({ commit: box(3) }));", "one.commit(limits, 1)?.[0] === 3"),
    "an inner": ("await other.innerOnce(plan, 1, () => ({ release: box(4) }));", "one.release(plan, 1)?.[0] === 4"),
    "that it was opened": ("await other.markOpened(body, 1);", "one.inner(body, 1).opened"),
    "what came of a mutual round": (
        "await other.closeMutual(body, 1, { matches: ['rope'] });",
        "one.inner(body, 1).matches[0] === 'rope' && other.inner(body, 1).matches[0] === 'rope'",
    ),
    "what came from another phone": (
        "await view(other, (record) => ({ ...record, handed }));"
        "await takeOver(id, one.keyOf(limits, 1), { commit: box(5) }, null);",
        "one.commit(limits, 1)?.[0] === 5",
    ),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with module_page(browser) as page:
        yield page


def in_two_tabs(page: Page, body: str) -> Any:
    try:
        return run(page, "session/stored-rounds.js", WORLD + body, None)
    finally:
        page.reload()


def test_what_nobody_has_written_since_is_not_read_again(page: Page) -> None:
    own = """
      await one.sealOnce(limits, 1, () => ({ commit: box(3) }));
      await one.innerOnce(limits, 1, () => ({ release: box(4), opened: false }));
      await one.markOpened(limits, 1);
      const read = [await view(one), await view(one)];
      return [read, one.commit(limits, 1)[0], one.release(limits, 1)[0], one.inner(limits, 1).opened];
    """
    assert in_two_tabs(page, own) == [[False, False], 3, 4, True]


@pytest.mark.parametrize("what", WRITES)
def test_what_another_tab_has_written_comes_with_the_next_view(page: Page, what: str) -> None:
    write, there = WRITES[what]
    assert in_two_tabs(page, f"{write} return [await view(one), {there}, await view(one)];") == [True, True, False]


@pytest.mark.parametrize("what", WRITES)
def test_it_comes_also_where_this_tab_has_written_after_it(page: Page, what: str) -> None:
    write, there = WRITES[what]
    mine = "await one.sealOnce(place('health'), 1, () => ({ commit: box(9) }));"
    assert in_two_tabs(page, f"{write} {mine} return [await view(one), {there}];") == [True, True]


def test_a_round_that_was_sealed_already_counts_as_nothing_that_this_tab_has_written(page: Page) -> None:
    body = """
      await other.sealOnce(limits, 1, () => ({ commit: box(3) }));
      await one.sealOnce(body, 1, () => ({ commit: box(9) }));
      await one.markOpened(plan, 1);
      return [await view(one), one.commit(limits, 1)[0], one.commit(body, 1)[0]];
    """
    assert in_two_tabs(page, body) == [True, 3, 1]


def test_a_conversation_that_was_forgotten_has_nothing_sealed(page: Page) -> None:
    body = """
      const { forgetSession } = await import('/static/js/storage/session-store.js');
      await forgetSession(id);
      await one.closeMutual(plan, 1, { failed: 'before' });
      const shown = one.inner(plan, 1).failed;
      return [shown, await one.storeView((record) => record, () => []), one.commit(body, 1)];
    """
    assert in_two_tabs(page, body) == ["before", None, None]
