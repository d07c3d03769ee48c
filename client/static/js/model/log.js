/**
 * What the hub has shown of a conversation, as a log that only grows, and each view joined to it: a hub that shows less, or
 * something else, takes nothing away (docs/protocol.md, "The log"). Pure.
 */

import { LIMITS } from './limits.js';

/** @typedef {import('./types.js').ChapterView} ChapterView */
/** @typedef {import('./types.js').Log} Log */
/** @typedef {import('./types.js').LogChapter} LogChapter */
/** @typedef {import('./types.js').LogRound} LogRound */
/** @typedef {import('./types.js').LogSection} LogSection */
/** @typedef {import('./types.js').NumberedBox} NumberedBox */
/** @typedef {import('./types.js').Round} Round */
/** @typedef {import('./types.js').SectionView} SectionView */
/** @typedef {import('./types.js').Settled} Settled */
/** @typedef {import('./types.js').View} View */
/**
 * What is found while joining, gathered for the whole view.
 * @typedef {object} Findings
 * @property {boolean} older the view has less than the log
 * @property {boolean} contradicts the view has something else than the log, or something of mine that this seat has not made
 */
/** @typedef {{ log: Log, received: View, older: boolean, contradicts: boolean }} Joined */

/**
 * Cuts a view to what a session can have.
 * @param {View} view
 * @returns {View} without the chapters behind the most that a session can have
 */
export const withinLimits = (view) => ({ ...view, chapters: view.chapters.slice(0, LIMITS.chapters) });

/** The log before anything was shown. @type {Log} */
export const EMPTY = Object.freeze({ ready: false, both: false, talk: Object.freeze({ me: null, them: null }), chapters: [] });

/** Makes the record of a round. @returns {LogRound} one of which nothing is known */
export const unanswered = () => ({ mine: { commit: null, release: null }, theirs: { commit: null, release: null }, broken: null });

/** Lists all rounds of a section. @param {SectionView} section @returns {Round[]} all of its rounds, the oldest first */
export const roundsOf = (section) => [...section.earlier, section];

// What a hub calls mine

/**
 * The view without what it calls mine and this seat has not made, and without a notice that it names twice. Both people hold
 * both keys, so that a box opens under one's own key proves nothing.
 * @param {View} view @param {Set<string>} made @param {Findings} findings @returns {View}
 */
const ownOnly = (view, made, findings) => ({
  ...view,
  talk: { me: view.talk.me && own(view.talk.me, view.talk.me.box, made, findings), them: view.talk.them },
  chapters: view.chapters.map((chapter) => ownChapter(chapter, made, findings)),
});

/** @param {ChapterView} chapter @param {Set<string>} made @param {Findings} findings @returns {ChapterView} */
const ownChapter = ({ qhash, notices: { mine, theirs }, sections }, made, findings) => ({
  qhash,
  notices: {
    mine: upTo(mine, (digest, at) => !made.has(digest) || mine.indexOf(digest) < at, findings),
    theirs: upTo(theirs, (digest, at) => theirs.indexOf(digest) < at, findings),
  },
  sections: sections.map((section) => ownSection(section, made, findings)),
});

/** @param {string[]} digests @param {(digest: string, at: number) => boolean} isWrong @param {Findings} findings @returns {string[]} */
function upTo(digests, isWrong, findings) {
  const wrong = digests.findIndex(isWrong);
  if (wrong < 0) return digests;
  findings.contradicts = true;
  return digests.slice(0, wrong);
}

/** @param {SectionView} section @param {Set<string>} made @param {Findings} findings @returns {SectionView} */
function ownSection(section, made, findings) {
  const { note, settled: { me, them }, earlier } = section;
  return {
    ...ownRound(section, made, findings),
    note: note?.by === 'me' ? own(note, note.box, made, findings) : note,
    settled: { me: me && own(me, me.box, made, findings), them },
    earlier: earlier.map((round) => ownRound(round, made, findings)),
  };
}

/** @template {Round} R @param {R} round @param {Set<string>} made @param {Findings} findings @returns {R} */
function ownRound(round, made, findings) {
  const { commit, release } = round.mine;
  return { ...round, mine: { commit: own(commit, commit, made, findings), release: own(release, release, made, findings) } };
}

/**
 * @template T
 * @param {T} value @param {string | null} digest of the box that it comes with @param {Set<string>} made @param {Findings} findings
 * @returns {T | null}
 */
function own(value, digest, made, findings) {
  if (digest === null || made.has(digest)) return value;
  findings.contradicts = true;
  return null;
}

// Joining

/**
 * Joins a view to the log.
 * @param {Log} log of this seat
 * @param {View} view checked, without `pairing`
 * @param {readonly string[]} made digests of the boxes that this seat has sealed
 * @returns {Joined} the log with what is new; `told` is what of the view can be believed to be the hub's
 * Source: docs/protocol.md, "The log".
 */
export function join(log, view, made) {
  /** @type {Findings} */
  const findings = { older: false, contradicts: false };
  const received = ownOnly(view, new Set(made), findings);
  if ((log.ready && !received.ready.me) || (log.both && !received.ready.both)) findings.older = true;
  const kept = log.chapters.map((chapter) =>
    joinChapter(chapter, received.chapters.find(({ qhash }) => qhash === chapter.qhash), findings));
  const unknown = received.chapters.filter(({ qhash }) => !log.chapters.some((chapter) => chapter.qhash === qhash));
  const added = roomFor(unknown, LIMITS.chapters - kept.length, findings);
  const chapters = [...kept, ...added.map((chapter) => joinChapter(emptyChapter(chapter), chapter, findings))];
  const talk = { me: newer(log.talk.me, received.talk.me, findings), them: newer(log.talk.them, received.talk.them, findings) };
  return { log: { ready: log.ready || received.ready.me, both: log.both || received.ready.both, talk, chapters }, received, ...findings };
}

/**
 * Ignores new entries above the limit: no honest session has more.
 * @template T @param {T[]} unknown @param {number} room @param {Findings} findings @returns {T[]} those for which there is room
 */
function roomFor(unknown, room, findings) {
  if (unknown.length > room) findings.contradicts = true;
  return unknown.slice(0, room);
}

/** @param {ChapterView} received @returns {LogChapter} */
const emptyChapter = ({ qhash }) => ({ qhash, notices: { mine: [], theirs: [] }, sections: [] });

/** @param {LogChapter} log @param {ChapterView | undefined} received @param {Findings} findings @returns {LogChapter} */
function joinChapter(log, received, findings) {
  if (!received) {
    findings.older = true;
    return log;
  }
  const known = log.sections.map((section) =>
    joinSection(section, received.sections.find(({ id }) => id === section.id), findings));
  const unknown = received.sections.filter(({ id }) => !log.sections.some((section) => section.id === id));
  const added = roomFor(unknown, LIMITS.sections - known.length, findings);
  return {
    qhash: log.qhash,
    notices: { mine: longer(log.notices.mine, received.notices.mine, findings), theirs: longer(log.notices.theirs, received.notices.theirs, findings) },
    sections: [...known, ...added.map((section) => joinSection(emptySection(section), section, findings))],
  };
}

/** @param {string[]} log @param {string[]} received @param {Findings} findings @returns {string[]} */
function longer(log, received, findings) {
  const shared = Math.min(log.length, received.length);
  if (log.slice(0, shared).some((digest, at) => digest !== received[at])) {
    findings.contradicts = true;
    return log;
  }
  if (received.length < log.length) findings.older = true;
  return received.length > log.length ? received : log;
}

/** @param {SectionView} received @returns {LogSection} */
const emptySection = ({ id, reveal, pad }) => ({ id, reveal, pad, rounds: [], notes: [], settled: { me: null, them: null } });

/** @param {LogSection} log @param {SectionView | undefined} received @param {Findings} findings @returns {LogSection} */
function joinSection(log, received, findings) {
  if (!received) {
    findings.older = true;
    return log;
  }
  const notes = joinNotes(log.notes, received.note, findings);
  const note = notes.at(-1)?.box;
  return {
    ...log,
    rounds: joinRounds(log.rounds, roundsOf(received), findings),
    notes,
    settled: {
      me: joinSettled(log.settled.me, received.settled.me, note, findings),
      them: joinSettled(log.settled.them, received.settled.them, note, findings),
    },
  };
}

/**
 * Both ask for a round, and only once the one before is over: otherwise a hub could put an empty one in the place of answers that are being
 * written.
 * @param {LogSection['rounds']} log @param {Round[]} asked @param {Findings} findings @returns {LogSection['rounds']}
 */
function joinRounds(log, asked, findings) {
  if (asked.length < log.length) findings.older = true;
  const rounds = log.map((before, at) => (asked[at] ? joinRound(before, asked[at], findings) : before));
  for (const now of asked.slice(log.length)) {
    const last = rounds.at(-1);
    if (last && !isOver(last)) {
      findings.contradicts = true;
      return rounds;
    }
    rounds.push(joinRound(unanswered(), now, findings));
  }
  return rounds;
}

/** @param {LogRound} round @returns {boolean} whether all of its boxes are known, or it was reported as broken */
const isOver = ({ mine, theirs, broken }) => broken !== null || (mine.release !== null && theirs.release !== null);

/**
 * Nothing of a round counts before one's own commit is known, nor a release before its commit: an honest hub tells it so.
 * @param {LogRound} log @param {Round} received @param {Findings} findings @returns {LogRound}
 */
function joinRound(log, received, findings) {
  const commit = once(log.mine.commit, received.mine.commit, findings);
  if (commit === null) return log;
  const mine = { commit, release: once(log.mine.release, received.mine.release, findings) };
  const theirs = once(log.theirs.commit, received.theirs?.commit ?? null, findings);
  const release = once(log.theirs.release, theirs === null ? null : (received.theirs?.release ?? null), findings);
  if (log.broken && !received.broken) findings.older = true;
  return { mine, theirs: { commit: theirs, release }, broken: log.broken ?? received.broken ?? null };
}

/** @param {string | null} log @param {string | null} received a box that is written once @param {Findings} findings @returns {string | null} */
function once(log, received, findings) {
  if (log === null) return received;
  if (received === null) findings.older = true;
  else if (received !== log) findings.contradicts = true;
  return log;
}

/** @param {LogSection['notes']} log @param {SectionView['note']} received @param {Findings} findings @returns {LogSection['notes']} */
function joinNotes(log, received, findings) {
  if ((received?.n ?? 0) < log.length) findings.older = true;
  if (!received) return log;
  const { n, by, box, before } = received;
  const [there, previous] = [log[n - 1] ?? null, log[n - 2] ?? null];
  const other = there !== null && (there.box !== box || (there.by !== null && there.by !== by));
  if (other || (previous !== null && previous.box !== before)) {
    findings.contradicts = true;
    return log;
  }
  if (n < log.length) return log;
  const notes = Array.from({ length: n }, (_, at) => log[at] ?? null);
  if (before !== null) notes[n - 2] ??= { by: null, box: before };
  notes[n - 1] = { by, box };
  return notes;
}

/**
 * What was said of a note that has been replaced is missed nowhere.
 * @param {Settled | null} log @param {Settled | null} received @param {string | undefined} note digest of the newest
 * @param {Findings} findings @returns {Settled | null}
 */
function joinSettled(log, received, note, findings) {
  if ((received?.n ?? 0) < (log?.n ?? 0) && log?.note === note) findings.older = true;
  if (!received || received.n < (log?.n ?? 0)) return log;
  if (log?.n === received.n) {
    if (log.box !== received.box || log.note !== received.note || log.yes !== received.yes) findings.contradicts = true;
    return log;
  }
  return { n: received.n, note: received.note, yes: received.yes, box: received.box };
}

/** @param {NumberedBox | null} log @param {NumberedBox | null} received @param {Findings} findings @returns {NumberedBox | null} */
function newer(log, received, findings) {
  if ((received?.n ?? 0) < (log?.n ?? 0)) findings.older = true;
  if (!received || received.n < (log?.n ?? 0)) return log;
  if (log?.n === received.n) {
    if (log.box !== received.box) findings.contradicts = true;
    return log;
  }
  return { n: received.n, box: received.box };
}

/**
 * Adds what the hub has acknowledged: it came with a view that shows it, so that from now on a view without it has less.
 * @param {Log} log of this seat
 * @param {{ do: string, [field: string]: any }} command of this seat
 * @param {string} box the digest of its box
 * @returns {Log} the same one, if it has it already, or if nothing of that kind is logged
 * Source: docs/protocol.md, "The log".
 */
export function acknowledged(log, { do: name, chapter, section, n, note, yes }, box) {
  /** @param {LogSection} entry @returns {LogSection} */
  const added = (entry) => {
    if (name === 'note' && entry.notes.length === n - 1) return { ...entry, notes: [...entry.notes, { by: 'me', box }] };
    const me = name === 'settle' && (entry.settled.me?.n ?? 0) < n ? { n, note, yes, box } : entry.settled.me;
    return me === entry.settled.me ? entry : { ...entry, settled: { ...entry.settled, me } };
  };
  const at = log.chapters.find(({ qhash }) => qhash === chapter);
  if (!at) return log;
  const sections = at.sections.map((entry) => (entry.id === section ? added(entry) : entry));
  const { mine } = at.notices;
  const longer = name === 'notice' && mine.length === n - 1 ? [...mine, box] : mine;
  if (longer === mine && sections.every((entry, index) => entry === at.sections[index])) return log;
  const changed = { ...at, sections, notices: { ...at.notices, mine: longer } };
  return { ...log, chapters: log.chapters.map((each) => (each === at ? changed : each)) };
}

/** Lists the boxes that a log calls one's own. @param {Log} log @returns {string[]} every box in it that is this seat's own */
export const madeIn = ({ talk, chapters }) =>
  [talk.me?.box ?? null, ...chapters.flatMap(({ notices, sections }) => [
    ...notices.mine,
    ...sections.flatMap(({ rounds, notes, settled }) => [
      ...rounds.flatMap(({ mine }) => [mine.commit, mine.release]),
      ...notes.map((note) => (note?.by === 'me' ? note.box : null)),
      settled.me?.box ?? null,
    ]),
  ])].filter((digest) => digest !== null);
