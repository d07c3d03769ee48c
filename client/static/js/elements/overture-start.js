/** Which questions, for how long, and then a code. */

import { questionSets, startSession } from '../net/http.js';
import { t } from '../i18n.js';
import { button, fill, focusOn, h, worded } from '../ui/dom.js';

/** @typedef {import('../model/about.js').QuestionSetCard} Card */

/** In this tab's storage, so that a change of language keeps what was picked. */
const CHOICE = 'overture.start';
const HOURS = ['12', '48', '96', '144'];

class OvertureStart extends HTMLElement {
  /** @type {Card[] | null} */
  #sets = null;
  #chosen = '';
  #hours = '12';
  #trouble = h('p', { class: 'banner', hidden: true, tabindex: '-1' });
  #busy = false;

  connectedCallback() {
    if (this.#sets === null) void this.#load();
  }

  async #load() {
    fill(this, h('p', { class: 'hint' }, t('start.loading')));
    try {
      this.#sets = await questionSets();
      const before = choiceBefore();
      this.#chosen = (this.#sets.find(({ qhash }) => qhash === before.chosen) ?? this.#sets[0])?.qhash ?? '';
      if (HOURS.includes(before.hours)) this.#hours = before.hours;
      this.#draw(this.#sets);
    } catch (error) {
      fill(this, h('p', { class: 'banner' }, sentence(error)), button(t('start.retry'), () => this.#load()));
    }
  }

  /** @param {Card[]} sets */
  #draw(sets) {
    const submit = button(t('start.create'), () => this.#create(submit), { class: 'button button-big' });
    fill(this,
      h('fieldset', { class: 'stack' },
        h('legend', {}, t('start.which')),
        h('p', { class: 'hint' }, t('start.sittings')),
        h('div', { class: 'choices' }, sets.map((set) => this.#card(set)))),
      h('fieldset', { class: 'stack' },
        h('legend', {}, t('start.keep')),
        h('p', { class: 'hint' }, t('start.keep-hint')),
        h('div', { class: 'choices' }, HOURS.map((hours) =>
          choice('hours', hours, hours === this.#hours, () => this.#choose({ hours }),
            h('span', {}, t(`start.hours-${hours}`)))))),
      this.#trouble,
      submit);
  }

  /** @param {Card} set @returns {HTMLElement} */
  #card(set) {
    return choice('set', set.qhash, set.qhash === this.#chosen, () => this.#choose({ chosen: set.qhash }),
      h('span', { class: 'card-words' },
        h('span', { class: 'card-title' },
          worded('strong', {}, set.title), h('span', { class: 'hint' }, t('start.about', { n: String(set.minutes) }))),
        worded('span', { class: 'hint' }, set.for_whom)));
  }

  /** @param {{ chosen?: string, hours?: string }} choice */
  #choose({ chosen = this.#chosen, hours = this.#hours }) {
    this.#chosen = chosen;
    this.#hours = hours;
    keepChoice(JSON.stringify({ chosen, hours }));
  }

  /** @param {HTMLButtonElement} submit */
  async #create(submit) {
    if (this.#busy || this.#chosen === '') return;
    this.#busy = true;
    submit.textContent = t('start.creating');
    this.#trouble.hidden = true;
    try {
      await startSession(this.#chosen, Number(this.#hours));
    } catch (error) {
      this.#trouble.textContent = sentence(error);
      this.#trouble.hidden = false;
      focusOn(this.#trouble);
    }
    submit.textContent = t('start.create');
    this.#busy = false;
  }
}

/**
 * @param {string} name @param {string} value @param {boolean} checked @param {() => void} choose @param {HTMLElement} words
 * @returns {HTMLElement}
 */
function choice(name, value, checked, choose, words) {
  return h('label', { class: 'choice' }, h('input', { type: 'radio', name, value, checked, onchange: choose }), words);
}

/** @returns {any} */
function choiceBefore() {
  try {
    return JSON.parse(sessionStorage.getItem(CHOICE) ?? '{}');
  } catch {
    return {};
  }
}

/** @param {string} text */
function keepChoice(text) {
  try {
    sessionStorage.setItem(CHOICE, text);
  } catch {
    // Without storage it is picked again.
  }
}

/** @param {unknown} error @returns {string} */
const sentence = (error) => (error instanceof Error && error.name === 'Failure' ? error.message : t('start.failed'));

customElements.define('overture-start', OvertureStart);
