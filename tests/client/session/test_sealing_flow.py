"""What the phones seal follows from the document that both confirmed, whatever the hub says of the section."""

import copy
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.client.modules import DOCUMENT, run

SEAL = """
const bytes = (fill) => new Uint8Array(32).fill(fill);
const keys = { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8) };
const place = { keys, role: 'A', chapter: 'A'.repeat(43), section: 'all' };
const database = await new Promise((done) => {
  const request = indexedDB.open('overture', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('sessions', { keyPath: 'id' });
    for (const name of ['seals', 'inners', 'boxes', 'settings']) request.result.createObjectStore(name);
    request.result.createObjectStore('outbox', { autoIncrement: true });
  };
  request.onsuccess = () => done(request.result);
});
const kept = { id: 'this-session', made: [], burnt: [] };
const writing = database.transaction('sessions', 'readwrite').objectStore('sessions').put(kept);
await new Promise((done) => { writing.onsuccess = done; });
database.close();
const rounds = new code.Rounds({
  id: 'this-session', boxes: { get: async () => null }, documentOf: () => value,
  section: () => ({ round: 1, state: 'open' }),
  place: () => place, head: () => undefined, changed: () => {}, requestSync: () => {},
});
const answers = { v: 1, answers: { words: 'Hello' }, skip: [], talk: [], first: [] };
try {
  await rounds.seal(place.chapter, place.section, 1, answers);
} catch (error) {
  return error.kind ?? String(error);
}
const round = { round: 1, state: 'open', mine: { commit: null, release: null } };
const now = { round, document: value, paused: false, scene: false, ready: true, newest: true, burnt: false };
const current = { ...place, ...now };
for (const waits of [{ paused: true }, { scene: true }, { ready: false }, { newest: false }]) {
  if ((await rounds.step({ ...current, ...waits })).length > 0) return waits;
}
const commands = await rounds.step(current);
return commands.map((command) => [command.do, Math.floor(command.box.length * 3 / 4)]);
"""


def opens(reveal: str) -> Any:
    document = copy.deepcopy(DOCUMENT)
    document["sections"][0]["reveal"] = reveal
    return document


def test_the_size_is_the_documents_and_it_waits_for_a_pause_and_a_scene(page: Page) -> None:
    assert run(page, "session/rounds.js", SEAL, opens("both")) == [["commit", 4096 + 162]]


@pytest.mark.parametrize("reveal", ["mutual", "never"])
def test_what_does_not_open_whole_for_both_is_not_sealed(page: Page, reveal: str) -> None:
    assert run(page, "session/rounds.js", SEAL, opens(reveal)) == "bad content"
