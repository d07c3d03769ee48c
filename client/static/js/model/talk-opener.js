/**
 * Which sentence two people can begin with at a point of the talk. Pure. The terminal has the same in
 * overture_partner/model/talk_opener.py.
 */

/** @typedef {import('./types.js').Question} Question */
/** @typedef {import('./talk-points.js').TalkPoint} TalkPoint */

/**
 * Finds the sentence to begin with. “What would make this good for you?” is for two answers that differ: it would press a person who
 * has set a limit or is not sure, and it hurts where somebody has said that they are not well.
 * @param {TalkPoint} point that is open, or a condition
 * @param {Question} question
 * @returns {'open' | 'condition' | 'ask' | 'stop-words' | 'again' | 'asked' | 'final'}
 */
export function openerOf({ kind, item, reason, open }, { align }) {
  if (reason === 'stop-words' || reason === 'again' || reason === 'asked' || reason === 'final') return reason;
  if (item === null && align === 'limit') return 'final';
  if (reason === 'unsure' || open?.outcome?.outcome.startsWith('talk-unsure')) return 'again';
  if (item === null && (reason === 'talk' || reason === 'talk-answer')) return 'ask';
  return kind === 'condition' || kind === 'ask' ? kind : 'open';
}
