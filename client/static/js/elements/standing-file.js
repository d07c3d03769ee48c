/**
 * Where the two stand as one file: it can be read and printed on its own, in the language of whoever saves it. At its end,
 * as data and the same for both, is all that was opened, so that each can go on from it on a new code.
 */

import { carried } from '../model/carried.js';
import { blockOf, withoutPrivate } from '../model/kept-file.js';
import { limitNames } from '../model/limit-names.js';
import { language, t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { drawStanding } from './standing-draw.js';
import { readableRounds } from '../model/opened-rounds.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/kept-file.js').KeptChapter} KeptChapter */

/** As neutral as the page's own title: a list of files must reveal nothing. */
const FILE_NAME = 'notes.html';
/** Milliseconds that a browser may need to write the file. Some begin only when the person has chosen a folder. */
const KEPT_FOR = 60_000;

/** What is in the file may come from the partner, so nothing in it may run or load. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

const STYLE = `
:root { color-scheme: light; }
body { max-width: 40rem; margin: 0 auto; padding: 1.5rem; background: #fff; color: #1d1813;
  font: 1.0625rem/1.5 Georgia, 'Noto Serif', serif; overflow-wrap: anywhere; }
h1, h2, h3, p, ul { margin: 0 0 .6rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { margin-top: .8rem; font-size: 1.25rem; }
h3 { font-size: 1.0625rem; }
h2, h3 { break-after: avoid; }
section { margin-top: 1.5rem; border-top: 1px solid #999; }
ul { padding: 0; list-style: none; }
li { margin-bottom: .7rem; break-inside: avoid; }
li p { margin: 0; }
.standing-about, .hint { color: #524a41; }
.written { white-space: pre-wrap; }
@page { margin: 18mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 12pt; }
  ul { columns: 2; column-gap: 10mm; }
}
`;

/** @param {Conversation} conversation @returns {KeptChapter[]} the same on both phones: everything that was opened last, but what
 *   is private */
const keptChapters = (conversation) =>
  (conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) => {
    const document = conversation.documentOf(qhash);
    if (!document) return [];
    const kept = {
      qhash, set: document.id, version: document.version,
      sections: sections.map((section) => keptSection(conversation, { qhash, document }, section)).filter((each) => Object.keys(each).length > 1),
      notices: noticesOf(conversation, qhash),
    };
    const shown = withoutPrivate(kept, document);
    return [{ ...shown, names: limitNames(shown, document) }];
  });

/**
 * @param {Conversation} conversation @param {{ qhash: string, document: import('../model/types.js').QuestionSet }} chapter
 * @param {import('../model/types.js').SectionView} section
 */
function keptSection(conversation, { qhash, document }, section) {
  const { id } = section;
  const rounds = readableRounds(section, (round) => conversation.rounds.opened(qhash, id, round));
  const note = conversation.notes.note(qhash, id);
  const agreed = note?.agreed && note.text !== null ? { note: note.text } : {};
  const newest = rounds.at(-1);
  if (!newest) return { id, ...agreed };
  const { round, opened } = newest;
  if ('matches' in opened) return { id, round, matches: [...opened.matches].sort(), ...agreed };
  const questions = document.sections.find((each) => each.id === id)?.questions ?? [];
  const { mine, theirs } = carried(document, questions, rounds.flatMap((each) => ('mine' in each.opened ? [each.opened] : [])));
  const [one, two] = conversation.role === 'A' ? [mine, theirs] : [theirs, mine];
  return { id, round, answers: { 1: one, 2: two }, ...agreed };
}

/** @param {Conversation} conversation @param {string} chapter @returns {KeptChapter['notices']} */
function noticesOf(conversation, chapter) {
  const sentBy = (/** @type {'A' | 'B'} */ role) =>
    conversation.notes.notices(chapter)
      .filter(({ by }) => (by === 'me') === (conversation.role === role))
      .map(({ withdraw, limit, unreadable }) => (unreadable ? { unreadable } : { withdraw, limit }));
  return { 1: sentBy('A'), 2: sentBy('B') };
}

/**
 * @param {Conversation} conversation @param {import('./standing-parts.js').Part[]} parts with neutral names @param {HTMLElement | null} unsent
 * @returns {string}
 */
const fileOf = (conversation, parts, unsent) => [
  '<!doctype html>',
  `<html lang="${language}">`,
  '<head>',
  '<meta charset="utf-8">',
  `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  '<meta name="viewport" content="width=device-width, initial-scale=1">',
  h('title', {}, t('standing.file-name')).outerHTML,
  `<style>${STYLE}</style>`,
  '</head>',
  '<body>',
  h('main', {},
    h('h1', {}, t('standing.file-title')),
    h('p', {}, t('standing.file-rule')),
    h('p', { class: 'hint' }, t('standing.file-holds')),
    unsent,
    drawStanding(parts)).outerHTML,
  blockOf(keptChapters(conversation)),
  '</body>',
  '</html>',
  '',
].join('\n');

/**
 * Puts it among the files of this phone, and nowhere else.
 * @param {Conversation} conversation @param {import('./standing-parts.js').Part[]} parts with neutral names
 * @param {HTMLElement | null} unsent a line at its head, where something of it has not been sent
 */
export function saveFile(conversation, parts, unsent) {
  const address = URL.createObjectURL(new Blob([fileOf(conversation, parts, unsent)], { type: 'text/html;charset=utf-8' }));
  h('a', { href: address, download: FILE_NAME }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR);
}
