/**
 * A seat that is about to move to another phone, with one round of each sort: `waiting` for the partner, `both` sealed and
 * opened, `curious` mutual and under way, and `over`, mutual and done. Tests in Node and in Chromium take it from here.
 */

import { base64url, randomBytes, utf8 } from '../../../client/static/js/protocol/encoding.js';
import { digestOf } from '../../../client/static/js/protocol/hashes.js';
import { mutualCommit, mutualOpenCommit } from '../../../client/static/js/protocol/mutual.js';
import { commit } from '../../../client/static/js/protocol/seal.js';

/** @typedef {import('../../../client/static/js/model/types.js').Role} Role */

const PAD = 256;
const IDS = ['rope', 'scarf'];
const bytes = (/** @type {number} */ fill) => new Uint8Array(32).fill(fill);
const KEYS = { SID: bytes(1), kA: bytes(2), kB: bytes(3), sas: new Uint8Array(8).fill(4) };
const QHASH = bytes(5);

/** @param {Role} role @param {string} section @param {number} [round] */
const asking = (role, section, round = 1) => ({ keys: KEYS, role, qhash: QHASH, section, round });

/** @param {Role} role @param {string} section */
const sealed = (role, section) => commit({ ...asking(role, section), pad: PAD, plaintext: utf8(`${role} in ${section}`) });

/**
 * @returns what the phone of seat A holds (`held`), what the hub shows (`view`), the boxes that the hub has (`hub`, by digest),
 *   and what the rounds were made from
 */
export function movedSeat() {
  const id = base64url(randomBytes(16));
  const chapter = base64url(QHASH);
  /** Of a row of the phone's storage. @param {string} section @param {number} [round] */
  const keyOf = (section, round = 1) => [id, base64url(KEYS.SID), chapter, section, String(round)];
  /** @type {Map<string, Uint8Array>} */
  const hub = new Map();
  /** The hub receives a box. @param {Uint8Array} box */
  const keep = (box) => {
    hub.set(digestOf(box), box);
    return digestOf(box);
  };
  /** @type {[Map<string, any>, Map<string, any>, any[]]} */
  const [seals, inners, sections] = [new Map(), new Map(), []];
  /** @param {string} section @param {Uint8Array} mine @param {Uint8Array} [theirs] */
  const listed = (section, mine, theirs) => {
    const slots = (/** @type {Uint8Array} */ box) => ({ commit: keep(box), release: null });
    sections.push({ id: section, round: 1, earlier: [], mine: slots(mine), ...(theirs ? { theirs: slots(theirs) } : {}) });
  };

  const waiting = sealed('A', 'waiting');
  seals.set(keyOf('waiting').join('/'), waiting);
  listed('waiting', waiting.commit);

  const [mine, theirs] = [sealed('A', 'both'), sealed('B', 'both')];
  seals.set(keyOf('both').join('/'), mine);
  inners.set(keyOf('both').join('/'), { inner: theirs.inner, release: new Uint8Array(3), opened: true });
  listed('both', mine.commit, theirs.commit);

  const yes = mutualCommit(asking('A', 'curious'), IDS, [true, false]);
  const peer = mutualCommit(asking('B', 'curious'), IDS, [true, true]);
  const m1 = mutualOpenCommit(asking('B', 'curious'), IDS, peer.commit, { ownPk: yes.state.pk });
  seals.set(keyOf('curious').join('/'), { ...yes.state, commit: yes.commit });
  inners.set(keyOf('curious').join('/'), { m1, release: new Uint8Array([9, 9]) });
  listed('curious', yes.commit, peer.commit);

  const over = mutualCommit(asking('A', 'over'), IDS, [true, false]);
  seals.set(keyOf('over').join('/'), { commit: over.commit });
  inners.set(keyOf('over').join('/'), { matches: ['rope'] });
  listed('over', over.commit, peer.commit);

  /** @type {any} */
  const view = { v: 9, talk: { me: null, them: null }, chapters: [{ qhash: chapter, sections }] };
  const log = { ready: true, both: true, talk: { me: null, them: null }, chapters: [] };
  /** @type {any} */
  const record = {
    id, role: 'A', token: 'old', qhash: chapter, keys: KEYS, created: 5, later: null, view: null, log, made: [], burnt: [],
  };
  return {
    id, chapter, IDS, PAD, asking, sealed, keyOf, hub, keep, waiting, mine, theirs, yes, m1, over, view, record,
    held: { record, seals, inners, unsent: 0 },
  };
}
