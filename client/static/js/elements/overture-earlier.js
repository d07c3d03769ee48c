/**
 * Going on from a file: what one said the last time becomes drafts here, on this phone. The file is read in the page and
 * goes nowhere. Only one's own answers are taken, and only while nothing of these questions has been sealed here.
 */

import { fillIn } from '../storage/last-time.js';
import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, focusOn, freshId, h, worded } from '../ui/dom.js';
import { isBlank } from './answer-keys.js';
import { earlierReport } from './earlier-report.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').ChapterView} ChapterView */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../model/kept-file.js').KeptChapter} KeptChapter */
/** @typedef {{ chapter: string, document: QuestionSet, section: import('../model/types.js').Section,
 *   own: import('../model/kept-file.js').Own, says: boolean, begun: boolean }} Found `says`: there is something to fill in; `begun`:
 *   where something of one's own stands already */
/** @typedef {import('./earlier-report.js').Limit} Limit */
/**
 * @typedef {{ at: 'offered' }
 *   | { at: 'choosing' }
 *   | { at: 'who', chapters: KeptChapter[] }
 *   | { at: 'begun', found: Found[], limits: Limit[] }
 *   | { at: 'done', found: Found[], limits: Limit[], replaced: boolean }} Stage
 */

/**
 * Loads what reads a file. That is asked for as soon as it is offered, so that the hub is not told when somebody chooses one.
 * @returns {Promise<typeof import('../model/kept-file.js')>}
 */
const keptFile = () => import('../model/kept-file.js');
const limitNames = () => import('../model/limit-names.js');

class OvertureEarlier extends ConversationElement {
  /** @type {Stage} */
  #stage = { at: 'offered' };
  /** @type {string | null} */
  #trouble = null;

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    return [untouched(conversation).map(({ qhash }) => qhash), this.#stage.at, this.#trouble];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    if (untouched(conversation).length === 0) return fill(this);
    // If this fails, the modules are requested again later, and only that failure is shown.
    Promise.all([keptFile(), limitNames()]).catch(() => {});
    fill(this, h('div', { class: 'stack' },
      h('h2', { tabindex: '-1', 'data-key': 'heading' }, t('earlier.heading')),
      this.#trouble === null ? null : h('p', { class: 'banner', tabindex: '-1' }, this.#trouble),
      this.#parts(conversation, this.#stage)));
  }

  /** @param {Conversation} conversation @param {Stage} stage @returns {(HTMLElement | null)[]} */
  #parts(conversation, stage) {
    switch (stage.at) {
      case 'offered':
        return [h('p', { class: 'hint' }, t('earlier.hint')), this.#turn('earlier.open', { at: 'choosing' })];
      case 'choosing':
        return [h('p', {}, t('earlier.stays')), ...this.#chooser(), this.#turn('earlier.leave', { at: 'offered' })];
      case 'who':
        return [
          h('p', {}, t('earlier.who')),
          h('p', { class: 'hint' }, t('earlier.who-hint')),
          h('div', { class: 'row' }, /** @type {const} */ (['1', '2']).map((person) =>
            button(t(`person.${person}`), () => this.#take(conversation, stage.chapters, person),
              { class: 'button', 'data-key': `person ${person}` }))),
          this.#turn('earlier.leave', { at: 'offered' }),
        ];
      case 'begun':
        return [
          h('p', {}, t('earlier.begun')),
          h('ul', {}, stage.found.filter(({ begun }) => begun).map(({ section }) => worded('li', {}, section.title))),
          h('div', { class: 'row' },
            button(t('earlier.keep'), () => this.#fill(conversation, stage.found, stage.limits, false), { class: 'button' }),
            button(t('earlier.replace'), () => this.#fill(conversation, stage.found, stage.limits, true), { class: 'button button-quiet' })),
          this.#turn('earlier.leave', { at: 'offered' }),
        ];
      case 'done':
        return [...earlierReport(stage.found, stage.limits, stage.replaced), this.#turn('earlier.another', { at: 'choosing' })];
    }
  }

  /** @returns {HTMLElement[]} what asks for the file: drawn here, on the phone, as everything that one may put something into */
  #chooser() {
    const id = freshId('file');
    const input = h('input', {
      type: 'file', id, accept: '.html,text/html', 'data-key': 'file',
      onchange: () => {
        const file = input.files?.[0];
        return file && this.#read(file);
      },
    });
    return [h('div', { class: 'field' }, h('label', { for: id }, t('earlier.file')), input)];
  }

  /** @param {string} text @param {Stage} stage @returns {HTMLElement} */
  #turn(text, stage) {
    return h('p', {}, button(t(text), () => this.#go(stage), { class: 'button button-quiet', 'data-key': text }));
  }

  /** @param {Stage} stage @param {string | null} [trouble] the last part of a key */
  #go(stage, trouble = null) {
    this.#stage = stage;
    this.#trouble = trouble === null ? null : t(`trouble-with-file.${trouble}`);
    this.redraw();
    focusOn(this.querySelector(trouble === null ? 'h2' : '.banner'));
  }

  /** @param {File} file */
  async #read(file) {
    const { MOST_BYTES, readKept } = await keptFile();
    if (file.size > MOST_BYTES) return this.#go({ at: 'choosing' }, 'too-big');
    const text = await file.text().catch(() => null);
    if (text === null) return this.#go({ at: 'choosing' }, 'not-readable');
    const read = readKept(text);
    if ('problem' in read) return this.#go({ at: 'choosing' }, read.problem);
    this.#go({ at: 'who', chapters: read.chapters });
  }

  /** @param {Conversation} conversation @param {KeptChapter[]} chapters @param {import('../model/kept-file.js').Person} person */
  async #take(conversation, chapters, person) {
    const { limitsWithoutLine, ownAnswers } = await keptFile();
    const found = lookedUp(conversation, foundIn(conversation, chapters, person, ownAnswers));
    const documents = untouched(conversation).flatMap(({ qhash }) => conversation.documentOf(qhash) ?? []);
    const { nameIn } = await limitNames();
    const limits = limitsWithoutLine(chapters, person, documents).map((id) => ({ id, name: nameIn(chapters, id) }));
    const something = limits.length > 0 || found.some(({ says, own }) => says || own.left.length > 0);
    if (!something) return this.#go({ at: 'choosing' }, 'nothing');
    if (found.some(({ begun }) => begun)) return this.#go({ at: 'begun', found, limits });
    this.#fill(conversation, found, limits, false);
  }

  /** @param {Conversation} conversation @param {Found[]} found @param {Limit[]} limits @param {boolean} replaced */
  #fill(conversation, found, limits, replaced) {
    const open = untouched(conversation).map(({ qhash }) => qhash);
    const now = lookedUp(conversation, found);
    // Ask again before replacing anything that was begun while the question was on the screen.
    if (replaced && now.some(({ begun }, at) => begun && !found[at]?.begun)) return this.#go({ at: 'begun', found: now, limits });
    fillIn(conversation.id, now.filter(({ chapter }) => open.includes(chapter)).map(({ chapter, section, own, says, begun }) => ({
      chapter, section: section.id, draft: says && (replaced || !begun),
      last: { answers: own.answers, asked: own.asked, items: own.items, left: own.left },
    })));
    conversation.changed();
    this.#go({ at: 'done', found: now, limits, replaced });
  }
}

/** @param {Conversation} conversation @returns {ChapterView[]} those of which this person has sealed nothing yet */
const untouched = (conversation) =>
  (conversation.view?.chapters ?? []).filter(({ qhash, sections }) =>
    conversation.documentOf(qhash) !== null && sections.every(({ id, round, mine, earlier }) =>
      mine.commit === null && earlier.length === 0 && conversation.rounds.sealed(qhash, id, round) === null));

/**
 * @param {Conversation} conversation @param {KeptChapter[]} chapters @param {import('../model/kept-file.js').Person} person
 * @param {typeof import('../model/kept-file.js').ownAnswers} ownAnswers
 * @returns {Omit<Found, 'begun'>[]} every section that the file has something for, even if nothing of it fits
 */
const foundIn = (conversation, chapters, person, ownAnswers) =>
  untouched(conversation).flatMap(({ qhash }) => {
    const document = conversation.documentOf(qhash);
    if (!document) return [];
    return document.sections.flatMap((section) => {
      const own = ownAnswers(chapters, person, { qhash, document, section });
      const something = own.asked.length > 0 || own.left.length > 0 || own.gone > 0;
      const says = saysSomething(own.answers);
      return something ? [{ chapter: qhash, document, section, own, says }] : [];
    });
  });

/** @param {Conversation} conversation @param {Omit<Found, 'begun'>[]} found @returns {Found[]} the same, with what is begun now */
const lookedUp = (conversation, found) => found.map((each) => {
  const draft = conversation.loadDraft(each.section.id, each.chapter);
  return { ...each, begun: each.says && draft !== null && saysSomething(draft) };
});

/** @param {Answers} answers @returns {boolean} */
const saysSomething = ({ answers, skip, talk, first }) =>
  [skip, talk, first].some((marks) => marks.length > 0) || Object.values(answers).some((answer) => !isBlank(answer));

customElements.define('overture-earlier', OvertureEarlier);
