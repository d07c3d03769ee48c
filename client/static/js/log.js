/**
 * What the hub has shown of a conversation, as a log that only grows, and each view joined to it: a hub that shows less, or
 * something else, takes nothing away (docs/protocol.md, "The log"). Pure.
 */

/** @typedef {import('./types.js').ChapterView} ChapterView */
/** @typedef {import('./types.js').Command} Command */
/** @typedef {import('./types.js').Log} Log */
/** @typedef {import('./types.js').LogChapter} LogChapter */
/** @typedef {import('./types.js').LogRound} LogRound */
/** @typedef {import('./types.js').LogSection} LogSection */
/** @typedef {import('./types.js').Round} Round */
/** @typedef {import('./types.js').SectionView} SectionView */
/** @typedef {import('./types.js').Settled} Settled */
/** @typedef {import('./types.js').Slots} Slots */
/** @typedef {import('./types.js').View} View */
/** @typedef {'me' | 'them'} Side */
/**
 * What is found while joining, gathered for the whole view.
 * @typedef {object} Findings
 * @property {Set<string>} made digests of the boxes that this seat has sealed
 * @property {boolean} older the view has less than the log
 * @property {boolean} contradicts the view has something else than the log, or something of mine that this seat has not made
 */
/** @typedef {{ log: Log, view: View, older: boolean, contradicts: boolean }} Joined */

const MOST_CHAPTERS = 8;

/** @type {Log} */
export const EMPTY = Object.freeze({ ready: false, both: false, chapters: [] });

/** @returns {LogRound} */
const unanswered = () => ({ mine: { commit: null, release: null }, theirs: { commit: null, release: null }, broken: null });

/**
 * @param {Log} log of this seat
 * @param {View} told checked, without `pairing`
 * @param {readonly string[]} made digests of the boxes that this seat has sealed
 * @returns {Joined} the log with what is new, and what is shown
 */
export function join(log, told, made) {
  /** @type {Findings} */
  const findings = { made: new Set(made), older: false, contradicts: false };
  if ((log.ready && !told.ready.me) || (log.both && !told.ready.both)) findings.older = true;
  const known = log.chapters.map((chapter) =>
    joinChapter(chapter, told.chapters.find(({ qhash }) => qhash === chapter.qhash), findings));
  const added = told.chapters.filter(({ qhash }) => !log.chapters.some((chapter) => chapter.qhash === qhash));
  if (known.length + added.length > MOST_CHAPTERS) findings.contradicts = true;
  const chapters = [...known, ...added.map((chapter) => joinChapter(emptyChapter(chapter), chapter, findings))];
  const next = { ready: log.ready || told.ready.me, both: log.both || told.ready.both, chapters: chapters.slice(0, MOST_CHAPTERS) };
  const { older, contradicts } = findings;
  return { log: next, view: shown(next, told), older, contradicts };
}

/** @param {ChapterView} told @returns {LogChapter} */
const emptyChapter = ({ qhash }) => ({ qhash, notices: { mine: [], theirs: [] }, sections: [] });

/** @param {LogChapter} log @param {ChapterView | undefined} told @param {Findings} findings @returns {LogChapter} */
function joinChapter(log, told, findings) {
  if (!told) {
    findings.older = true;
    return log;
  }
  const own = told.notices.mine.findIndex((digest) => !findings.made.has(digest));
  if (own >= 0) findings.contradicts = true;
  const mine = own < 0 ? told.notices.mine : told.notices.mine.slice(0, own);
  const known = log.sections.map((section) =>
    joinSection(section, told.sections.find(({ id }) => id === section.id), findings));
  const added = told.sections.filter(({ id }) => !log.sections.some((section) => section.id === id));
  return {
    qhash: log.qhash,
    notices: { mine: longer(log.notices.mine, mine, findings), theirs: longer(log.notices.theirs, told.notices.theirs, findings) },
    sections: [...known, ...added.map((section) => joinSection(emptySection(section), section, findings))],
  };
}

/** @param {string[]} log @param {string[]} told @param {Findings} findings @returns {string[]} */
function longer(log, told, findings) {
  const shared = Math.min(log.length, told.length);
  if (log.slice(0, shared).some((digest, at) => digest !== told[at])) {
    findings.contradicts = true;
    return log;
  }
  if (told.length < log.length) findings.older = true;
  return told.length > log.length ? told : log;
}

/** @param {SectionView} told @returns {LogSection} */
const emptySection = ({ id, reveal, pad }) => ({ id, reveal, pad, rounds: [], notes: [], settled: { me: null, them: null } });

/** @param {LogSection} log @param {SectionView | undefined} told @param {Findings} findings @returns {LogSection} */
function joinSection(log, told, findings) {
  if (!told) {
    findings.older = true;
    return log;
  }
  const asked = [...told.earlier, told];
  if (asked.length < log.rounds.length) findings.older = true;
  const rounds = Array.from({ length: Math.max(asked.length, log.rounds.length) }, (_, at) => {
    const before = log.rounds[at] ?? unanswered();
    const now = asked[at];
    return now ? joinRound(before, now, findings) : before;
  });
  return {
    ...log,
    rounds,
    notes: joinNotes(log.notes, told.note, findings),
    settled: {
      me: joinSettled(log.settled.me, told.settled.me, 'me', findings),
      them: joinSettled(log.settled.them, told.settled.them, 'them', findings),
    },
  };
}

/** @param {LogRound} log @param {Round} told @param {Findings} findings @returns {LogRound} */
function joinRound(log, told, findings) {
  const mine = joinSlots(log.mine, told.mine, 'me', findings);
  // Nothing of the partner's counts before one's own commit: an honest hub does not tell it.
  const theirs = mine.commit === null ? log.theirs : joinSlots(log.theirs, told.theirs ?? { commit: null, release: null }, 'them', findings);
  if (log.broken && !told.broken) findings.older = true;
  return { mine, theirs, broken: log.broken ?? told.broken ?? null };
}

/** @param {Slots} log @param {Slots} told @param {Side} by @param {Findings} findings @returns {Slots} */
const joinSlots = (log, told, by, findings) => ({
  commit: joinBox(log.commit, told.commit, by, findings),
  release: joinBox(log.release, told.release, by, findings),
});

/** @param {string | null} log @param {string | null} told @param {Side} by @param {Findings} findings @returns {string | null} */
function joinBox(log, told, by, findings) {
  if (log === told) return log;
  if (told === null) {
    findings.older = true;
    return log;
  }
  if (log !== null || isForged(told, by, findings)) {
    findings.contradicts = true;
    return log;
  }
  return told;
}

/** @param {string} digest @param {Side | null} by @param {Findings} findings */
const isForged = (digest, by, { made }) => by === 'me' && !made.has(digest);

/** @param {LogSection['notes']} log @param {SectionView['note']} told @param {Findings} findings @returns {LogSection['notes']} */
function joinNotes(log, told, findings) {
  if ((told?.n ?? 0) < log.length) findings.older = true;
  if (!told || told.n < log.length) return log;
  const { n, by, box, before } = told;
  const [there, previous] = [log[n - 1] ?? null, log[n - 2] ?? null];
  const other = (there !== null && there.box !== box) || (previous !== null && previous.box !== before);
  if (other || (n > 1) !== (before !== null) || isForged(box, by, findings)) {
    findings.contradicts = true;
    return log;
  }
  const notes = Array.from({ length: n }, (_, at) => log[at] ?? null);
  if (before !== null) notes[n - 2] ??= { by: null, box: before };
  notes[n - 1] = { by, box };
  return notes;
}

/** @param {Settled | null} log @param {Settled | null} told @param {Side} by @param {Findings} findings @returns {Settled | null} */
function joinSettled(log, told, by, findings) {
  if ((told?.n ?? 0) < (log?.n ?? 0)) findings.older = true;
  if (!told || told.n < (log?.n ?? 0)) return log;
  const other = log !== null && log.n === told.n && (log.box !== told.box || log.note !== told.note || log.yes !== told.yes);
  if (other || isForged(told.box, by, findings)) {
    findings.contradicts = true;
    return log;
  }
  return { n: told.n, note: told.note, yes: told.yes, box: told.box };
}

// What is shown of it

/** @param {Log} log @param {View} told @returns {View} the view, with everything in it that the log has */
function shown(log, told) {
  const chapters = log.chapters.map(({ qhash, notices, sections }) => {
    const now = told.chapters.find((chapter) => chapter.qhash === qhash);
    return { qhash, notices, sections: sections.map((section) => shownSection(section, now?.sections.find(({ id }) => id === section.id))) };
  });
  return { ...told, pairing: null, phase: log.both ? 'talking' : 'preparing', ready: { me: log.ready, both: log.both }, chapters };
}

/** @param {LogSection} log @param {SectionView | undefined} told @returns {SectionView} */
function shownSection({ id, reveal, pad, rounds, notes, settled }, told) {
  const asked = rounds.map(shownRound);
  const newest = asked.at(-1) ?? shownRound(unanswered(), 0);
  const note = notes.at(-1) ?? null;
  const before = notes.at(-2)?.box ?? null;
  return {
    ...newest,
    id, reveal, pad, settled,
    note: note?.by ? { n: notes.length, by: note.by, box: note.box, before } : null,
    agreed: note !== null && [settled.me, settled.them].every((tap) => tap !== null && tap.yes && tap.note === note.box),
    again: told && told.round === newest.round ? told.again : { me: false, them: false },
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

/** @param {LogRound} round @returns {Round['state']} */
function stateOf({ mine, theirs, broken }) {
  if (mine.commit === null) return 'open';
  if (broken) return 'broken';
  if (theirs.commit === null) return 'sealed';
  return mine.release !== null && theirs.release !== null ? 'opened' : 'both-sealed';
}

// What the hub has forgotten

/** A command that the hub has forgotten; `box` is the digest of its box. @typedef {{ do: string, [field: string]: any }} Forgotten */

/**
 * What is one's own in the log and missing in the view, as it can be said now.
 * @param {Log} log with the view joined to it
 * @param {View} told
 * @returns {Forgotten[]}
 */
export function forgottenIn(log, told) {
  const ready = log.ready && !told.ready.me ? [{ do: 'ready' }] : [];
  return [...ready, ...log.chapters.flatMap((chapter) =>
    forgottenInChapter(chapter, told.chapters.find(({ qhash }) => qhash === chapter.qhash)))];
}

/** @param {LogChapter} log @param {ChapterView | undefined} told @returns {Forgotten[]} */
function forgottenInChapter({ qhash: chapter, notices, sections }, told) {
  if (!told) return [{ do: 'add', chapter }];
  const heard = told.notices.mine.length;
  const notice = notices.mine[heard];
  const inOrder = told.notices.mine.every((digest, at) => digest === notices.mine[at]);
  return [
    ...(notice !== undefined && inOrder ? [{ do: 'notice', chapter, n: heard + 1, box: notice }] : []),
    ...sections.flatMap((section) => {
      const now = told.sections.find(({ id }) => id === section.id);
      return now ? forgottenInSection(section, now).map((command) => ({ ...command, chapter, section: section.id })) : [];
    }),
  ];
}

/** @param {LogSection} log @param {SectionView} told @returns {Forgotten[]} without chapter and section */
function forgottenInSection({ rounds, notes, settled }, told) {
  const asked = [...told.earlier, told];
  if (asked.length < rounds.length) return [{ do: 'again', round: asked.length + 1 }];
  return [
    ...rounds.flatMap((round, at) => forgottenInRound(round, asked[at] ?? null)),
    ...forgottenNote(notes, told),
    ...(settled.me && settled.me.n > (told.settled.me?.n ?? 0) && told.note?.box === settled.me.note
      ? [{ do: 'settle', n: settled.me.n, note: settled.me.note, yes: settled.me.yes, box: settled.me.box }]
      : []),
  ];
}

/** @param {LogRound} log @param {Round | null} told @returns {Forgotten[]} */
function forgottenInRound({ mine, broken }, told) {
  if (!told) return [];
  const { round } = told;
  return [
    ...(mine.commit !== null && told.mine.commit === null ? [{ do: 'commit', round, box: mine.commit }] : []),
    ...(mine.release !== null && told.mine.release === null ? [{ do: 'release', round, box: mine.release }] : []),
    ...(broken?.by === 'me' && !told.broken ? [{ do: 'broken', round }] : []),
  ];
}

/** @param {LogSection['notes']} notes @param {SectionView} told @returns {Forgotten[]} */
function forgottenNote(notes, told) {
  const heard = told.note?.n ?? 0;
  const next = notes[heard] ?? null;
  const follows = heard === 0 || notes[heard - 1]?.box === told.note?.box;
  return next?.by === 'me' && follows ? [{ do: 'note', n: heard + 1, box: next.box }] : [];
}

/** @param {Log} log @returns {string[]} every box in it that is this seat's own */
export const madeIn = (log) =>
  log.chapters.flatMap(({ notices, sections }) => [
    ...notices.mine,
    ...sections.flatMap(({ rounds, notes, settled }) => [
      ...rounds.flatMap(({ mine }) => [mine.commit, mine.release]),
      ...notes.map((note) => (note?.by === 'me' ? note.box : null)),
      settled.me?.box ?? null,
    ]),
  ]).filter((digest) => digest !== null);
