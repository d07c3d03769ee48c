"""What goes from one phone to the next, and how it is put together there with the boxes that the hub has."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.client.modules import module_page, run

WORLD = """
const at = (name) => import(`/static/js/${name}.js`);
const [protocol, mutual, { base64url, randomBytes }, keysJs, state, { digestOf }] = await Promise.all(
  ['protocol/seal', 'protocol/mutual', 'protocol/encoding', 'storage/session-store', 'model/move-state',
    'model/digest'].map(at));
const bytes = (fill) => new Uint8Array(32).fill(fill);
const keys = { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8).fill(4) };
const [qhash, id, PAD] = [bytes(5), base64url(randomBytes(16)), 256];
const chapter = base64url(qhash);
const asking = (role, section, round = 1) => ({ keys, role, qhash, section, round });
const keyOf = (section, round = 1) => [id, base64url(keys.SID), chapter, section, String(round)];
const hub = new Map();
const keep = (box) => { hub.set(digestOf(box), box); return digestOf(box); };
const boxes = { get: async (digest) => hub.get(digest) ?? null };
const seals = new Map(), inners = new Map(), sections = [];
const sealed = (role, section) =>
  protocol.commit({ ...asking(role, section), pad: PAD, plaintext: new TextEncoder().encode(`${role} in ${section}`) });
const listed = (section, mine, theirs = null) => {
  const slots = (commit) => ({ commit: keep(commit), release: null });
  const shown = theirs ? { theirs: slots(theirs) } : {};
  sections.push({ id: section, round: 1, earlier: [], mine: slots(mine), ...shown });
};
const waiting = sealed('A', 'waiting');
seals.set(keyOf('waiting').join('/'), waiting);
listed('waiting', waiting.commit);
const [mine, theirs] = [sealed('A', 'both'), sealed('B', 'both')];
seals.set(keyOf('both').join('/'), mine);
inners.set(keyOf('both').join('/'), { inner: theirs.inner, release: new Uint8Array(3), opened: true });
listed('both', mine.commit, theirs.commit);
const IDS = ['rope', 'scarf'];
const yes = mutual.mutualCommit(asking('A', 'curious'), IDS, [true, false]);
const peer = mutual.mutualCommit(asking('B', 'curious'), IDS, [true, true]);
const m1 = mutual.mutualOpenCommit(asking('B', 'curious'), IDS, peer.commit, { ownPk: yes.state.pk });
seals.set(keyOf('curious').join('/'), { ...yes.state, commit: yes.commit });
inners.set(keyOf('curious').join('/'), { m1, release: new Uint8Array([9, 9]) });
listed('curious', yes.commit, peer.commit);
const over = mutual.mutualCommit(asking('A', 'over'), IDS, [true, false]);
seals.set(keyOf('over').join('/'), { commit: over.commit });
inners.set(keyOf('over').join('/'), { matches: ['rope'] });
listed('over', over.commit, peer.commit);
const view = { v: 9, chapters: [{ qhash: chapter, sections }] };
const log = { ready: true, both: true, chapters: [] };
const own = { log, made: [], burnt: [] };
const record = { id, role: 'A', token: 'old', qhash: chapter, keys, created: 5, later: null, view: null, ...own };
const held = { record, seals, inners, unsaid: 0 };
const handedOver = async () => {
  const { record: arrived } = state.readState(state.packState(held, view, []), 'new');
  await keysJs.addSession(arrived);
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
      const now = await keysJs.loadSealed(id);
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


def test_what_was_seen_and_made_comes_along(page: Page) -> None:
    """A hub that shows the new phone less than it showed the old one takes nothing away by that."""
    body = """
      const [ours, others] = ['A'.repeat(43), 'E'.repeat(43)];
      const settled = { me: { n: 2, note: others, yes: false, box: ours }, them: null };
      const part = { id: 'both', reveal: 'both', pad: PAD, rounds: [], notes: [{ by: 'them', box: others }], settled };
      const notices = { mine: [ours], theirs: [others] };
      const seen = { ready: true, both: true, chapters: [{ qhash: chapter, notices, sections: [part] }] };
      const full = { ...held, record: { ...record, log: seen, made: [ours] } };
      const { record: arrived } = state.readState(state.packState(full, view, []), 'new');
      return [JSON.stringify(arrived.log) === JSON.stringify(seen), [...new Set(arrived.made)], arrived.paired];
    """
    assert in_world(page, body) == [True, ["A" * 43], True]


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
      const again = await thrown(() => keysJs.sealOnce(keyOf(value), () => ({})));
      const { inners: now } = await keysJs.loadSealed(id);
      return [altered, left.handed.rounds.map(({ at }) => at[1]), now.has(keyOf(value).join('/')), again];
    """
    for section in ("both", "curious"):
        assert in_world(page, body, section) == [True, [section], False, "HandedOverError"]


def test_a_box_that_cannot_be_had_is_waited_for_and_nothing_is_sealed_meanwhile(page: Page) -> None:
    body = """
      const arrived = await handedOver();
      hub.delete(digestOf(waiting.commit));
      const first = await code.putTogether(arrived, view, boxes);
      const again = await thrown(() => keysJs.sealOnce(keyOf('waiting'), () => ({})));
      keep(waiting.commit);
      const second = await code.putTogether(first.record, view, boxes);
      return [first.altered, first.record.handed.rounds.length, again, second.record.handed];
    """
    assert in_world(page, body) == [False, 1, "HandedOverError", None]


def test_nothing_goes_over_that_the_hub_has_not_got(page: Page) -> None:
    body = """
      const unheard = structuredClone(view);
      unheard.chapters[0].sections[0].mine.commit = null;
      const elsewhere = structuredClone(view);
      elsewhere.chapters[0].sections[0].mine.commit = digestOf(new Uint8Array(1));
      const { record: left } = state.readState(state.packState(held, elsewhere, []), 'new');
      return [
        await thrown(() => state.packState(held, unheard, [])),
        await thrown(() => state.packState({ ...held, unsaid: 1 }, view, [])),
        left.handed.rounds.map(({ at }) => at[1]),
      ];
    """
    assert in_world(page, body) == ["UnsaidError", "UnsaidError", ["both", "curious", "over"]]


def test_as_many_drafts_come_along_as_fit_and_the_rest_is_counted(page: Page) -> None:
    body = """
      const drafts = [['long', 'x'.repeat(44000)], ['short', 'y'], ['middle', 'z'.repeat(20000)]];
      const { record: taken, left } = state.readState(state.packState(held, view, drafts), 'new');
      const many = new Map(Array.from({ length: 400 }, (_, n) => [keyOf('waiting', n + 2).join('/'), waiting]));
      const commit = digestOf(waiting.commit);
      const rounds = Array.from({ length: 400 }, (_, n) => ({ round: n + 2, mine: { commit } }));
      const large = structuredClone(view);
      large.chapters[0].sections[0].earlier = rounds;
      return [taken.handed.drafts.map(([name]) => name), left,
        await thrown(() => state.packState({ ...held, seals: many }, large, []))];
    """
    assert in_world(page, body) == [["short", "middle"], 1, "too long"]


def test_a_yes_that_came_too_late_or_was_cancelled_without_a_hub_ends_when_the_hub_has_heard(page: Page) -> None:
    body = """
      const { Moving } = await at('session/moving');
      const [m2, m3, box] = [digestOf(new Uint8Array(3)), new Uint8Array(1), new Uint8Array(1)];
      const move = { kind: 'approved', id: 'x', m2, m3, box };
      const said = [], answers = [{ lost: true }, { ack: true }];
      const around = { now: () => null, say: async (command) => { said.push(command.do); return answers.shift(); },
        again: () => {}, changed: () => {} };
      await keysJs.addSession({ ...record, move });
      const moving = new Moving({ ...record, move }, around);
      await moving.cancel();
      const unheard = [moving.stage, moving.trouble];
      const told = { id: 'x', until: 5, asked: true, m2: null, m3: null };
      const again = await moving.follow({ v: 2, move: { ...told, m2: 'AAAA', m3: 'x' } });
      await keysJs.updateSession(id, (each) => ({ ...each, move }));
      const late = new Moving({ ...record, move }, around);
      late.heard({ refused: 'stale', message: '' });
      while (late.trouble !== 'over') await new Promise((done) => { around.changed = done; });
      return [unheard, again.do, late.stage, (await keysJs.getSession(id)).move, said];
    """
    assert in_world(page, body) == [
        ["approved", "unheard"],
        "move-cancel",
        "none",
        None,
        ["move-cancel", "move-cancel"],
    ]


def test_what_is_for_oneself_alone_never_goes_over(page: Page) -> None:
    body = """
      const drafts = await at('storage/drafts');
      drafts.save(id, chapter, 'both', { v: 1, answers: {} });
      drafts.saveCarried(id, [[`${chapter}/private`, { v: 1, answers: {} }]]);
      return drafts.all(id).map(([name]) => name.split('/')[1]);
    """
    assert in_world(page, body) == ["both"]


@pytest.mark.parametrize("text", ["", "[]", "null", '{"v":2}', '{"v":1,"SID":"AA"}', "\x00"])
def test_what_is_no_state_is_refused(page: Page, text: str) -> None:
    body = "return thrown(() => state.readState(new TextEncoder().encode(value), 'new'));"
    assert in_world(page, body, text) == "bad content"


def test_what_follows_for_the_phone_that_a_seat_leaves(page: Page) -> None:
    body = """
      const [{ step, offered, idOf }, phone] = [await at('model/move-steps'), await at('protocol/handover')];
      const first = offered();
      const move = idOf(first);
      const told = { id: move, until: 5, asked: true, m2: null, m3: null };
      const { m2 } = phone.moveReply(first.K, first.m1);
      const other = phone.moveReply(phone.newMoveSecret(), first.m1);
      const replied = step(first, { ...told, m2: base64url(m2) }).move;
      const approved = { ...replied, kind: 'approved', box: new Uint8Array(1) };
      const short = ({ move: next, say, ended }) => [next?.kind ?? null, say?.do ?? null, ended ?? null];
      return [
        step(first, null), step(first, { ...told, id: 'another' }), step(first, told),
        step(first, { ...told, m2: base64url(m2) }), step(first, { ...told, m2: base64url(other.m2) }),
        step(replied, { ...told, m2: base64url(m2) }), step(replied, null),
        step(replied, { ...told, m2: base64url(other.m2) }),
        step(approved, { ...told, m2: base64url(m2) }), step(approved, { ...told, m2: base64url(m2), m3: 'x' }),
        step(approved, null), step(null, told), step(null, null),
      ].map(short).concat([['K' in replied, 'y' in replied]]);
    """
    assert in_world(page, body) == [
        ["offered", "move", None],
        ["offered", "move", None],
        ["offered", None, None],
        ["replied", None, None],
        [None, "move-cancel", "other-code"],
        ["replied", None, None],
        [None, None, "given-up"],
        [None, None, "given-up"],
        ["approved", "move-approve", None],
        ["approved", None, None],
        [None, None, "given-up"],
        [None, "move-cancel", None],
        [None, None, None],
        [False, False],
    ]
