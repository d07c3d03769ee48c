/**
 * An opened section: what both of you sealed, by what it comes to. The envelope opens once, short and calm, and not at all where
 * less motion is wished for; nothing moves after that.
 */

import { changesOf } from '../model/changes.js';
import { finalOf, mayReopen, withStandingAnswers } from '../model/final.js';
import { openedParts } from '../model/opened-parts.js';
import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { changedWords } from './changed-words.js';
import { fill, h, worded } from '../ui/dom.js';
import { hasMark } from './draft.js';
import { openedMutual } from './mutual-opened.js';
import { drawOpened } from './opened-parts.js';
import { working } from './overture-working.js';
import { answersIn, standsOf } from './standing-gathered.js';
import { clashingQuestions } from './stop-words.js';
import { unsentLine } from './unsent-line.js';
import { sectionIn } from './words.js';

/** @typedef {import('../model/types.js').Question} Question */
/** @typedef {import('../model/types.js').QuestionSet} Document */
/** @typedef {import('../model/opened-parts.js').Pair} Pair */

class OvertureOpened extends ConversationElement {
  static observedAttributes = ['chapter', 'section', 'round'];
  /** @type {import('./opened-parts.js').Filter} */
  #filter = { key: null };

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  shows(conversation) {
    const about = [this.attribute('chapter'), this.attribute('section')];
    const opened = conversation.rounds.opened(this.attribute('chapter'), this.attribute('section'), this.round);
    const { limits, back, talk } = standsOf(conversation, conversation.role);
    const unsent = unsentLine(conversation) !== null;
    const experience = (this.questions(conversation)?.sections ?? [])
      .filter(({ questions }) => questions.some(({ gather }) => gather === 'experience'))
      .map(({ id }) => answersIn(conversation, this.attribute('chapter'))(id));
    return [about, this.round, opened, this.#earlier(conversation), [limits, back, talk], unsent, experience, [...this.#clashing(conversation)]];
  }

  /** @override @param {import('../session/conversation.js').Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    const section = document && sectionIn(document, this.attribute('section'));
    if (!document || !section) return;
    const chapter = this.attribute('chapter');
    const pair = conversation.rounds.opened(chapter, section.id, this.round);
    if (pair === null) {
      const bar = section.reveal === 'mutual' ? working(chapter, section.id, this.round) : null;
      return fill(this, h('p', {}, t('opened.opening')), bar);
    }
    if ('problem' in pair) return fill(this, h('p', { class: 'banner' }, t(`opened.${pair.problem}`)));
    const stands = standsOf(conversation, conversation.role);
    const answersOf = answersIn(conversation, chapter);
    if ('matches' in pair) {
      const { role } = conversation;
      return this.#open(conversation, openedMutual({ document, section, role, opened: pair, round: this.round, stands, answersOf }));
    }
    const earlier = this.#earlier(conversation);
    const before = earlier.at(-1) ?? null;
    const stood = withStandingAnswers(section.questions, earlier, pair);
    const changes = before && changesOf(document, section, before, pair);
    const asked = section.questions.filter((question) => question.kind !== 'statement');
    const isChanged = (/** @type {string} */ id) => changes?.some(({ question, kind }) => question === id && kind !== 'talk') ?? false;
    this.#open(conversation, [
      before && changes ? changedWords({ document, section, changes, before, now: pair }) : null,
      first(asked, stood),
      ...drawOpened(openedParts(document, asked, stood, stands, this.#clashing(conversation), answersOf), { document, pair, isChanged }, this.#filter),
      hasBlank(asked, pair) ? h('p', { class: 'hint' }, t('blank')) : null,
    ]);
  }

  /** @param {import('../session/conversation.js').Conversation} conversation which words for stopping differ, by question */
  #clashing(conversation) {
    const document = this.questions(conversation);
    const section = document && sectionIn(document, this.attribute('section'));
    return clashingQuestions(conversation, this.attribute('chapter'), section?.questions ?? []);
  }

  /** What was unfolded stays so. @param {import('../session/conversation.js').Conversation} conversation @param {(HTMLElement | null)[]} content */
  #open(conversation, content) {
    const unfolded = [...this.querySelectorAll('details[open] > summary')].map((each) => each.getAttribute('data-key'));
    const envelope = this.#firstTime(conversation.id) ? h('div', { class: 'envelope', 'aria-hidden': 'true' }) : null;
    const page = h('div', { class: envelope ? 'stack opened opening' : 'stack opened' }, unsentLine(conversation), content);
    envelope?.addEventListener('animationend', () => {
      envelope.remove();
      page.classList.remove('opening');
    });
    fill(this, page, envelope);
    for (const summary of this.querySelectorAll('details > summary')) {
      if (unfolded.includes(summary.getAttribute('data-key'))) summary.parentElement?.setAttribute('open', '');
    }
  }

  /**
   * @param {import('../session/conversation.js').Conversation} conversation
   * @returns {Pair[]} the rounds before this one that opened whole, oldest first
   */
  #earlier(conversation) {
    return Array.from({ length: this.round - 1 }, (_, at) => at + 1).flatMap((round) => {
      const opened = conversation.rounds.opened(this.attribute('chapter'), this.attribute('section'), round);
      return opened && 'mine' in opened ? [opened] : [];
    });
  }

  /** @param {string} id @returns {boolean} whether this tab has not shown it yet */
  #firstTime(id) {
    const key = ['overture.seen', id, this.attribute('chapter'), this.attribute('section'), this.round].join('/');
    try {
      if (sessionStorage.getItem(key) !== null) return false;
      sessionStorage.setItem(key, '1');
    } catch {
      return false;
    }
    return true;
  }
}

/** @param {Question[]} asked @param {Pair} pair @returns {boolean} */
const hasBlank = (asked, { mine, theirs }) =>
  asked.some(({ id }) => mine.answers[id] === undefined || theirs.answers[id] === undefined);

/** @param {Question[]} asked @param {Pair} pair @returns {HTMLElement | null} what either of you wants to talk about first */
function first(asked, { mine, theirs }) {
  const marked = asked.flatMap((question) => {
    const final = finalOf(question, mine.answers[question.id], theirs.answers[question.id]);
    const me = mayReopen(final, 'mine') && hasMark(mine, 'first', question.id);
    const them = mayReopen(final, 'theirs') && hasMark(theirs, 'first', question.id);
    if (!me && !them) return [];
    const who = t(me && them ? 'opened.first-both' : me ? 'opened.first-me' : 'opened.first-them');
    return [h('li', {}, worded('strong', {}, question.prompt), ' ', h('span', { class: 'hint' }, who))];
  });
  if (marked.length === 0) return null;
  return h('div', { class: 'card stack' }, h('h2', {}, t('opened.first')), h('ul', {}, marked));
}

customElements.define('overture-opened', OvertureOpened);
