/**
 * The questions of one section, a step at a time, then a look back over the answers, then sealing.
 * Drafts go to the tab's own storage at every change; what is typed is never drawn again while it is being typed.
 */

import { boxBytesLeft, noAnswers } from '../model/answers.js';
import { loadLastTime, loadStep, saveStep } from '../storage/drafts.js';
import { since, sinceItem, timesFilled } from '../storage/last-time.js';
import { sharedIds } from '../model/mutual-ids.js';
import { inLanguage, pick, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { nextMacrotask } from '../ui/macrotask.js';
import { button, endAnnouncement, fill, focusOn, h, kept, wordedParagraphs } from '../ui/dom.js';
import { isBlank } from './answer-keys.js';
import { answerIn, finished, tooLong } from './draft.js';
import { askedPart } from './question-step.js';
import { lookBack } from './look-back.js';
import { stepsOf } from './steps.js';
import { beforeSealing, roundLine, sealedMutual } from './mutual-parts.js';
import { working } from './overture-working.js';
import { asksCondition, sectionIn } from './words.js';

/** @typedef {import('../model/types.js').Answers} Answers */
/** @typedef {import('../model/types.js').Section} Section */
/** @typedef {import('../model/types.js').QuestionSet} QuestionSet */
/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** Answers too, wherever a section opens whole. @type {import('./draft.js').Mark[]} */
const MARKS = ['talk', 'skip', 'first'];

/** Milliseconds that the hub's own screen of what was sealed may take before it is drawn here. */
const HUB_DRAWS_WITHIN = 500;

class OvertureQuestions extends ConversationElement {
  static observedAttributes = ['chapter', 'section', 'round'];

  /** @type {Answers} */
  #draft = noAnswers();
  /** @type {string | null} which section and round the draft belongs to */
  #about = null;
  #step = 0;
  #sealing = false;
  /** @type {'failed' | 'no-worker' | null} */
  #failed = null;
  /** Selects what gets the focus at the next drawing, if somebody has moved on. @type {string | null} */
  #wanted = null;
  #bar = h('div', { class: 'stack seal-bar' });

  /** @override The newest that this phone knows of: nothing else can be answered, and a hub that draws another may not have a draft lost. */
  get round() {
    return this.conversation?.section(this.attribute('chapter'), this.attribute('section'))?.round ?? super.round;
  }

  /** @override */
  refresh() {
    super.refresh();
    if (this.conversation && this.ready(this.conversation)) this.#drawBar(this.conversation);
  }

  /** @override @param {Conversation} conversation */
  ready(conversation) {
    return super.ready(conversation) && !conversation.awaitsDrafts;
  }

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const about = `${this.attribute('chapter')} ${this.attribute('section')} ${this.round} ${timesFilled()}`;
    if (about !== this.#about) {
      const [chapter, section] = [this.attribute('chapter'), this.attribute('section')];
      this.#draft = conversation.loadDraft(section, chapter, this.round) ?? noAnswers();
      this.#step = this.#about === null ? loadStep(conversation.id, chapter, section, this.round) : 0;
      this.#about = about;
    }
    return { about, step: this.#step, sealed: this.#sealedHere(conversation) !== null };
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const document = this.questions(conversation);
    const section = document && sectionIn(document, this.attribute('section'));
    if (!document || !section) return;
    const sealed = this.#sealedHere(conversation);
    if (sealed) return fill(this, onItsWay(document, section, sealed, conversation.role));
    const steps = stepsOf(document, section, pick);
    // In another language there may be fewer than where this tab was left.
    this.#step = Math.min(this.#step, steps.length);
    const step = steps[this.#step];
    const mutual = section.reveal === 'mutual';
    fill(this,
      this.#step === 0 ? introduction(section) : null,
      mutual ? roundLine(this.round) : null,
      step && steps.length > 1 ? progress(this.#step, steps.length) : null,
      this.#fromLastTime(conversation),
      step
        ? h('div', { class: 'step' }, step.map((part) =>
          askedPart({ document, part, draft: () => this.#draft, heading: 'h2', area: mutual, marks: mutual ? ['skip'] : MARKS,
            notify: (draft) => this.#keep(conversation, draft),
            since: this.#since(conversation, document, section, part) })))
        : this.#review(conversation, document, section, steps),
      this.#turns(steps.length),
      this.#step < steps.length - 1
        ? h('p', {}, button(t('questions.look-back'), () => this.#go(steps.length), { class: 'button button-quiet button-small' }))
        : null,
      this.#step === 0 ? h('p', { class: 'hint' }, t('questions.kept')) : null);
    if (this.#wanted) focusOn(this.querySelector(this.#wanted));
    this.#wanted = null;
  }

  /** @param {Conversation} conversation what is sealed on this phone, while the hub has not heard of it */
  #sealedHere(conversation) {
    return this.#sealing ? null : conversation.rounds.sealed(this.attribute('chapter'), this.attribute('section'), this.round);
  }

  /** @param {Conversation} conversation @param {Answers} draft */
  #keep(conversation, draft) {
    this.#draft = draft;
    conversation.saveDraft(this.attribute('section'), draft, this.attribute('chapter'), this.round);
  }

  /** @param {number} step @param {string} [wanted] selects what gets the focus */
  #go(step, wanted = 'h2') {
    const { conversation, round } = this;
    if (conversation) saveStep(conversation.id, this.attribute('chapter'), this.attribute('section'), { round, step });
    this.#step = step;
    endAnnouncement();
    this.#wanted = wanted;
    this.redraw();
  }

  /** @param {number} count @returns {HTMLElement} */
  #turns(count) {
    return h('div', { class: this.#step < count ? 'turns' : 'row' },
      this.#step > 0 ? button(t('questions.back'), () => this.#go(this.#step - 1), { class: 'button button-quiet' }) : null,
      this.#step < count
        ? button(t(this.#step === count - 1 ? 'questions.look-back' : 'questions.next'), () => this.#go(this.#step + 1))
        : null);
  }

  /**
   * @param {Conversation} conversation @param {QuestionSet} document @param {Section} section
   * @param {import('./draft.js').Part[][]} steps
   * @returns {HTMLElement}
   */
  #review(conversation, document, section, steps) {
    const last = this.#last(conversation, document, section);
    const answers = this.#sealed(document, section);
    return h('div', { class: 'stack' },
      h('h2', { tabindex: '-1' }, t('review.heading')),
      h('p', {}, t(section.reveal === 'mutual' ? 'review.hint-mutual' : 'review.hint')),
      lookBack({
        document, section, answers,
        since: (question, item) => last && tagFor(last, answers, question, question.items ?? [], item),
        change: (question, item) => {
          const asks = (/** @type {import('./draft.js').Part} */ part) => part.question === question && (!item || part.items.includes(item));
          const index = steps.findIndex((step) => step.some(asks));
          const group = steps[index]?.find(asks)?.groups.findIndex(({ items }) => item && items.includes(item)) ?? -1;
          const place = group > 0 ? `.item-group:nth-child(${group + 1}) .eyebrow` : 'h2';
          this.#go(index, `[data-question='${question.id}'] ${place}`);
        },
      }),
      this.#bar);
  }

  /**
   * @param {Conversation} conversation @param {QuestionSet} document @param {Section} section
   * @returns {import('../storage/last-time.js').LastTime | null} what was said the last time, out of a file; null for nothing
   */
  #last(conversation, document, section) {
    const last = loadLastTime(conversation.id, this.attribute('chapter'), section.id, this.round);
    return last && { ...last, answers: this.#sealed(document, section, last.answers) };
  }

  /**
   * @param {Conversation} conversation @param {QuestionSet} document @param {Section} section
   * @param {import('./draft.js').Part} part
   * @returns {(draft: Answers, item?: import('./draft.js').Item) => import('../storage/last-time.js').Since | null}
   */
  #since(conversation, document, section, { question, items }) {
    const last = this.#last(conversation, document, section);
    return (draft, item) => last && tagFor(last, this.#sealed(document, section, draft), question, items, item);
  }

  /** @param {QuestionSet} document @param {Section} section @param {Answers} [draft] @returns {Answers} */
  #sealed(document, section, draft = this.#draft) {
    return finished(draft, section, (question, level) => asksCondition(document, question, level));
  }

  /** @param {Conversation} conversation */
  #drawBar(conversation) {
    const document = this.questions(conversation);
    const section = document && sectionIn(document, this.attribute('section'));
    if (!document || !section || !this.contains(this.#bar)) return;
    const hindered = this.#sealing ? null : this.#hindrance(conversation, document, section);
    const mutual = section.reveal === 'mutual';
    const shown = JSON.stringify([hindered, this.#sealing, this.#failed]);
    if (this.#bar.dataset['shown'] === shown) return;
    this.#bar.dataset['shown'] = shown;
    fill(this.#bar,
      h('p', {}, t('seal.before')),
      mutual ? beforeSealing() : [],
      this.#failed ? h('p', { class: 'banner' }, t(`seal.${this.#failed}`)) : null,
      hindered ? h('p', { class: 'banner' }, t(`seal.${hindered}`)) : null,
      button(t(this.#sealing ? 'seal.sealing' : 'seal.button'), () => this.#seal(conversation, document, section),
        { class: 'button button-big', disabled: hindered !== null || this.#sealing, 'data-key': 'seal' }),
      mutual && this.#sealing ? working(this.attribute('chapter'), section.id, this.round) : null);
  }

  /**
   * @param {Conversation} conversation @param {QuestionSet} document @param {Section} section
   * @returns {string | null} why sealing has to wait
   */
  #hindrance(conversation, document, section) {
    if (section.reveal === 'both') {
      const sealed = this.#sealed(document, section);
      if (section.questions.some((question) => tooLong(question, answerIn(sealed, question.id)))) return 'too-long';
      if (boxBytesLeft(document, section, sealed) < 0) return 'too-long';
    } else if (sharedIds(document, section) === null) return 'not-known';
    if (conversation.pausedByMe) return 'paused-by-me';
    if (conversation.pausedByThem) return 'paused-by-them';
    if (conversation.inScene) return 'scene';
    if (!conversation.view?.ready.both) return 'not-ready';
    return null;
  }

  /** @param {Conversation} conversation @param {QuestionSet} document @param {Section} section */
  async #seal(conversation, document, section) {
    if (this.#sealing || this.#hindrance(conversation, document, section)) return;
    this.#sealing = true;
    this.#failed = null;
    this.#drawBar(conversation);
    const answers = this.#sealed(document, section);
    const heading = this.closest('.room')?.querySelector('h1') ?? null;
    try {
      await conversation.rounds.seal(this.attribute('chapter'), section.id, this.round, answers);
      // It is sent before it is drawn.
      await nextMacrotask();
      focusOn(heading);
      await new Promise((resolve) => setTimeout(resolve, HUB_DRAWS_WITHIN));
    } catch (error) {
      this.#failed = error instanceof Error && error.name === 'WorkerError' ? 'no-worker' : 'failed';
    }
    this.#sealing = false;
    this.refresh();
  }

  /** @param {Conversation} conversation @returns {HTMLElement | null} a new round may begin with the answers of the last */
  #fromLastTime(conversation) {
    if (this.round < 2 || this.#step > 0 || Object.values(this.#draft.answers).some((answer) => !isBlank(answer))) return null;
    const before = conversation.rounds.opened(this.attribute('chapter'), this.attribute('section'), this.round - 1);
    if (!before || !('mine' in before)) return null;
    return h('p', { class: 'row' }, button(t('questions.from-last-time'), () => {
      this.#keep(conversation, before.mine);
      this.#go(0);
    }, { class: 'button button-quiet' }));
  }
}

/**
 * @param {import('../storage/last-time.js').LastTime} last @param {Answers} now @param {import('../model/types.js').Question} question
 * @param {import('./draft.js').Item[]} items that are shown together @param {import('./draft.js').Item} [item] one of them
 * @returns {import('../storage/last-time.js').Since | null} of an item only what is not said of all of them
 */
function tagFor(last, now, question, items, item) {
  const ofAll = since(last, now, question, items);
  if (item === undefined) return ofAll;
  const ofItem = sinceItem(last, now, question, item);
  return ofAll === 'new' || ofItem === 'same' ? null : ofItem;
}

/**
 * @param {QuestionSet} document @param {Section} section @param {Answers | import('../model/types.js').SealedMutual} sealed
 * @param {import('../model/types.js').Role} role
 * @returns {HTMLElement}
 */
const onItsWay = (document, section, sealed, role) =>
  h('div', { class: 'stack' },
    h('p', { class: 'banner' }, t('questions.on-its-way')),
    'wanted' in sealed
      ? sealedMutual(section, sealed, role)
      : lookBack({ document, section, answers: sealed, change: null }));

/**
 * How far one has come: the bar for the eyes only.
 * @param {number} step @param {number} count
 * @returns {HTMLElement}
 */
function progress(step, count) {
  const parts = Array.from({ length: count }, (_, index) => h('span', { class: index <= step ? 'done' : null }));
  return h('div', { class: 'way' },
    h('div', { class: 'progress', 'aria-hidden': 'true' }, kept(parts)),
    h('p', {}, t('questions.way', { n: step + 1, of: count })));
}

/** @param {Section} section @returns {HTMLElement} its introduction in two lines; unfolded all of it, and why it is asked */
const introduction = ({ intro, why }) =>
  h('details', { class: 'intro' },
    h('summary', {}, h('span', { class: 'intro-start', ...inLanguage(intro) }, pick(intro)), ' ', h('span', { class: 'intro-more' }, t('section.more'))),
    why ? [h('p', { class: 'eyebrow' }, t('section.why')), ...wordedParagraphs(why)] : null);

customElements.define('overture-questions', OvertureQuestions);
