/** What is read out of a kept file, whoever wrote it: one's own answers that still fit, and nothing else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { blockOf, limitsWithoutLine, ownAnswers, readKept, withoutPrivate } from '../../../client/static/js/model/kept-file.js';
import { kept, keptChapter, keptSection, said } from '../support/answers.js';
import { asJson, everyKind } from '../support/files.js';

const MINE = said(
  {
    words: 'Tea.',
    one: 'tea',
    several: ['red', 'blue'],
    'how-much': 2,
    acts: { 'rope/give': { level: 'yes' }, story: { level: 'only-if', if: 'no villains' } },
    done: { 'care/give': { level: 'some' } },
  },
  { talk: ['how-much'] },
);
const THEIRS = said({ words: 'THEIRS', acts: { 'rope/receive': { level: 'curious' } } }, { skip: ['one'] });
const NOW = everyKind();

/**
 * What a person gets back of a section out of a file.
 *
 * @param {string} text of the file
 * @param {{ person?: '1' | '2', section?: string, document?: any }} [present]
 * @returns {any} as JSON has it
 */
function own(text, { person = '1', section: id = 'mixed', document = NOW } = {}) {
  const read = readKept(text);
  assert('chapters' in read);
  const section = document.sections.find((/** @type {any} */ each) => each.id === id);
  return asJson(ownAnswers(read.chapters, person, { qhash: 'Q', document, section }));
}

/** A file of one chapter with these fields. @param {{ [field: string]: unknown }} fields */
const fileOf = (fields) => kept([keptChapter(fields)]);

test('own answers come back whole, and nothing of the other', () => {
  const text = fileOf({ sections: [keptSection('mixed', MINE, THEIRS)] });
  const found = own(text);
  assert.deepEqual(found.answers, MINE);
  assert.deepEqual([found.left, found.gone, found.since], [[], 0, false]);
  assert.deepEqual(found.asked, ['words', 'one', 'several', 'how-much', 'acts', 'done']);
  assert.deepEqual(found.items, ['rope', 'story', 'care']);
  assert(!JSON.stringify(found).includes('THEIRS'));
  assert.deepEqual(own(text, { person: '2' }).answers, THEIRS);
});

test('what does not fit any more is left out by itself, and named', () => {
  const document = everyKind();
  for (const part of document.sections) {
    part.questions = part.questions.filter((/** @type {any} */ { id }) => id !== 'one');
    for (const question of part.questions) {
      if (question.id === 'several') question.options = [{ id: 'red', label: { en: 'Red' } }];
    }
  }
  document.scales.activity = document.scales.activity.filter((/** @type {any} */ { id }) => id !== 'only-if');
  const found = own(fileOf({ qhash: 'another', sections: [keptSection('mixed', MINE)] }), { document });
  assert.deepEqual(found.answers.answers, {
    words: 'Tea.',
    'how-much': 2,
    acts: { 'rope/give': { level: 'yes' } },
    done: { 'care/give': { level: 'some' } },
  });
  assert.deepEqual(found.left, [{ question: 'several', key: null }, { question: 'acts', key: 'story' }]);
  assert.equal(found.gone, 1);
  assert.deepEqual(found.items, ['rope', 'story', 'care']);
  const blank = keptSection('mixed', said({ acts: { 'rope/give': { level: 'yes' } } }));
  assert.deepEqual(own(fileOf({ qhash: 'another', sections: [blank] }), { document }).items, ['rope']);
});

test('the same questions come before those of another set', () => {
  const elsewhere = said({ one: 'coffee', words: 'Elsewhere' });
  const other = keptChapter({ qhash: 'X', set: 'another-set', sections: [keptSection('mixed', elsewhere)] });
  const same = keptChapter({ sections: [keptSection('mixed', said({ one: 'tea' }))] });
  assert.deepEqual(own(kept([same, other])).answers.answers, { one: 'tea', words: 'Elsewhere' });
});

test('a yes that was taken back and a limit that was set since are not forgotten', () => {
  const given = said({ one: 'tea', acts: { 'rope/give': { level: 'yes' }, 'rope/receive': { level: 'curious' } } });
  const sent = [{ withdraw: ['rope/give', 'one'], limit: {} }, { withdraw: [], limit: { story: 'hard-limit' } }];
  const loosening = [{ withdraw: [], limit: { 'rope/receive': 'yes', story: 'yes', 'care/give': 'some' } }];
  const text = fileOf({ sections: [keptSection('mixed', given, given)], notices: { 1: sent, 2: loosening } });
  const found = own(text);
  assert.deepEqual(found.answers.answers, { acts: { 'rope/receive': { level: 'curious' }, story: { level: 'hard-limit' } } });
  assert.equal(found.since, true);
  // What loosens is no limit: at most a yes of one's own is left blank.
  const loosened = own(text, { person: '2' }).answers.answers;
  assert.deepEqual(loosened, { one: 'tea', acts: { 'rope/give': { level: 'yes' } } });
});

test('of what was said and what was limited since, the hardest counts', () => {
  const given = said({ acts: { 'rope/give': { level: 'hard-limit' }, 'rope/receive': { level: 'yes' } } });
  const sent = [
    { withdraw: [], limit: { 'rope/receive': 'hard-limit' } },
    { withdraw: [], limit: { 'rope/receive': 'not-now' } },
    { withdraw: [], limit: { 'rope/give': 'not-now' } },
  ];
  const found = own(fileOf({ sections: [keptSection('mixed', given, given)], notices: { 1: sent, 2: [] } }));
  const hard = { level: 'hard-limit' };
  assert.deepEqual(found.answers.answers, { acts: { 'rope/give': hard, 'rope/receive': hard } });
});

for (const position of ['after', 'before']) {
  test(`a limit that was said in a chapter ${position} this one is filled in here too`, () => {
    const willing = said({ acts: { 'rope/give': { level: 'yes' }, story: { level: 'yes' } } });
    const limit = said({ others: { 'rope/give': { level: 'not-now' }, story: { level: 'curious' } } });
    const here = keptChapter({ sections: [keptSection('mixed', willing, willing)] });
    const there = keptChapter({ qhash: 'R', set: 'another', sections: [keptSection('daily', limit, willing)] });
    const found = own(kept(position === 'after' ? [here, there] : [there, here]));
    assert.deepEqual(found.answers.answers, { acts: { 'rope/give': { level: 'not-now' }, story: { level: 'yes' } } });
    assert.equal(found.since, true);
  });
}

for (const section of ['ready', 'curious']) {
  test(`nothing is filled into a section that is mutual or never sent: ${section}`, () => {
    const given = said({ adult: 'yes', tied: { 'rope/give': { level: 'yes' } } }, { skip: ['tied', 'adult'] });
    const found = own(fileOf({ sections: [keptSection(section, given)] }), { section });
    assert.deepEqual(found.answers, said());
    assert.deepEqual(found.asked, []);
  });
}

const block = (/** @type {string} */ content) => `<script type="application/json" id="data">${content}</script>`;

/** @type {[string, string, string][]} */
const NO_FILES = [
  ['nothing', '', 'not-ours'],
  ['another page', '<!doctype html><h1>A recipe</h1>', 'not-ours'],
  ['a block without its end', kept([keptChapter()]).slice(0, -20), 'not-ours'],
  ['half a block', block('{"format":1,"chapters":['), 'broken'],
  ['a block that is deeper than anyone reads', block('['.repeat(200_000)), 'broken'],
  ['null', block('null'), 'broken'],
  ['no chapters', block('{"format":1}'), 'broken'],
  ['a chapter with a hash alone', kept([{ qhash: 'Q' }]), 'broken'],
  ['notices of nobody', fileOf({ notices: [] }), 'broken'],
  ['a section that is a text', fileOf({ sections: ['mixed'] }), 'broken'],
  ['another format', kept([], { format: 2 }), 'other-format'],
];

for (const [name, text, problem] of NO_FILES) {
  test(`what is no such file is named for what it is: ${name}`, () => {
    assert.deepEqual(readKept(text), { problem });
  });
}

/** @type {[string, unknown][]} */
const HOSTILE = [
  ['nothing', null],
  ['a list', []],
  ['a text', 'tea'],
  ['marks that are no lists', { answers: null, skip: 'words', talk: { 0: 'one' } }],
  [
    'answers of other types',
    {
      answers: {
        one: {}, words: ['x'], several: 'red', 'how-much': '2', acts: [1], done: { 'care/give': 3 },
      },
    },
  ],
  [
    'answers out of range',
    {
      answers: {
        words: 'x'.repeat(41), one: '__proto__', 'how-much': 6, acts: { 'rope/give': { level: 'constructor' } },
      },
    },
  ],
];

for (const [name, given] of HOSTILE) {
  test(`hostile answers fill in nothing: ${name}`, () => {
    assert.deepEqual(own(fileOf({ sections: [keptSection('mixed', given)] })).answers, said());
  });
}

test('names of the language change nothing in it', () => {
  const given = '{"v":1,"answers":{"__proto__":{"words":"x"},"acts":{"__proto__":{"level":"yes"}}},"skip":["__proto__"]}';
  const text = fileOf({ sections: [keptSection('mixed', 'SAID')] }).replace('"SAID"', given);
  const polluting = text.replace('"id":"mixed"', '"__proto__":{"polluted":1},"id":"mixed"');
  assert(polluting.includes('polluted'));
  assert.deepEqual(own(polluting).answers, said());
  assert(!('polluted' in {}));
  const deep = `{"answers":{"words":${'['.repeat(5000)}${']'.repeat(5000)}}}`;
  assert.deepEqual(own(text.replace(given, deep)).answers, said());
});

test('the block is canonical, and no text can end it', () => {
  const text = '</script><script>alert(1)</script><!-- \u2028';
  const chapters = (/** @type {unknown[]} */ ...all) => blockOf(/** @type {any[]} */ (all));
  const made = chapters({ b: text, a: [1, { d: null, c: true }] });
  assert.equal(made, chapters({ a: [1, { c: true, d: null }], b: text }));
  assert.equal(made.split('<').length - 1, 2);
  assert(made.startsWith(block('').replace('</script>', '{"chapters":[{"a":[1,{"c":true,"d":null}],"b":"')));
  const inner = made.slice(made.indexOf('>') + 1, made.lastIndexOf('<'));
  assert.deepEqual(JSON.parse(inner), { format: 1, chapters: [{ b: text, a: [1, { d: null, c: true }] }] });
});

test('what is private is in no file: no answer, no mark, no word of both, and not even that it was taken back', () => {
  const { sections } = NOW;
  const asked = sections.find((/** @type {any} */ { id }) => id === 'mixed').questions;
  const document = {
    ...NOW,
    sections: [
      { ...sections[0], id: 'mixed', questions: asked.map((/** @type {any} */ each) => ({ ...each, private: each.id === 'words' })) },
      { ...sections[0], id: 'silent', private: true, questions: [{ id: 'hidden', kind: 'text' }] },
    ],
  };
  const marked = said({ words: 'SECRET', one: 'tea' }, { talk: ['words', 'one'], skip: ['words'], first: ['words'] });
  const chapter = /** @type {any} */ (keptChapter({
    sections: [keptSection('mixed', marked, marked), { ...keptSection('silent', said({ hidden: 'SECRET' })), note: 'SECRET' }],
    notices: { 1: [{ withdraw: ['words', 'one', 'hidden'], limit: {} }], 2: [] },
  }));
  const shown = said({ one: 'tea' }, { talk: ['one'] });
  const made = withoutPrivate(chapter, document);
  assert.deepEqual(asJson(made.sections), [asJson(keptSection('mixed', shown, shown))]);
  assert.deepEqual(made.notices, { 1: [{ withdraw: ['one'], limit: {} }], 2: [] });
  assert(!blockOf([made]).includes('SECRET'));
});

test('a limit of one’s own that has no line any more is named, wherever it was set', () => {
  const levels = { 'rope/give': { level: 'hard-limit' }, 'breath/receive': { level: 'hard-limit' }, 'breath/give': { level: 'not-now' } };
  const mine = said({ acts: { ...levels, others: { level: 'fantasy' }, crowds: { level: 'yes' }, '<b>': { level: 'hard-limit' } } });
  const theirs = said({ acts: { theirs: { level: 'hard-limit' } } });
  const notices = { 1: [{ withdraw: [], limit: { 'sore-places': 'hard-limit' } }], 2: [] };
  const read = readKept(fileOf({ sections: [keptSection('gone', mine, theirs)], notices }));
  assert('chapters' in read);
  assert.deepEqual(asJson(limitsWithoutLine(read.chapters, '1', [NOW])), ['breath', 'others', 'sore-places']);
  assert.deepEqual(asJson(limitsWithoutLine(read.chapters, '2', [NOW])), ['theirs']);
});
