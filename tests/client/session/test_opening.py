"""What lies between the second seal and what both sealed: a view is stored, and what follows from it read, at once."""

from playwright.sync_api import expect

from tests.client.runtime_support import seal, talk, until
from tests.support.browser import Phones

SECTION = "building"
# What is asked of the storage, sent to the hub, and drawn, in order. Notices and the outbox are stored beside it. A
# transaction is named with its stores and how many times it is asked for more after an answer, the first time included.
NOTE = """(section) => {
  window.steps = [];
  const asking = new WeakMap();
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, ...rest) {
    const one = begin.call(this, stores, ...rest);
    const names = [stores].flat();
    if (['seals', 'inners'].some((name) => names.includes(name))) {
      const name = names.filter((each) => each !== 'settings').sort().join(' ');
      asking.set(one, { answered: true, times: 0 });
      one.addEventListener('complete', () => window.steps.push(`${name}: ${asking.get(one).times}`));
    }
    return one;
  };
  for (const name of ['get', 'getKey', 'getAll', 'getAllKeys', 'put', 'add', 'delete']) {
    const ask = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
      const request = ask.apply(this, given);
      const asked = asking.get(this.transaction);
      if (!asked) return request;
      if (asked.answered) asked.times += 1;
      asked.answered = false;
      request.addEventListener('success', () => (asked.answered = true));
      return request;
    };
  }
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    window.steps.push(JSON.parse(data).do);
    send.call(this, data);
  };
  const room = document.getElementById(`section-${section}`);
  new MutationObserver(() => window.steps.push(`drawn ${room.dataset.state}`))
    .observe(room, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
  // What the hub has drawn waits for that long at most, which a busy machine may need.
  const later = window.setTimeout;
  window.waiting = [];
  window.setTimeout = (work, after, ...given) =>
    ([300, 500].includes(after) ? window.waiting.push(work) : later(work, after, ...given));
}"""
# Lets what was held up go on, and what follows from that.
GO_ON = """async () => {
  while (window.waiting.length > 0) {
    window.waiting.shift()();
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
  }
}"""


def test_what_is_sealed_is_sent_before_it_is_drawn_and_each_step_is_one_transaction(phones: Phones) -> None:
    """The partner's phone waits for what is sent. A transaction reads all at once, then it writes all at once."""
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    seal(sam, SECTION, "two")
    until(sam, f"conversation.section(conversation.chapter, '{SECTION}').mine.commit")
    mia.evaluate("(section) => { location.hash = `#section-${section}`; }", SECTION)
    mia.locator(f"#section-{SECTION} overture-questions h2").first.wait_for()
    mia.evaluate(NOTE, SECTION)
    seal(mia, SECTION, "one")
    mia.locator(f"#section-{SECTION} overture-opened h3").first.wait_for()
    steps = mia.evaluate("() => window.steps")
    assert steps[:2] == ["seals sessions: 2", "commit"]
    # That both have sealed is not drawn where it opens at once.
    assert {step for step in steps if step.startswith("drawn")} <= {"drawn open", "drawn opened"}
    before = steps[: steps.index("release")]
    view = "boxes inners seals sessions: 2"
    assert [step for step in before[2:] if not step.startswith("drawn")] == [view, "inners sessions: 2"]
    assert {step for step in before if step.startswith("drawn")} <= {"drawn open"}
    after = steps[len(before) + 1 :]
    assert "drawn opened" in after
    assert {step for step in after if not step.startswith("drawn")} <= {view, "inners seals sessions: 2"}
    # The screen that was left out is not drawn afterwards, when it has been waited for long enough.
    mia.evaluate(GO_ON)
    expect(mia.locator(f"#section-{SECTION}")).to_have_attribute("data-state", "opened")
    assert mia.evaluate("() => document.querySelector('#held')") is None
