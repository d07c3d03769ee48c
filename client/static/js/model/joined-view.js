/**
 * What is shown of a conversation, and what of it has to be said again: both from the log joined with a view (docs/protocol.md,
 * "The log"). Pure.
 */

import { roundsOf, unanswered } from './log.js';

/** @typedef {import('./types.js').ChapterView} ChapterView */
/** @typedef {import('./types.js').Log} Log */
/** @typedef {import('./types.js').LogChapter} LogChapter */
/** @typedef {import('./types.js').LogRound} LogRound */
/** @typedef {import('./types.js').LogSection} LogSection */
/** @typedef {import('./types.js').Round} Round */
/** @typedef {import('./types.js').SectionView} SectionView */
/** @typedef {import('./types.js').View} View */

/**
 * Makes the view that is shown.
 * @param {Log} log with the view joined to it
 * @param {View} received
 * @returns {View} the view, with everything in it that the log has
 * Source: docs/protocol.md, "The log".
 */
export function shown(log, received) {
  const chapters = log.chapters.map(({ qhash, notices, sections }) => {
    const now = received.chapters.find((chapter) => chapter.qhash === qhash);
    return { qhash, notices, sections: sections.map((section) => shownSection(section, now?.sections.find(({ id }) => id === section.id))) };
  });
  const phase = log.both ? 'talking' : received.phase === 'pairing' ? 'pairing' : 'preparing';
  return { ...received, pairing: null, phase, ready: { me: log.ready, both: log.both }, talk: log.talk, chapters };
}

/** @param {LogSection} log @param {SectionView | undefined} received @returns {SectionView} */
function shownSection({ id, reveal, pad, rounds, notes, settled }, received) {
  const asked = rounds.map(shownRound);
  const newest = asked.at(-1) ?? shownRound(unanswered(), 0);
  const note = notes.at(-1) ?? null;
  const before = notes.at(-2)?.box ?? null;
  return {
    ...newest,
    id, reveal, pad, settled,
    note: note?.by ? { n: notes.length, by: note.by, box: note.box, before } : null,
    agreed: note !== null && [settled.me, settled.them].every((tap) => tap !== null && tap.yes && tap.note === note.box),
    again: received && received.round === newest.round ? received.again : { me: false, them: false },
    earlier: asked.slice(0, -1),
  };
}

/** @param {LogRound} log @param {number} at from 0 @returns {Round} */
function shownRound({ mine, theirs, broken }, at) {
  const both = mine.commit !== null && theirs.commit !== null;
  return {
    round: at + 1,
    state: stateOf({ mine, theirs, broken }),
    mine,
    ...(both ? { theirs } : {}),
    ...(broken ? { broken } : {}),
  };
}

/**
 * A round that both have released is open, whatever is reported later: otherwise a hub could take back a limit that was seen.
 * @param {LogRound} round @returns {Round['state']}
 */
function stateOf({ mine, theirs, broken }) {
  if (mine.commit === null) return 'open';
  if (mine.release !== null && theirs.release !== null) return 'opened';
  if (broken) return 'broken';
  return theirs.commit === null ? 'sealed' : 'both-sealed';
}

// What the hub has forgotten

/** A command that the hub has forgotten; `box` is the digest of its box. @typedef {{ do: string, [field: string]: any }} Forgotten */

/**
 * What is one's own in the log and missing in the view, as it can be said now.
 * @param {Log} log with the view joined to it
 * @param {View} received what of the view can be believed to be the hub's
 * @returns {Forgotten[]}
 */
export function forgottenIn(log, received) {
  const ready = log.ready && !received.ready.me ? [{ do: 'ready' }] : [];
  return [...ready, ...log.chapters.flatMap((chapter) =>
    forgottenInChapter(chapter, received.chapters.find(({ qhash }) => qhash === chapter.qhash)))];
}

/** @param {LogChapter} log @param {ChapterView | undefined} received @returns {Forgotten[]} */
function forgottenInChapter({ qhash: chapter, notices, sections }, received) {
  if (!received) return [{ do: 'add', chapter }];
  const count = received.notices.mine.length;
  const notice = notices.mine[count];
  const inOrder = received.notices.mine.every((digest, at) => digest === notices.mine[at]);
  return [
    ...(notice !== undefined && inOrder ? [{ do: 'notice', chapter, n: count + 1, box: notice }] : []),
    ...sections.flatMap((section) => {
      const now = received.sections.find(({ id }) => id === section.id);
      return now ? forgottenInSection(section, now).map((command) => ({ ...command, chapter, section: section.id })) : [];
    }),
  ];
}

/** @param {LogSection} log @param {SectionView} received @returns {Forgotten[]} without chapter and section */
function forgottenInSection({ rounds, notes, settled }, received) {
  const asked = roundsOf(received);
  return [
    ...rounds.flatMap((round, at) => forgottenInRound(round, asked[at] ?? null)),
    ...(asked.length < rounds.length ? [{ do: 'again', round: asked.length + 1 }] : []),
    ...forgottenNote(notes, received),
    ...(settled.me && settled.me.n > (received.settled.me?.n ?? 0) && received.note?.box === settled.me.note
      ? [{ do: 'settle', n: settled.me.n, note: settled.me.note, yes: settled.me.yes, box: settled.me.box }]
      : []),
  ];
}

/** @param {LogRound} log @param {Round | null} received @returns {Forgotten[]} */
function forgottenInRound({ mine, broken }, received) {
  if (!received) return [];
  const { round } = received;
  return [
    ...(mine.commit !== null && received.mine.commit === null ? [{ do: 'commit', round, box: mine.commit }] : []),
    ...(mine.release !== null && received.mine.release === null ? [{ do: 'release', round, box: mine.release }] : []),
    ...(broken?.by === 'me' && !received.broken ? [{ do: 'broken', round }] : []),
  ];
}

/** @param {LogSection['notes']} notes @param {SectionView} received @returns {Forgotten[]} */
function forgottenNote(notes, received) {
  const newest = received.note?.n ?? 0;
  const next = notes[newest] ?? null;
  const follows = newest === 0 || notes[newest - 1]?.box === received.note?.box;
  return next?.by === 'me' && follows ? [{ do: 'note', n: newest + 1, box: next.box }] : [];
}

