/**
 * The phone that a seat moves away from: carries out what next-move-act.js decides (docs/protocol.md, "Moving to another phone").
 * Loaded only where a seat is moving.
 */

import { ProtocolError, base64url, fromBase64url } from '../protocol/encoding.js';
import { digestOfText } from '../protocol/hashes.js';
import * as protocol from '../protocol/handover.js';
import { packState, handedRows } from '../model/move-state.js';
import { nextMoveAct } from '../model/next-move-act.js';

/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('../model/types.js').MovingState} MovingState */
/** @typedef {import('../model/types.js').MoveView} MoveView */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {'given-up' | 'other-code'} Ended why a move came to nothing */
/** @typedef {{ move: MovingState | null, command: Command | null, ended?: Ended }} Step what is kept from now on, and what to send then */

/**
 * Makes a new code.
 * @returns {MovingState}
 * Source: docs/protocol.md, "Moving to another phone".
 */
export function offered() {
  const K = protocol.newMoveSecret();
  return { kind: 'offered', K, ...protocol.moveStart(K) };
}

/**
 * Names a move.
 * @param {MovingState} move
 * @returns {string} its id, base64url
 * Source: docs/protocol.md, "Moving to another phone".
 */
export const idOf = (move) => (move.kind === 'offered' ? protocol.moveId(move.K) : move.id);

/**
 * Makes the command that cancels a move.
 * @param {string} id of the move
 * @returns {Command}
 * Source: docs/protocol.md, "Moving to another phone".
 */
export const cancelling = (id) => ({ do: 'move-cancel', move: id });

/**
 * Carries out what follows from the view.
 * @param {MovingState | null} move
 * @param {MoveView | null} shown
 * @param {boolean} isCancelling whether the person has cancelled, and the hub has not acknowledged it
 * @returns {Step}
 * Source: docs/protocol.md, "Moving to another phone".
 */
export function follow(move, shown, isCancelling) {
  const facts = {
    holds: move?.kind ?? /** @type {const} */ ('nothing'),
    id: move && idOf(move),
    m2: move && 'm2' in move ? move.m2 : null,
    cancelling: isCancelling,
    shown: shown && { id: shown.id, m2: shown.m2 === null ? null : digestOfText(shown.m2), m3: shown.m3 },
  };
  switch (nextMoveAct(facts)) {
    case 'nothing':
      return { move, command: null };
    case 'offer':
      return { move, command: move?.kind === 'offered' ? { do: 'move', move: idOf(move), m1: base64url(move.m1) } : null };
    case 'check-m2':
      return follow(finish(move, shown?.m2 ?? ''), shown, isCancelling);
    case 'approve':
      return { move, command: move?.kind === 'approved' ? approving(move) : null };
    case 'cancel':
      return { move, command: shown && cancelling(shown.id) };
    case 'refuse':
      return { move: null, command: move && cancelling(idOf(move)), ended: 'other-code' };
    case 'forget':
      return { move: null, command: null, ended: 'given-up' };
  }
}

/** @param {MovingState & { kind: 'approved' }} move @returns {Command} */
const approving = ({ id, m2, m3, box }) => ({ do: 'move-approve', move: id, m2, m3: base64url(m3), box: base64url(box) });

/**
 * Whatever comes of it, K and y have been used up.
 * @param {MovingState | null} move that was offered @param {string} m2 @returns {MovingState | null}
 */
function finish(move, m2) {
  if (move?.kind !== 'offered') return move;
  const id = idOf(move);
  try {
    const { m3, keys } = protocol.moveFinish(move.K, move, fromBase64url(m2));
    return { kind: 'replied', id, m2: digestOfText(m2), m3, keys };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { kind: 'refusing', id };
  }
}

/**
 * Seals what this phone holds, once the person has confirmed that both phones show the same pictures.
 * @param {import('../model/move-state.js').Held} held
 * @param {import('../model/types.js').View} view
 * @param {[string, string][]} drafts names and texts
 * @returns {StoredSession} the record, which is frozen from then on
 * @throws {import('../model/move-state.js').UnsentError} @throws {ProtocolError} too long
 * Source: docs/protocol.md, "The state".
 */
export function approved(held, view, drafts) {
  const { record } = held;
  if (record.move?.kind !== 'replied') return record;
  const { id, m2, m3, keys } = record.move;
  const box = protocol.sealState(keys, packState(held, view, drafts));
  // The hub's word alone may thaw this phone later, when the other one holds all of this too: one seal must not be released twice.
  const unreleased = handedRows(held, view).filter(({ peer, outcome }) => !peer && !outcome).map(({ at }) => at);
  return { ...record, seen: view.v, burnt: [...record.burnt, ...unreleased], move: { kind: 'approved', id, m2, m3, box } };
}
