"""What lies between the second seal and what both sealed: a view is stored, and what follows from it read, at once."""

from tests.client.runtime_support import seal, talk, until
from tests.support.browser import Phones

SECTION = "building"
# What is asked of the storage and said to the hub, in order. Notices and the outbox are stored beside it.
NOTE = """() => {
  window.steps = [];
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, ...rest) {
    const one = begin.call(this, stores, ...rest);
    const names = [stores].flat();
    if (['seals', 'inners'].some((name) => names.includes(name))) {
      const name = names.filter((each) => each !== 'settings').sort().join(' ');
      one.addEventListener('complete', () => window.steps.push(name));
    }
    return one;
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    window.steps.push(JSON.parse(data).do);
    send.call(this, data);
  };
}"""


def test_a_view_and_what_follows_from_it_are_one_transaction_each(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    seal(sam, SECTION, "two")
    until(sam, f"conversation.section(conversation.chapter, '{SECTION}').mine.commit")
    mia.evaluate(NOTE)
    seal(mia, SECTION, "one")
    until(mia, f"conversation.rounds.opened(conversation.chapter, '{SECTION}', 1)")
    view = "boxes inners seals sessions"
    assert mia.evaluate("() => window.steps.slice(0, 6)") == [
        *("seals sessions", "inners seals sessions", "commit"),
        *(view, "inners sessions", "release"),
    ]
    assert set(mia.evaluate("() => window.steps.slice(6)")) <= {view, "inners"}
