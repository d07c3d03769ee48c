/**
 * How far the computing for one asking of a mutual section is. It shows itself while something is being computed, and
 * only moves its own bar: nothing around it is drawn again.
 */

import { roundName } from '../model/mutual-ids.js';
import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, freshId, h } from '../ui/dom.js';

class OvertureWorking extends ConversationElement {
  static observedAttributes = ['chapter', 'section', 'round'];
  #labelId = freshId('working');
  #label = h('p', { id: this.#labelId, class: 'hint' });
  #bar = h('progress', { class: 'working', 'aria-labelledby': this.#labelId });
  /** @type {import('../session/mutual-work.js').MutualWork | null} */
  #work = null;
  #onChange = () => this.#update();

  /** @override */
  async connectedCallback() {
    await super.connectedCallback();
    if (!this.conversation || this.#work) return;
    this.#work = this.conversation.rounds.work;
    this.#work.addEventListener('change', this.#onChange);
    this.#update();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#work?.removeEventListener('change', this.#onChange);
    this.#work = null;
  }

  /** @override */
  draw() {
    fill(this, this.#label, this.#bar);
    this.#update();
  }

  #update() {
    const now = this.#work?.now ?? null;
    this.hidden = now?.about !== roundName(this.attribute('chapter'), this.attribute('section'), this.round);
    if (this.hidden || !now) return;
    this.#label.textContent = t(`working.${now.task}`);
    this.#bar.max = now.of;
    this.#bar.value = now.done;
  }
}

customElements.define('overture-working', OvertureWorking);

/**
 * Makes the bar of one round.
 * @param {string} chapter qhash
 * @param {string} section
 * @param {number} round
 * @returns {HTMLElement} hidden until something is being computed
 */
export const working = (chapter, section, round) => h('overture-working', { chapter, section, round, hidden: true });
