/**
 * The ground rules, before anything is sealed. What is answered here is kept in memory only, never leaves the phone and
 * is gone when the page is. With state="read" it is only read again.
 */

import { noAnswers } from '../answers.js';
import { t } from '../text.js';
import { ConversationElement } from './base.js';
import { button, fill, h, wordedParagraphs } from './dom.js';
import { answerIn, stepsOf, withAnswer } from './draft.js';
import { questionStep } from './question-step.js';

class OvertureReady extends ConversationElement {
  static observedAttributes = ['state', 'chapter'];

  /** @type {import('../types.js').Answers} */
  #answers = noAnswers();
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
      button(t('ready.yes'), () => void conversation.ready(),
        { class: 'button button-big', 'data-key': 'ready', disabled: conversation.pausedByMe }),
      button(t('ready.not-yet'), () => void conversation.pause(),
        { class: 'button button-quiet', 'data-key': 'not-yet', disabled: conversation.pausedByMe }),
      h('p', { class: 'hint' }, t(conversation.pausedByMe ? 'ready.paused' : 'ready.no-reason')));
  }

  /** @override */
  shows() {
    return [this.attribute('state'), this.attribute('chapter')];
  }

  /** @override @param {import('../session.js').Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    const section = document?.sections.find((each) => each.reveal === 'never');
    if (!document || !section) return fill(this, this.#buttons);
    const reading = this.attribute('state') === 'read';
    const asked = stepsOf(section).map((step) =>
      questionStep({
        document, step, draft: this.#answers, heading: reading ? 'h2' : 'h3', marks: [],
        tell: (draft) => {
          this.#answers = withAnswer(this.#answers, step.question.id, answerIn(draft, step.question.id));
        },
      }));
    fill(this, wordedParagraphs(section.intro), h('p', { class: 'hint' }, t('ready.private')), asked,
      reading ? null : this.#buttons);
  }
}

customElements.define('overture-ready', OvertureReady);
