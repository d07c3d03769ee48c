/**
 * A new or a harder limit: said by one alone, at any time, in a pause and in a scene too. It goes to the partner at once and
 * needs no reason. Folded away, as the page is for reading.
 */

import { pick, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, focusOn, freshId, h, worded } from '../ui/dom.js';
import { limitChoices } from './limit-choices.js';
import { itemName, levelWords } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('./limit-choices.js').Choice} Choice */
/** @typedef {import('./limit-choices.js').Act} Act */

class OvertureLimit extends ConversationElement {
  /** @type {{ choice: Choice, act: Act } | null} */
  #chosen = null;
  /** The level that is chosen for it; null: the first. @type {string | null} */
  #level = null;
  /** @type {string | null} */
  #said = null;
  /** What is being stored: two taps set nothing twice. @type {Set<string>} */
  #storing = new Set();
  #inside = h('div', { class: 'stack' });

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const acts = limitChoices(conversation).map(({ chapter, acts }) => [chapter, acts.map(({ key, levels }) => [key, levels.length])]);
    return [acts, this.#chosen?.choice.chapter, this.#chosen?.act.key, this.#said, seenBy(conversation)];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const choices = limitChoices(conversation);
    if (choices.length === 0) return fill(this);
    const [act, level] = [freshId('limit-act'), freshId('limit-level')];
    fill(this.#inside,
      h('p', {}, t('limit.hint')),
      h('p', { class: 'hint' }, t('limit.own-words')),
      h('div', { class: 'field' }, h('label', { for: act }, t('limit.what')), this.#acts(act, choices)),
      this.#chosen ? this.#levels(conversation, level, this.#chosen) : null,
      this.#said === null ? null : h('p', { class: 'banner', tabindex: '-1', 'data-key': 'said' }, this.#said),
      seenBy(conversation) === null ? null : h('p', { class: 'hint' }, t(`limit.${seenBy(conversation)}`)));
    if (!this.contains(this.#inside)) fill(this, h('details', { class: 'aside' }, h('summary', {}, t('limit.heading')), this.#inside));
  }

  /** @param {string} id @param {Choice[]} choices @returns {HTMLSelectElement} */
  #acts(id, choices) {
    const all = choices.flatMap((choice) => choice.acts.map((act) => ({ choice, act })));
    const at = all.findIndex(({ choice, act }) => isSame({ choice, act }, this.#chosen));
    let number = -1;
    const select = h('select', {
      id, 'data-key': 'act',
      onchange: () => {
        this.#chosen = all[Number(select.value)] ?? null;
        this.#level = null;
        this.#said = null;
        this.redraw();
      },
    }, h('option', { value: '' }, t('limit.choose')), choices.map((choice) =>
      h('optgroup', { label: pick(choice.question.prompt) }, choice.acts.map(({ item, side }) => {
        number += 1;
        return h('option', { value: String(number) }, itemName(item, side));
      }))));
    select.value = at < 0 ? '' : String(at);
    return select;
  }

  /** @param {Conversation} conversation @param {string} id @param {{ choice: Choice, act: Act }} chosen @returns {HTMLElement} */
  #levels(conversation, id, chosen) {
    const select = h('select', { id, 'data-key': 'level', onchange: () => { this.#level = select.value; } },
      chosen.act.levels.map((level) => worded('option', { value: level.id }, level.label)));
    // What the partner does meanwhile draws this anew.
    if (chosen.act.levels.some((level) => level.id === this.#level)) select.value = String(this.#level);
    return h('div', { class: 'stack' },
      h('div', { class: 'field' }, h('label', { for: id }, t('limit.level')), select),
      h('p', {}, button(t('limit.set'), () => this.#set(conversation, chosen, select.value), { 'data-key': 'set' })));
  }

  /** @param {Conversation} conversation @param {{ choice: Choice, act: Act }} chosen @param {string} level */
  async #set(conversation, { choice, act }, level) {
    const name = choice.chapter + act.key + level;
    if (this.#storing.has(name)) return;
    this.#storing.add(name);
    try {
      await conversation.writing.sendNotice(choice.chapter, { limit: { [act.key]: level } });
      const words = levelWords(choice.document, choice.question, { level });
      this.#said = t('limit.said', { what: itemName(act.item, act.side), level: words });
      // Another one may have been chosen meanwhile.
      if (this.#chosen?.act === act) [this.#chosen, this.#level] = [null, null];
    } catch {
      this.#said = t('limit.failed');
    }
    this.#storing.delete(name);
    this.redraw();
    focusOn(this.querySelector('.banner'));
  }
}

/** Opens the one on this page, and goes to it. */
export function openLimits() {
  const place = [...document.querySelectorAll('overture-limit')].find((each) => each.closest('[hidden]') === null);
  const details = place?.querySelector('details');
  if (!details) return;
  details.open = true;
  focusOn(details.querySelector('select'));
}

/**
 * What the hub has been told is not what the partner has seen: only their own phone can say that.
 * @param {Conversation} conversation @returns {'seen' | 'not-known' | null} null: nothing was said alone yet
 */
function seenBy(conversation) {
  const said = (conversation.view?.chapters ?? []).map(({ qhash }) => ({
    mine: conversation.notes.notices(qhash).filter(({ by }) => by === 'me').length, proved: conversation.history.provedNotices(qhash),
  })).filter(({ mine }) => mine > 0);
  if (said.length === 0) return null;
  return said.every(({ mine, proved }) => proved >= mine) ? 'seen' : 'not-known';
}

/** @param {{ choice: Choice, act: Act }} one @param {{ choice: Choice, act: Act } | null} other @returns {boolean} */
const isSame = (one, other) => one.choice.chapter === other?.choice.chapter && one.choice.question.id === other.choice.question.id
  && one.act.key === other.act.key;

customElements.define('overture-limit', OvertureLimit);
