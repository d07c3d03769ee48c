"""How what came from another phone is put together with the boxes that the hub has; what goes over: tests/js/model."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.client.modules import module_page, run

WORLD = """
const at = (name) => import(`/static/js/${name}.js`);
const rooms = ['protocol/seal', 'protocol/mutual', 'protocol/encoding', 'protocol/hashes', 'model/move-state'];
const [protocol, mutual, { base64url }, { digestOf }, state] = await Promise.all(rooms.map(at));
const [sessions, sealedStore] = await Promise.all(['storage/session-store', 'storage/sealed-store'].map(at));
const seat = (await import('/tests/js/support/moved-seat.js')).movedSeat();
const { id, asking, sealed, keyOf, hub, keep, view, record, held } = seat;
const { waiting, mine, theirs, yes, m1, over, chapter, IDS } = seat;
const boxes = { get: async (digest) => hub.get(digest) ?? null };
const handedOver = async () => {
  const { record: arrived } = state.readState(state.packState(held, view, []), 'new');
  await sessions.addSession(arrived);
  return arrived;
};
const same = (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other));
const plain = (value) => Object.fromEntries(Object.entries(value).sort().map(([name, each]) =>
  [name, each instanceof Uint8Array ? base64url(each) : each]));
const thrown = (work) => Promise.resolve().then(work).then(() => 'nothing', (error) => error.kind ?? error.name);
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with module_page(browser) as page:
        yield page


def in_world(page: Page, body: str, value: Any = None) -> Any:
    return run(page, "session/move-restore.js", WORLD + body, value)


def test_all_of_it_is_put_together_again(page: Page) -> None:
    body = """
      const { record: left } = await code.putTogether(await handedOver(), view, boxes);
      const now = await sealedStore.loadSealed(id);
      const [whole, both] = [now.seals.get(keyOf('waiting').join('/')), now.inners.get(keyOf('both').join('/'))];
      const pair = { ownInner: theirs.inner, peerInner: mine.inner };
      const released = protocol.openRelease(asking('A', 'both'), both.release, pair);
      return {
        handed: left.handed, token: left.token, rows: [now.seals.size, now.inners.size],
        waiting: same(whole, waiting), both: same(now.seals.get(keyOf('both').join('/')), mine),
        inner: same({ x: both.inner }, { x: theirs.inner }), opened: both.opened,
        released: same({ x: released }, { x: mine.sk }),
        curious: same(now.seals.get(keyOf('curious').join('/')), { ...yes.state, commit: yes.commit }),
        peer: same(now.inners.get(keyOf('curious').join('/')), { m1, release: new Uint8Array([9, 9]) }),
        over: [same(now.seals.get(keyOf('over').join('/')), { commit: over.commit }),
          now.inners.get(keyOf('over').join('/'))],
      };
    """
    assert in_world(page, body) == {
        "handed": None,
        "token": "new",
        "rows": [4, 3],
        **dict.fromkeys(("waiting", "both", "inner", "opened", "released", "curious", "peer"), True),
        "over": [True, {"matches": ["rope"]}],
    }


def test_another_commit_than_the_one_that_a_release_went_out_against_is_not_taken(page: Page) -> None:
    """A hub and a partner who make up a second commit, after they could read ours, for the phone that is new."""
    body = """
      const arrived = await handedOver();
      const shown = structuredClone(view);
      const place = shown.chapters[0].sections.find((section) => section.id === value);
      const later = value === 'both'
        ? sealed('B', 'both')
        : mutual.mutualCommit(asking('B', 'curious'), IDS, [false, true]);
      place.theirs.commit = keep(later.commit);
      const { record: left, altered } = await code.putTogether(arrived, shown, boxes);
      const again = await thrown(() => sealedStore.sealOnce(keyOf(value), () => ({})));
      const { inners: now } = await sealedStore.loadSealed(id);
      return [altered, left.handed.rounds.map(({ at }) => at[1]), now.has(keyOf(value).join('/')), again];
    """
    for section in ("both", "curious"):
        assert in_world(page, body, section) == [True, [section], False, "HandedOverError"]


def test_a_box_that_cannot_be_had_is_waited_for_and_nothing_is_sealed_meanwhile(page: Page) -> None:
    body = """
      const arrived = await handedOver();
      hub.delete(digestOf(waiting.commit));
      const first = await code.putTogether(arrived, view, boxes);
      const again = await thrown(() => sealedStore.sealOnce(keyOf('waiting'), () => ({})));
      keep(waiting.commit);
      const second = await code.putTogether(first.record, view, boxes);
      return [first.altered, first.record.handed.rounds.length, again, second.record.handed];
    """
    assert in_world(page, body) == [False, 1, "HandedOverError", None]


def test_a_yes_that_came_too_late_or_was_cancelled_without_a_hub_ends_when_the_hub_has_heard(page: Page) -> None:
    body = """
      const { Moving } = await at('session/moving');
      const [m2, m3, box] = [digestOf(new Uint8Array(3)), new Uint8Array(1), new Uint8Array(1)];
      const move = { kind: 'approved', id: 'x', m2, m3, box };
      const said = [], answers = [{ lost: true }, { ack: true }];
      const connection = { send: async (command) => { said.push(command.do); return answers.shift(); } };
      const [requestSync, changed] = [() => {}, () => {}];
      const context = { id, record: { ...record, move }, view: null, connection, requestSync, changed };
      await sessions.addSession({ ...record, move });
      const moving = new Moving(context);
      await moving.cancel();
      const unacknowledged = [moving.stage, moving.trouble];
      const told = { id: 'x', until: 5, asked: true, m2: null, m3: null };
      const again = await moving.follow({ v: 2, move: { ...told, m2: 'AAAA', m3: 'x' } });
      await sessions.updateSession(id, (each) => ({ ...each, move }));
      const late = new Moving(context);
      late.receiveResult({ refused: 'stale', message: '' });
      while (late.trouble !== 'over') await new Promise((done) => { context.changed = done; });
      return [unacknowledged, again.do, late.stage, (await sessions.getSession(id)).move, said];
    """
    assert in_world(page, body) == [
        ["approved", "unacknowledged"],
        "move-cancel",
        "none",
        None,
        ["move-cancel", "move-cancel"],
    ]


def test_what_is_for_oneself_alone_never_goes_over(page: Page) -> None:
    body = """
      const drafts = await at('storage/drafts');
      drafts.save(id, chapter, 'both', 1, { v: 1, answers: {} });
      drafts.savePrivate(id, [[`${chapter}/private`, { v: 1, answers: {} }]]);
      return drafts.all(id).map(([name]) => name.split('/')[1]);
    """
    assert in_world(page, body) == ["both"]
