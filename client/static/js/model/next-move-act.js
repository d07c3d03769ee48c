/**
 * What comes next on the phone that a seat moves away from. Pure; tests/vectors/moving.json has its cases.
 */

/**
 * @typedef {object} MoveFacts
 * @property {'nothing' | 'offered' | 'refusing' | 'replied' | 'approved'} holds `refusing`: y was used up on an m2 that is refused
 * @property {string | null} id of the move that is held
 * @property {string | null} m2 digest of the one that was good
 * @property {boolean} cancelling the person has cancelled, and the hub has not acknowledged it
 * @property {{ id: string, m2: string | null, m3: string | null } | null} shown the move in the newest view, with the digest of m2
 *   in its place
 */

/**
 * - `nothing`: wait, for the other phone or for the person.
 * - `offer`: send m1, which is stored.
 * - `check-m2`: use y up on the m2 that is shown, and store what comes of it.
 * - `approve`: send m3 and the box, which are stored.
 * - `cancel`: tell the hub that the move it shows is cancelled.
 * - `refuse`: forget the move and cancel it: the other phone has another code.
 * - `forget`: forget the move: the other phone gave up.
 * @typedef {'nothing' | 'offer' | 'check-m2' | 'approve' | 'cancel' | 'refuse' | 'forget'} MoveAct
 */

/**
 * Decides what comes next on the phone that a seat moves away from.
 * @param {Readonly<MoveFacts>} facts looked up in the transaction that stores what follows
 * @returns {MoveAct}
 * Source: docs/protocol.md, "The loop" of "Moving to another phone".
 */
export function nextMoveAct({ holds, id, m2, cancelling, shown }) {
  switch (holds) {
    case 'nothing':
      return shown ? 'cancel' : 'nothing';
    case 'offered':
      if (shown?.id !== id) return 'offer';
      return shown.m2 === null ? 'nothing' : 'check-m2';
    case 'refusing':
      return 'refuse';
    case 'replied':
      return isFor(shown, id, m2) ? 'nothing' : 'forget';
    case 'approved':
      if (!isFor(shown, id, m2)) return 'forget';
      // Until the hub has acknowledged a cancel, the new phone may have claimed the seat: this one stays as it is and asks again.
      if (cancelling) return 'cancel';
      return shown?.m3 === null ? 'approve' : 'nothing';
  }
}

/** @param {MoveFacts['shown']} shown @param {string | null} id @param {string | null} m2 */
const isFor = (shown, id, m2) => shown?.id === id && shown?.m2 !== null && shown?.m2 === m2;
