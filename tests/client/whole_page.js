/* A phone whole, without a hub: its own modules and its own storage (storage_faults.js stands before this). */

// The hub, as far as a connection of its own goes.
let heard = [];
window.WebSocket = class {
  constructor() { setTimeout(() => this.onopen?.()); }
  send(text) {
    const { hello, id, ...command } = JSON.parse(text);
    if (!hello) heard.push(command);
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(hello ? { view: {} } : { ack: id }) }));
  }
  close() {}
};
class Hub extends EventTarget {
  state = 'connected';
  constructor(open) { super(); this.open = open; }
  async send(command) {
    if (!this.open) return { lost: true };
    heard.push(command);
    await new Promise((goOn) => setTimeout(goOn, 1));
    return { ack: true };
  }
  async fetch() { return null; }
  start() {}
  stop() { this.open = false; }
}

const [{ Conversation }, { t }, { runAction }, keys, lock, lockChange, { drawLock }, asides, handover, encoding, { H32 }, drafts] =
  await Promise.all(['session/conversation', 'i18n', 'ui/failure-notice', 'storage/session-store', 'storage/lock',
    'ui/lock-change', 'ui/lock-door', 'protocol/asides', 'protocol/handover', 'protocol/encoding', 'protocol/hashes',
    'storage/drafts'].map((name) => import(`/static/y/js/${name}.js`)));
await import('/static/y/js/elements/index.js');
await import('/static/y/js/elements/answering.js');
await import('/static/y/js/elements/later.js');
await import('/static/y/js/elements/overture-home.js');
await import('/static/y/js/elements/overture-arriving.js');

const [ID, Q, NAMES] = ['i'.repeat(22), 'Q'.repeat(43), ['sessions', 'seals', 'inners', 'boxes', 'outbox', 'settings']];
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
// Made by the phone itself, so that it has its stores.
await keys.listSessions();
const own = await done(real.open.call(indexedDB, 'overture', 1));
/** Behind everything that has been asked for before it. */
async function behind(work) {
  const made = real.transaction.call(own, NAMES, 'readwrite');
  const result = await work((name) => made.objectStore(name));
  await new Promise((resolve) => { made.oncomplete = resolve; });
  return result;
}
const all = (name) => behind((store) => done(real.store.getAll.call(store(name))));
const comesTrue = async (condition) => {
  for (let n = 0; n < 600; n += 1) {
    if (await condition()) return true;
    await new Promise((goOn) => setTimeout(goOn, 5));
  }
  return false;
};
const until = async (condition) => {
  if (!(await comesTrue(condition))) throw new Error(`it did not come true: ${condition}`);
};
const find = (selector) => document.querySelector(selector);
const press = (selector) => find(selector).click();
const fillIn = (selector, text) => {
  find(selector).value = text;
  find(selector).dispatchEvent(new InputEvent('input', { bubbles: true }));
};

const secret = (fill) => new Uint8Array(32).fill(fill);
const KEYS = { SID: secret(1), kA: secret(2), kB: secret(3), sas: new Uint8Array(8) };
const place = { keys: KEYS, role: 'A', qhash: encoding.fromBase64url(Q), section: 'limits' };
const NOTE = asides.sealNote(place, 1, null, 'what we said');
const NOTE_NAME = encoding.base64url(H32(NOTE));
/** What this seat has sealed, and the partner. */
const [MINE, THEIRS] = ['A'.repeat(43), 'E'.repeat(43)];
const section = (id, more = {}) => ({
  id, reveal: id === 'curious' ? 'mutual' : 'both', pad: 4096, round: 1, state: 'open', mine: { commit: null, release: null }, note: null,
  settled: { me: null, them: null }, agreed: false, again: { me: false, them: false }, earlier: [], ...more,
});
const OPENED = { mine: { commit: MINE, release: MINE }, theirs: { commit: THEIRS, release: THEIRS } };
const view = (more = {}) => ({
  v: 1, role: 'A', phase: 'talking', pairing: null, talk: { me: null, them: null }, ready: { me: true, both: true }, paused: { me: null, them: false, later: null },
  expires: 4e9, prolong: { me: null, them: null }, scene: { state: 'none', n: 0, begin: { me: false, them: false }, over: false }, move: null,
  chapters: [{ qhash: Q, notices: { mine: [], theirs: [] }, sections: [section('mixed'), section('limits'), section('curious')] }], ...more,
});
const withNote = () => view({ chapters: [{ qhash: Q, notices: { mine: [], theirs: [] },
  sections: [section('limits', { note: { n: 1, by: 'me', box: NOTE_NAME, before: null } })] }] });
const record = (more = {}) => ({
  id: ID, role: 'A', token: 't'.repeat(43), qhash: Q, locator: 'HRWE', secret: null, tries: 0, pairing: null, keys: KEYS, problem: null,
  created: 1, expires: 4e9, view: null, paired: true, codes: 1, log: { ready: false, both: false, talk: { me: null, them: null }, chapters: [] }, made: [MINE, NOTE_NAME],
  scene: { begun: 0, paused: false, n: 0, state: 'none', over: false },
  contradicted: false, burnt: [], ...more,
});
function replied() {
  const K = handover.newMoveSecret();
  const offered = handover.moveStart(K);
  const { m2 } = handover.moveReply(K, offered.m1);
  const { m3, keys: moveKeys } = handover.moveFinish(K, offered, m2);
  const told = encoding.base64url(m2);
  const id = handover.moveId(K);
  return {
    move: { kind: 'replied', id, m2: encoding.base64url(H32(m2)), m3, keys: moveKeys },
    told: { id, until: 4e9, asked: true, m2: told, m3: null },
  };
}
const moving = replied();
const said = (name) => heard.some((command) => command.do === name);
const PAUSED = { paused: { me: 'p'.repeat(22), them: false, later: null } };
const element = (name, more = '') => `<overture-${name} data-phone chapter="${Q}" section="limits" round="1" ${more}></overture-${name}>`;

/** What somebody taps, what shows that it has happened, and what is said if it has not. */
const PATHS = {
  'pause': { html: element('paused') + element('ready'), view: { ready: { me: false, both: false } },
    tap: () => press('[data-key=not-yet]'), happened: () => said('pause'), reaches: true },
  'pause from where nothing is heard': { html: element('paused'), away: true, tap: (c) => runAction(() => c.pause()),
    happened: (c) => c.pausedByMe && !c.pauseAcknowledged, reaches: true },
  'go on': { html: element('paused'), view: PAUSED, tap: () => press('[data-key=resume]'), happened: () => said('resume') },
  'look again later': { html: element('paused'), view: PAUSED, tap: () => press('[data-key=later]'), happened: () => said('pause') },
  'end': { html: '', tap: (c) => runAction(() => c.end()), happened: (c) => said('end') && c.ended, reaches: true },
  'forget': { html: '', tap: (c) => runAction(() => c.forget()), happened: async () => (await all('sessions')).length === 0 },
  'forget on the first page': { html: '<overture-home></overture-home>', before: async () => {
    await until(() => find('.card .button-quiet'));
    press('.card .button-quiet');
    await until(() => find('[data-key=forget-yes]'));
  }, tap: () => press('[data-key=forget-yes]'), happened: async () => (await all('sessions')).length === 0 },
  'leave': { html: '', record: { role: 'B', paired: false, keys: null }, tap: (c) => runAction(() => c.leave()), happened: async () => said('leave') && (await all('sessions')).length === 0 },
  'ready': { html: element('ready'), view: { ready: { me: false, both: false } }, tap: () => press('[data-key=ready]'),
    happened: () => said('ready') },
  'a scene stops': { html: '', view: { scene: { state: 'running', n: 1, begin: { me: false, them: false }, over: false } }, tap: (c) => runAction(() => c.sceneOver(c.scene.n)),
    happened: () => said('scene-over') },
  'keep longer': { html: '', tap: (c) => runAction(() => c.send({ do: 'prolong', until: 5e9 })), happened: () => said('prolong') },
  'add a chapter': { html: element('add'), before: async () => {
    press('[data-key=add]');
    await until(() => find('[data-key="add x"]'));
  }, tap: () => press('[data-key="add x"]'), happened: () => said('add'), failed: 'add.failed' },
  'seal': { html: `<div class="room"><h1>x</h1>${element('questions')}</div>`, before: async () => {
    fillIn('textarea', 'no knots');
    while (!find('[data-key=seal]')) press('.turns .button:not(.button-quiet)');
  }, tap: () => press('[data-key=seal]'), happened: (c) => c.rounds.sealed(Q, 'limits', 1) !== null, failed: 'seal.failed',
    kept: (c) => Object.values(c.loadDraft('limits', Q)?.answers ?? {}).includes('no knots') },
  'write a note': { html: element('notes'), before: async () => {
    press('[data-key=write]');
    fillIn('textarea', 'our words');
  }, tap: () => press('[data-key=save-note]'), happened: () => said('note'), failed: 'notes.failed',
    kept: () => find('textarea')?.value === 'our words' },
  'settle': { html: element('notes'), view: withNote(), before: () => until(() => find('[data-key=settle]')),
    tap: () => press('[data-key=settle]'), happened: () => said('settle') },
  'set a limit': { html: element('limit'), before: async () => {
    press('summary');
    find('[data-key=act]').value = '0';
    find('[data-key=act]').dispatchEvent(new Event('change'));
    await until(() => find('[data-key=set]'));
  }, tap: () => press('[data-key=set]'), happened: () => said('notice'), failed: 'limit.failed' },
  'take something back': { html: element('standing'), before: () => until(() => find('[data-key^=back]')),
    opened: { mixed: 'rope', at: 'mixed' }, tap: () => press('[data-key^=back]'), happened: () => said('notice') },
  'begin a move': { html: element('move'), before: () => press('summary'), tap: () => press('[data-key=begin]'),
    happened: async () => (await all('sessions'))[0]?.move?.kind === 'offered' },
  'approve a move': { html: element('move'), record: { move: moving.move }, view: { move: moving.told },
    before: () => until(() => find('[data-key=yes]')), tap: () => press('[data-key=yes]'),
    happened: async () => (await all('sessions'))[0]?.move?.kind === 'approved' },
  'cancel a move': { html: element('move'), record: { move: moving.move }, view: { move: moving.told },
    before: () => until(() => find('[data-key=no]')), tap: () => press('[data-key=no]'),
    happened: async () => (await all('sessions'))[0]?.move === null },
  'ask for a seat': { html: '<overture-arriving></overture-arriving>', arrives: true, before: () => until(() => find('.button-big')),
    tap: () => press('.button-big'), happened: () => find('overture-arriving').textContent.includes(t('arriving.waiting')),
    failed: 'failure.storage' },
  'set a lock': { html: '<overture-lock></overture-lock>', before: async () => {
    press('summary');
    await until(() => find('form'));
    for (const field of document.querySelectorAll('input')) field.value = 'a long passphrase';
  }, tap: () => find('form').requestSubmit(), happened: async () => (await all('settings')).some(({ salt }) => salt), failed: 'lock.unstored' },
  'take a lock off': { html: '<overture-lock></overture-lock>', locked: 'open', before: async () => {
    press('summary');
    await until(() => find('.row .button'));
    [...document.querySelectorAll('.row .button')].at(-1).click();
    await until(() => find('input'));
    find('input').value = 'a long passphrase';
  }, tap: () => find('form').requestSubmit(), happened: async () => !(await all('settings')).some(({ salt }) => salt), failed: 'lock.unstored' },
  'open a lock': { html: '', locked: 'closed', door: true, before: () => { find('input').value = 'a long passphrase'; },
    tap: () => find('form').requestSubmit(), happened: () => entered, failed: 'door.unread' },
  'pause at the door': { html: '', locked: 'closed', door: true, before: () => until(() => find('.row .row .button')),
    tap: () => press('.row .row .button'), happened: () => said('pause'), reaches: true },
  'end at the door': { html: '', locked: 'closed', door: true, before: async () => {
    await until(() => find('.row .row .button'));
    [...document.querySelectorAll('.row .row .button')].at(-1).click();
    await until(() => find('dialog'));
  }, tap: () => find('dialog .button:not(.button-quiet)').click(), happened: () => said('end'), reaches: true },
  'forget everything': { html: '', locked: 'closed', tap: () => runAction(() => lockChange.forgetEverything()),
    happened: async () => (await all('sessions')).length === 0 && !(await all('settings')).some(({ salt }) => salt) },
};

let entered = false;
const answer = (body) => Response.json(body);
const fetched = window.fetch;
window.fetch = async (address, ...rest) => {
  if (String(address).endsWith('/questions')) {
    return answer([{ qhash: 'R'.repeat(43), id: 'x', title: { en: 'More' }, for_whom: { en: 'You' }, minutes: 5 }]);
  }
  if (String(address).endsWith('/move')) return answer({ id: 'm'.repeat(22), token: 'u'.repeat(43) });
  return fetched(address, ...rest);
};

async function prepared(path, document) {
  lock.setKey(null);
  await behind(async (store) => {
    for (const name of NAMES) store(name).clear();
    if (path.arrives) return;
    real.store.put.call(store('sessions'), record(path.record));
    real.store.put.call(store('boxes'), encoding.utf8(JSON.stringify(document)), [ID, Q]);
    real.store.put.call(store('boxes'), NOTE, [ID, NOTE_NAME]);
  });
  sessionStorage.clear();
  drafts.clear(ID, Q, 'limits');
  drafts.clearNote(ID, Q, 'limits');
  heard = [];
  entered = false;
  if (path.locked) await lockChange.changeLock('a long passphrase');
  if (path.locked === 'closed') lock.setKey(null);
  window.overtureSecret = path.arrives ? encoding.base64url(handover.newMoveSecret()) : '';
}

function mount(path, conversation) {
  find('#trouble')?.remove();
  find('#stage').replaceChildren();
  const parts = Document.parseHTMLUnsafe(path.html).body;
  find('#stage').append(...parts.childNodes);
  for (const each of find('#stage').querySelectorAll('*')) if ('refresh' in each) bindTo(each, conversation);
  if (path.door) find('#stage').append(drawLock(() => { entered = true; }));
}

/** Each has a conversation of its own here, where a page has one. */
function bindTo(element, conversation) {
  element.conversation = conversation;
  conversation.addEventListener('change', () => element.isConnected && element.refresh());
  element.refresh();
}

/** Every sentence by which the phone says that something did not happen. */
const failures = (path) => ['trouble.storage', 'trouble.failed', 'trouble.locked', path.failed ?? 'trouble.storage'].map((key) => t(key));
const told = (path) => {
  const shown = [...document.querySelectorAll('#trouble:not([hidden]) p, .banner:not([hidden]), [role=status]')].map((each) => each.textContent);
  return failures(path).some((sentence) => shown.includes(sentence));
};

window.attempt = async (name, document, at, all_) => {
  const path = PATHS[name];
  await prepared(path, document);
  const hub = new Hub(!path.away);
  const conversation = new Conversation(record(path.record), hub);
  if (path.opened) {
    const mine = { v: 1, answers: { acts: { 'rope/give': { level: 'yes' }, 'rope/receive': { level: 'yes' } } }, skip: [], talk: [], first: [] };
    conversation.rounds.opened = (_, id) => (id === 'mixed' ? { mine, theirs: mine } : null);
  }
  const shown = { ...view(), ...path.view };
  if (path.opened) Object.assign(shown.chapters[0].sections[0], { state: 'opened', ...OPENED });
  if (!path.door && !path.arrives && path.locked !== 'closed') {
    await conversation.receive(shown, {});
    await until(() => conversation.document !== null);
  }
  mount(path, conversation);
  await path.before?.(conversation);
  await behind(async () => {});
  Object.assign(faults, { on: true, at, all: all_, count: 0, struck: 0 });
  path.tap(conversation);
  // Where neither comes true, the result says so.
  await comesTrue(async () => (await path.happened(conversation)) || told(path));
  await behind(async () => {});
  const result = {
    happened: Boolean(await path.happened(conversation)), told: told(path), kept: path.kept?.(conversation) ?? true,
    reaches: path.reaches ?? false, struck: faults.struck,
  };
  const { ended, left, pausedByMe, pauseAcknowledged, pauseUnstored } = conversation;
  const [sessions, outbox] = [await all('sessions'), await all('outbox')];
  Object.assign(result, { ended, left, pausedByMe, pauseAcknowledged, pauseUnstored, sessions: sessions.length,
    waits: outbox.map(({ command }) => command.do), screen: find('#stage').innerText });
  faults.on = false;
  if (path.away) {
    hub.open = true;
    hub.dispatchEvent(new Event('state'));
    await conversation.receive(shown, {});
    await until(() => said('pause'));
    result.happened &&= said('pause');
  }
  mount({ html: '' }, conversation);
  await conversation.forget();
  return result;
};
window.paths = Object.keys(PATHS);
document.documentElement.dataset.loaded = 'yes';
