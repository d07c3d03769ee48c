/**
 * What came from the phone that had this seat before is put together with the boxes that the hub has (docs/protocol.md,
 * "The state"). A release may have gone out against the partner's commit that the old phone saw, so no other one counts.
 */

import { ProtocolError, base64url, equal, fromBase64url } from '../protocol/encoding.js';
import { H32 } from '../protocol/hashes.js';
import { contextOf, keyOf, open, peerOf } from '../protocol/box.js';
import * as whole from '../protocol/seal.js';
import * as drafts from '../storage/drafts.js';
import { takeOver } from '../storage/sealed-store.js';
import { updateSession } from '../storage/session-store.js';
import { roundIn } from '../model/move-state.js';

/** @typedef {import('../model/types.js').HandedRow} HandedRow */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('../model/types.js').View} View */

const PK = 32;

/**
 * Restores the rounds that were handed over.
 * @param {StoredSession} record with keys
 * @param {View} view
 * @param {import('../storage/boxes.js').Boxes} boxes
 * @returns {Promise<{ record: StoredSession, altered: boolean }>} what is still to be put together stands in `handed`
 * @throws {import('../storage/database.js').StorageError}
 * Source: docs/protocol.md, "The state".
 */
export async function putTogether(record, view, boxes) {
  let [now, altered] = [record, false];
  drafts.importAll(record.id, record.handed?.drafts ?? []);
  for (const row of record.handed?.rounds ?? []) {
    try {
      const made = await madeOf(row, record, view, boxes);
      if (made) now = (await takeOver(record.id, made.key, made.seal, made.inner)) ?? now;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      altered = true;
    }
  }
  now = (await updateSession(record.id, (each) => ({
    ...each, handed: each.handed?.rounds.length ? { ...each.handed, drafts: [] } : null,
  }))) ?? now;
  return { record: now, altered };
}

/**
 * @param {HandedRow} row @param {StoredSession} record @param {View} view @param {import('../storage/boxes.js').Boxes} boxes
 * @returns {Promise<{ key: string[], seal: any, inner: any } | null>} null: a box is not to be had just now
 * @throws {ProtocolError} the hub shows other boxes than the phone before has seen
 */
async function madeOf(row, { id, role, keys }, view, boxes) {
  if (!keys) return null;
  const [chapter, section, round] = row.at;
  const key = [id, base64url(keys.SID), chapter, section, String(round)];
  const shown = roundIn(view, key);
  const commit = await boxes.get(row.commit);
  if (!shown || !commit) return null;
  const mine = { keys, role, qhash: fromBase64url(chapter), section, round };
  const theirs = { ...mine, role: peerOf(role) };
  if (row.outcome) return { key, seal: { commit }, inner: row.outcome };
  const [purpose, seal] = row.sk
    ? /** @type {const} */ (['commit', { sk: row.sk, inner: whole.openCommit(mine, commit), commit }])
    : /** @type {const} */ (['and1', mutualSeal(row, open(keyOf(mine), contextOf(mine, round, 'and1'), commit), commit)]);
  if (!row.peer) return { key, seal, inner: null };
  const peer = shown.theirs?.commit ? await boxes.get(shown.theirs.commit) : null;
  if (!peer) return null;
  const opened = open(keyOf(theirs), contextOf(theirs, round, purpose), peer);
  if (!equal(H32(opened), row.peer)) throw new ProtocolError('release does not match');
  if (!row.sk) return { key, seal, inner: { m1: opened, release: row.release } };
  const against = { sk: row.sk, ownInner: whole.openCommit(mine, commit), peerInner: opened };
  return { key, seal, inner: { inner: opened, release: whole.release(mine, against), opened: row.opened ?? false } };
}

/** @param {HandedRow} row @param {Uint8Array} m1 @param {Uint8Array} commit */
const mutualSeal = (row, m1, commit) => ({ a: row.a, yes: row.yes, pk: m1.slice(0, PK), m1, commit });
