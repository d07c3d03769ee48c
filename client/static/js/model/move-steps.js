/**
 * The phone that a seat moves away from: what follows from what it has stored and from what the hub tells
 * (docs/protocol.md, "Moving to another phone"). Pure. Loaded only where a seat is moving.
 */

import { ProtocolError, base64url, digestOf as digestOfBytes, fromBase64url } from '../protocol/encoding.js';
import * as protocol from '../protocol/handover.js';
import { packState, rowsOf } from './move-state.js';

/** @typedef {import('./types.js').MovingState} MovingState */
/** @typedef {import('./types.js').MoveView} MoveView */
/** @typedef {import('./types.js').StoredSession} StoredSession */
/** @typedef {'given-up' | 'other-code'} Ended why a move came to nothing */
/** @typedef {{ move: MovingState | null, say: import('./types.js').Command | null, ended?: Ended }} Step */

/** @returns {MovingState} a new code */
export function offered() {
  const K = protocol.newMoveSecret();
  return { kind: 'offered', K, ...protocol.moveStart(K) };
}

/** @param {MovingState} move @returns {string} */
export const idOf = (move) => (move.kind === 'offered' ? protocol.moveId(move.K) : move.id);

/** @param {string} id */
export const cancelling = (id) => ({ do: 'move-cancel', move: id });

/** @param {string} message base64url @returns {string} */
const digestOf = (message) => digestOfBytes(fromBase64url(message));

/** @param {MovingState | null} move @param {MoveView | null} told @returns {Step} */
export function step(move, told) {
  if (!move) return { move, say: told ? cancelling(told.id) : null };
  const id = idOf(move);
  if (move.kind === 'offered') {
    if (told?.id !== id) return { move, say: { do: 'move', move: id, m1: base64url(move.m1) } };
    return told.m2 === null ? { move, say: null } : finish(move, id, told.m2);
  }
  if (told?.id !== id || told.m2 === null || digestOf(told.m2) !== move.m2) return { move: null, say: null, ended: 'given-up' };
  if (move.kind === 'replied' || told.m3 !== null) return { move, say: null };
  const { m2, m3, box } = move;
  return { move, say: { do: 'move-approve', move: id, m2, m3: base64url(m3), box: base64url(box) } };
}

/** @param {MovingState & { kind: 'offered' }} move @param {string} id @param {string} m2 @returns {Step} */
function finish({ K, sid, y }, id, m2) {
  try {
    const { m3, keys } = protocol.moveFinish(K, { sid, y }, fromBase64url(m2));
    return { move: { kind: 'replied', id, m2: digestOf(m2), m3, keys }, say: null };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { move: null, say: cancelling(id), ended: 'other-code' };
  }
}

/**
 * The person has said that both phones show the same pictures.
 * @param {import('./move-state.js').Held} held
 * @param {import('./types.js').View} view
 * @param {[string, string][]} drafts
 * @returns {StoredSession}
 * @throws {import('./move-state.js').UnsaidError} @throws {ProtocolError} too long
 */
export function approved(held, view, drafts) {
  const { record } = held;
  if (record.move?.kind !== 'replied') return record;
  const { id, m2, m3, keys } = record.move;
  const box = protocol.sealState(keys, packState(held, view, drafts));
  // The hub's word alone may thaw this phone later, when the other one holds all of this too: one seal must not be released twice.
  const unreleased = rowsOf(held, view).filter(({ peer, outcome }) => !peer && !outcome).map(({ at }) => at);
  return { ...record, seen: view.v, burnt: [...record.burnt, ...unreleased], move: { kind: 'approved', id, m2, m3, box } };
}
