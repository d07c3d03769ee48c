/**
 * What a question set asks of each person for themselves alone: nothing of it leaves the phone, and it is gone when the page
 * is. Of the first set it is part of the ground rules, before anything is sealed; with state="read" it is read again. Of
 * a set that was added it is a room of its own, which names its sections.
 */

import { keepPrivate, privateAnswers, privateSections } from '../storage/private-answers.js';
import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, h, worded, wordedParagraphs } from '../ui/dom.js';
import { answerIn, stepsOf, withAnswer } from './draft.js';
import { questionStep } from './question-step.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureReady extends ConversationElement {
  static observedAttributes = ['state', 'chapter'];

  #buttons = h('div', { class: 'stack' });

  /** @override */
  refresh() {
    super.refresh();
    const { conversation } = this;
    if (!conversation || this.attribute('state') === 'read') return;
    const shown = String(conversation.pausedByMe);
    if (this.#buttons.dataset['shown'] === shown) return;
    this.#buttons.dataset['shown'] = shown;
    fill(this.#buttons,
      button(t('ready.yes'), () => conversation.send({ do: 'ready' }),
        { class: 'button button-big', 'data-key': 'ready', disabled: conversation.pausedByMe }),
      button(t('ready.not-yet'), () => conversation.pause(),
        { class: 'button button-quiet', 'data-key': 'not-yet', disabled: conversation.pausedByMe }),
      h('p', { class: 'hint' }, t(conversation.pausedByMe ? 'ready.paused' : 'ready.no-reason')));
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
    if (!document || sections.length === 0) return fill(this, buttons);
    fill(this, h('p', { class: 'hint' }, t('ready.private')), sections.flatMap((section) => this.#asked(conversation, document, section)),
      buttons);
  }

  /**
   * @param {Conversation} conversation @param {import('../model/types.js').QuestionSet} document
   * @param {import('../model/types.js').Section} section
   * @returns {HTMLElement[]}
   */
  #asked(conversation, document, section) {
    const ofAdded = this.attribute('chapter') !== '';
    const chapter = ofAdded ? this.attribute('chapter') : conversation.chapter ?? '';
    const heading = this.attribute('state') === 'read' && !ofAdded ? 'h2' : 'h3';
    const steps = stepsOf(section).map((step) =>
      questionStep({
        document, step, draft: privateAnswers(chapter, section.id), heading, marks: [],
        tell: (draft) => {
          const { id } = step.question;
          keepPrivate(chapter, section.id, withAnswer(privateAnswers(chapter, section.id), id, answerIn(draft, id)));
        },
      }));
    return [...(ofAdded ? [worded('h2', {}, section.title)] : []), ...wordedParagraphs(section.intro), ...steps];
  }
}

customElements.define('overture-ready', OvertureReady);
