/**
 * Talking the open points through: where both phones are, and what is marked. What is moved and marked here is sealed and stored
 * before it is sent, and whatever the hub shows, nothing that was opened goes back (docs/protocol.md, "The talk").
 */

import { peerOf } from '../protocol/box.js';
import { attempt, base64url, fromBase64url, randomBytes } from '../protocol/encoding.js';
import { digestOf } from '../protocol/hashes.js';
import { openTalk, sealTalk } from '../protocol/talk.js';
import { UNMOVED, stepped } from '../model/talk.js';
import { LIMITS } from '../model/limits.js';

/** @typedef {import('../model/types.js').Role} Role */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').StoredTalks} StoredTalks */
/** @typedef {import('../model/types.js').View} View */

const SALT = 32;
/** @type {StoredTalks} */
const NONE = { me: null, them: null };

/** Both seats' talks, as far as this phone has made or opened them. */
export class TalkFlow {
  #context;
  /** Boxes that do not open: they are not asked for again. @type {Set<string>} */
  #unreadable = new Set();

  /** @param {import('./context.js').Context & Pick<import('./conversation.js').Conversation, 'moving'>} context */
  constructor(context) {
    this.#context = context;
  }

  /** Where both are in the talk. @returns {import('../model/talk.js').Talks} the newest of each seat */
  get talks() {
    return talksIn(this.#context.record);
  }

  /** Whether this seat may move and mark now. */
  get open() {
    const { view, keys, paused, inScene, moving } = this.#context;
    return keys !== null && !paused && !inScene && !moving.frozen && view !== null && anyOpened(view);
  }

  /** Whether this seat has reached the limit of moves and marks, so that the partner no longer sees them. */
  get used() {
    return (this.#context.record.talk?.me?.n ?? 0) >= LIMITS.talks;
  }

  /**
   * Moves on, marks a point, or both. It is shown at once, and sent as soon as it can be.
   * @param {import('../model/talk.js').TalkStep} step
   * @throws {import('../storage/database.js').StorageError} nothing was changed
   */
  async take(step) {
    const context = this.#context;
    if (!this.open) return;
    const salt = randomBytes(SALT);
    const place = this.#place(context.role);
    await context.updateRecord((record) => {
      if (record.move?.kind === 'approved') return record;
      const talk = stepped(talksIn(record), record.role, step);
      const { me, them } = record.talk ?? NONE;
      const n = Math.max(me?.n ?? 0, record.log.talk.me?.n ?? 0) + 1;
      if (n > LIMITS.talks) return { ...record, talk: { me: { ...talk, n: n - 1, box: me?.box ?? null }, them } };
      const box = sealTalk(place, n, talk, salt);
      return { ...record, talk: { me: { ...talk, n, box }, them }, made: [...record.made, digestOf(box)] };
    });
    context.requestSync();
    context.changed();
  }

  /** Opens what is new. @param {View} view joined to the log */
  async read(view) {
    const { role } = this.#context;
    await this.#read('them', peerOf(role), view);
    // On a phone that this seat has moved to, its own come from the hub as well.
    await this.#read('me', role, view);
  }

  /** @param {'me' | 'them'} whose @param {Role} by @param {View} view */
  async #read(whose, by, view) {
    const { record, boxes } = this.#context;
    const received = view.talk[whose];
    if (!received || received.n <= (record.talk?.[whose]?.n ?? 0) || this.#unreadable.has(received.box)) return;
    const bytes = await boxes.get(received.box);
    if (!bytes) return;
    const talk = attempt(() => openTalk(this.#place(by), received.n, bytes));
    if (!talk) {
      this.#unreadable.add(received.box);
      return;
    }
    await this.#context.updateRecord((before) => {
      const talks = before.talk ?? NONE;
      if ((talks[whose]?.n ?? 0) >= received.n) return before;
      const opened = { ...talk, n: received.n };
      return { ...before, talk: whose === 'me' ? { ...talks, me: { ...opened, box: null } } : { ...talks, them: opened } };
    });
    await boxes.drop(received.box);
  }

  /** Finds what is to be sent again. @param {View | null} received the view of the hub alone @returns {import('../model/types.js').Command | null} what the hub has not heard */
  unsent(received) {
    const me = this.#context.record.talk?.me;
    if (!me?.box || !received || received.pairing || !this.open || me.n <= (received.talk.me?.n ?? 0)) return null;
    return { do: 'talk', n: me.n, box: base64url(me.box) };
  }

  /** @param {Role} role @returns {import('../protocol/box.js').Place} of the session as a whole */
  #place(role) {
    const { keys } = this.#context.place('');
    return { keys, role, qhash: fromBase64url(this.#context.chapter ?? ''), section: '' };
  }
}

/** @param {StoredSession} record @returns {import('../model/talk.js').Talks} */
function talksIn({ role, talk }) {
  const [me, them] = [talk?.me ?? UNMOVED, talk?.them ?? UNMOVED];
  return role === 'A' ? { A: me, B: them } : { A: them, B: me };
}

/** @param {View} view @returns {boolean} whether any round of any section was opened */
const anyOpened = ({ chapters }) =>
  chapters.some(({ sections }) => sections.some((section) => [section, ...section.earlier].some(({ state }) => state === 'opened')));
