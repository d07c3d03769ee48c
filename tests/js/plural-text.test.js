/** A phone chooses the form of a text as the hub and the terminal do: by the vectors that bind all three. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { textFor } from '../../client/static/js/plural-text.js';
import { vectors } from './support/files.js';

/** @type {Record<string, Record<string, number[]>>} */
const languages = vectors('plurals.json').languages;

for (const [language, forms] of Object.entries(languages)) {
  test(`numbers take the forms of ${language}`, () => {
    const rules = new Intl.PluralRules(language);
    const catalogue = Object.fromEntries(Object.keys(forms).map((form) => [`wait#${form}`, form]));
    for (const [form, numbers] of Object.entries(forms)) {
      assert.deepEqual(numbers.map((n) => textFor(catalogue, 'wait', n, rules)), numbers.map(() => form));
      // As the elements hand it over.
      assert.equal(textFor(catalogue, 'wait', String(numbers[0]), rules), form);
    }
  });
}

test('a text without forms needs no number, and a form that is missing is no text', () => {
  const rules = new Intl.PluralRules('pl');
  assert.equal(textFor({ title: 'Notatki' }, 'title', undefined, rules), 'Notatki');
  assert.equal(textFor({ 'wait#one': 'sekunda' }, 'wait', 5, rules), undefined);
});
