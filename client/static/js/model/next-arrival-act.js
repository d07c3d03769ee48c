/**
 * What comes next on the phone that a seat moves to. Pure; tests/vectors/arriving.json has its cases.
 */

/**
 * @typedef {object} ArrivalFacts
 * @property {string | null} m2 the one that this phone has made and stored
 * @property {{ m1: string | null, m2: string | null, m3: string | null, box: string | null }} shown the move in the newest view
 */

/**
 * - `make-m2`: make m2 from the m1 that is shown, store it and send it.
 * - `send-m2`: send the m2 that is stored.
 * - `compare`: show the pictures; the person approves on the other phone.
 * - `claim`: check m3 and the box, store what is in it, and claim the seat.
 * - `leave`: give the move up: this is not what was agreed on with the other phone.
 * @typedef {'make-m2' | 'send-m2' | 'compare' | 'claim' | 'leave'} ArrivalAct
 */

/**
 * Decides what comes next on the phone that a seat moves to.
 * @param {Readonly<ArrivalFacts>} facts
 * @returns {ArrivalAct}
 * Source: docs/protocol.md, "The loop" of "Moving to another phone".
 */
export function nextArrivalAct({ m2, shown }) {
  if (shown.m1 === null) return 'leave';
  if (m2 === null) return 'make-m2';
  if (shown.m2 === null) return 'send-m2';
  if (shown.m2 !== m2) return 'leave';
  return shown.m3 === null || shown.box === null ? 'compare' : 'claim';
}
