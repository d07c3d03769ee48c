"""What is tried again in the background: a failure that passes is not mentioned, a defect of the page is reported."""

import pytest
from playwright.sync_api import Page

from tests.client.modules import run

REPORTED = """
const reported = [];
const catches = (event) => { event.preventDefault(); reported.push(event.error.name); };
window.addEventListener('error', catches);
const failure = Object.assign(new Error('in a test'), { name: value });
const fails = async () => { throw failure; };
"""
FOLLOW = """
const waits = window.setTimeout;
const retried = new Promise((done) => { window.setTimeout = () => done(); });
const context = Object.assign(new EventTarget(), {
  chapter: 'q', documents: new Map([['q', {}]]), record: {}, changed() {}, keys: {},
  history: { hubView: null }, moving: { follow: fails }, rounds: { stored: { load: async () => null } },
});
new code.Sync(context).follow({ chapters: [{ qhash: 'q' }], pairing: null }, true);
await retried;
window.setTimeout = waits;
window.removeEventListener('error', catches);
return reported;
"""
LOAD = """
const database = indexedDB.open;
const outbox = new code.Outbox('s', { open: false, send: fails });
indexedDB.open = () => { throw failure; };
await outbox.drain();
indexedDB.open = database;
window.removeEventListener('error', catches);
return reported;
"""
PASSING = ["StorageError", "LockedError", "UnreachableError", "WorkerError"]
DEFECTS = ["TypeError", "RangeError", "CommandError"]


@pytest.mark.parametrize("name", [*PASSING, *DEFECTS])
def test_a_step_that_fails_is_taken_again_and_a_defect_is_reported(page: Page, name: str) -> None:
    found = run(page, "session/sync.js", REPORTED + FOLLOW, name)
    assert found == ([name] if name in DEFECTS else [])


@pytest.mark.parametrize("name", ["StorageError", "TypeError"])
def test_what_waits_goes_on_without_the_storage_and_a_defect_is_reported(page: Page, name: str) -> None:
    # What an outbox still did in the last page could have opened the storage in this one.
    page.reload()
    found = run(page, "net/outbox.js", REPORTED + LOAD, name)
    assert found == ([name] if name in DEFECTS else [])


def test_a_part_that_cannot_be_fetched_is_no_defect(page: Page) -> None:
    body = """
      const names = [];
      for (const error of [new TypeError('Failed to fetch'), new SyntaxError('in it')]) {
        await code.part(Promise.reject(error)).catch(({ name }) => names.push(name));
      }
      return names;
    """
    assert run(page, "net/defects.js", body, None) == ["UnreachableError", "SyntaxError"]
