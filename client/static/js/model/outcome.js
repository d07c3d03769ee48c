/**
 * What two people's answers to one act mean together (docs/question-sets.md, "How two answers are compared"). Pure.
 *
 * The terminal has the same in overture_partner/model/outcome.py, and tests/vectors/outcomes.json holds for both: every pair of
 * levels, from either side.
 */

/** @typedef {'mine' | 'theirs'} Who */
/** @typedef {'talk' | 'both' | 'condition' | 'not-this-time' | 'none'} Group which kind of result it is, for headings and filters */
/** @typedef {{ readonly level: string, readonly if?: string }} Given one row of an item list */

/**
 * @typedef {object} Outcome
 * @property {Group} group
 * @property {keyof typeof GROUPS} outcome
 * @property {Who | 'both' | null} who to whom it belongs: whose limit or condition it is, who is curious or not sure, who left it
 *   blank, for whom it is; null: to nobody
 */

/** Every outcome with its group. */
export const GROUPS = /** @type {const} */ ({
  limit: 'not-this-time',
  'not-now': 'not-this-time',
  fantasy: 'not-this-time',
  'not-this-time': 'not-this-time',
  'talk-unsure': 'talk',
  'talk-unsure-blank': 'talk',
  'condition-unsaid': 'talk',
  'talk-condition': 'talk',
  'talk-yes-curious': 'talk',
  'talk-curious-both': 'talk',
  'both-give': 'talk',
  'both-receive': 'talk',
  'both-risk': 'talk',
  'for-you-risk': 'talk',
  both: 'both',
  'for-you': 'both',
  condition: 'condition',
  'condition-alone': 'condition',
  'neither-asks': 'none',
  unanswered: 'none',
  open: 'none',
  none: 'none',
});

/** A level that is one kind of yes. */
export const WILLING = ['yes', 'curious', 'condition', 'willing'];
/** What both agree to: it is shared ground, with whatever else the outcome says. */
const AGREED = ['both', 'both-risk', 'for-you', 'for-you-risk', 'condition'];
/** What keeps an act from being shared ground anywhere else too. */
const UNSETTLED = ['talk-unsure', 'talk-unsure-blank', 'condition-unsaid', 'talk-condition', 'talk-yes-curious', 'talk-curious-both'];
/** What asks for the act, and does not only agree to it. */
const ASKING = ['yes', 'curious', 'condition', 'condition-unsaid'];

/** Tells whether both agree to an act. @param {Outcome} outcome @returns {boolean} */
export const isAgreed = ({ outcome }) => AGREED.includes(outcome);

/** Tells whether an act has to be talked about before it is shared ground anywhere. @param {Outcome} outcome @returns {boolean} */
export const isUnsettled = ({ outcome }) => UNSETTLED.includes(outcome);

/** @param {Outcome['outcome']} outcome @param {Outcome['who']} who @returns {Outcome} */
const of = (outcome, who) => Object.freeze({ group: GROUPS[outcome], outcome, who });

const NONE = of('none', null);

/** Names whom something holds for. @param {boolean} mine @param {boolean} theirs @returns {Outcome['who']} */
export const whose = (mine, theirs) => (mine && theirs ? 'both' : mine ? 'mine' : theirs ? 'theirs' : null);

/**
 * Reads an answer for `outcomeOf`.
 * @param {string | null} means what the level means; null when blank
 * @param {Given | null} answer
 * @returns {string | null} the same, but `condition-unsaid` for a condition without its text
 */
export const saidOf = (means, answer) => (means === 'condition' && !answer?.if ? 'condition-unsaid' : means);

/**
 * Says what two answers to an act in one direction come to.
 * @param {string | null} mine from `saidOf`
 * @param {string | null} theirs
 * @param {{ risk?: boolean, compared?: boolean }} [act] `risk`: the item has a risk line; `compared`: false where the list is
 *   only shown, so that nothing but a limit counts
 * @returns {Outcome} frozen
 * Source: docs/question-sets.md, "How two answers are compared".
 */
export function outcomeOf(mine, theirs, { risk = false, compared = true } = {}) {
  const by = (/** @type {(string | null)[]} */ ...means) => whose(means.includes(mine), means.includes(theirs));
  if (by('limit')) return of('limit', by('limit'));
  if (by('not-now') && by('fantasy')) return of('not-this-time', 'both');
  if (by('not-now')) return of('not-now', by('not-now'));
  if (by('fantasy')) return of('fantasy', by('fantasy'));
  if (!compared || by('plain')) return NONE;
  if (by('unsure')) return of(by(null) ? 'talk-unsure-blank' : 'talk-unsure', by('unsure'));
  if (by(null)) return by('open') ? of('open', null) : of('unanswered', by(null));
  if (by('condition-unsaid')) return of('condition-unsaid', by('condition-unsaid'));
  return metWith(by, risk);
}

/** @param {(...means: (string | null)[]) => Outcome['who']} by @param {boolean} risk @returns {Outcome} of two that are neither a limit nor blank */
function metWith(by, risk) {
  if (by('open') === 'both') return of('open', null);
  if (by('open')) return by('condition') ? of('condition-alone', by('condition')) : NONE;
  if (by('condition')) return of(by('curious', 'willing') ? 'talk-condition' : 'condition', by('condition'));
  if (by('willing') === 'both') return of('neither-asks', 'both');
  if (by('willing')) return of(risk ? 'for-you-risk' : 'for-you', by('yes', 'curious'));
  if (by('curious')) return of(by('curious') === 'both' ? 'talk-curious-both' : 'talk-yes-curious', by('curious'));
  // What this version does not know is no yes.
  return by('yes') === 'both' ? of(risk ? 'both-risk' : 'both', 'both') : NONE;
}

/**
 * Says whether two people want the same side of an act, and nobody the other.
 * @param {{ mine: string | null, theirs: string | null }} give from `saidOf`: what I said to giving, and they to receiving
 * @param {{ mine: string | null, theirs: string | null }} receive
 * @returns {Outcome | null} null where it is not so
 */
export function sameSide(give, receive) {
  const asks = (/** @type {string | null} */ means) => means !== null && ASKING.includes(means);
  if (asks(give.mine) && asks(receive.theirs) && give.theirs === null && receive.mine === null) return of('both-give', 'both');
  if (asks(give.theirs) && asks(receive.mine) && give.mine === null && receive.theirs === null) return of('both-receive', 'both');
  return null;
}
