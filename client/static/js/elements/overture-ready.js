/**
 * What a question set asks of each person for themselves alone: nothing of it leaves the phone, and it is gone when the page
 * is. Of the first set it is part of the ground rules, before anything is sealed; with state="read" it is read again. Of
 * a set that was added it is a room of its own, which names its sections. Some answers are met with help and two ways out, and
 * with those that contradict it nobody can say "ready" (`care`).
 */

import { keepPrivate, privateAnswers, privateSections } from '../storage/private-answers.js';
import { at, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { announce, button, fill, h, worded, wordedParagraphs } from '../ui/dom.js';
import { answerIn, wholeOf, withAnswer } from './draft.js';
import { askedPart } from './question-step.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureReady extends ConversationElement {
  static observedAttributes = ['state', 'chapter'];

  #buttons = h('div', { class: 'stack' });
  /** @type {Map<HTMLElement, string>} the questions whose answer is one to care about, as they stand, and how */
  #cares = new Map();

  /** @override */
  refresh() {
    super.refresh();
    const { conversation } = this;
    if (!conversation || this.attribute('state') === 'read') return;
    const stops = [...this.#cares.values()].includes('stop');
    const shown = `${conversation.pausedByMe} ${stops}`;
    if (this.#buttons.dataset['shown'] === shown) return;
    this.#buttons.dataset['shown'] = shown;
    fill(this.#buttons,
      stops
        ? h('p', { class: 'banner' }, t('ready.stops'))
        : button(t('ready.yes'), () => conversation.send({ do: 'ready' }),
          { class: 'button button-big', 'data-key': 'ready', disabled: conversation.pausedByMe }),
      this.#notYet(conversation, 'not-yet'),
      h('p', { class: 'hint' }, t(conversation.pausedByMe ? 'ready.paused' : 'ready.no-reason')));
  }

  /** @param {Conversation} conversation @param {string} key @returns {HTMLElement} */
  #notYet(conversation, key) {
    return button(t('ready.not-yet'), () => conversation.pause(),
      { class: 'button button-quiet', 'data-key': key, disabled: conversation.pausedByMe });
  }

  /** @override */
  shows() {
    return [this.attribute('state'), this.attribute('chapter')];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    const sections = privateSections(document);
    const buttons = this.attribute('state') === 'read' ? null : this.#buttons;
    this.#cares.clear();
    if (!document || sections.length === 0) return fill(this, buttons);
    fill(this, sections.flatMap((section, at) => this.#asked(conversation, document, section, at === 0)), buttons);
  }

  /**
   * @param {Conversation} conversation @param {import('../model/types.js').QuestionSet} document
   * @param {import('../model/types.js').Section} section @param {boolean} isFirst
   * @returns {HTMLElement[]}
   */
  #asked(conversation, document, section, isFirst) {
    const ofAdded = this.attribute('chapter') !== '';
    const chapter = ofAdded ? this.attribute('chapter') : conversation.chapter ?? '';
    const heading = this.attribute('state') === 'read' && !ofAdded ? 'h2' : 'h3';
    const asked = section.questions.map((question) => {
      const said = () => privateAnswers(chapter, section.id);
      const element = askedPart({
        document, part: wholeOf(question), draft: said, heading, marks: [],
        notify: (draft) => {
          keepPrivate(chapter, section.id, withAnswer(said(), question.id, answerIn(draft, question.id)));
          this.#react(conversation, element, question, answerIn(draft, question.id));
          if (this.#cares.has(element)) announce(t('care.lead'));
          this.refresh();
        },
      });
      this.#react(conversation, element, question, answerIn(said(), question.id));
      return element;
    });
    return [
      ...(ofAdded ? [worded('h2', {}, section.title)] : []), ...wordedParagraphs(section.intro),
      ...(isFirst ? [h('p', { class: 'hint' }, t('ready.private'))] : []), ...asked,
    ];
  }

  /**
   * @param {Conversation} conversation @param {HTMLElement} element a question as it stands
   * @param {import('../model/types.js').Question} question @param {import('./draft.js').Answer | undefined} answer
   */
  #react(conversation, element, question, answer) {
    const chosen = (question.options ?? []).filter(({ id }) => answer === id || (Array.isArray(answer) && answer.includes(id)));
    const care = chosen.flatMap((option) => option.care ?? []).sort().pop();
    element.querySelector('.care')?.remove();
    this.#cares.delete(element);
    if (!care) return;
    this.#cares.set(element, care);
    element.append(h('div', { class: 'card care stack' },
      h('p', {}, t('care.lead')),
      h('p', {}, h('a', { href: at('/help') }, t('care.help'))),
      h('div', { class: 'row' }, this.#notYet(conversation, `not-yet ${question.id}`),
        button(t('care.exit'), () => {}, { class: 'button button-quiet', 'data-act': 'exit' }))));
  }
}

customElements.define('overture-ready', OvertureReady);
