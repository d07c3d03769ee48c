/**
 * Talk it through: the open points one at a time, at the same place on both phones. Either moves on or leaves a point for later.
 * Where somebody is writing, the other's move waits for them.
 */

import { pick, t } from '../i18n.js';
import { shared } from '../model/talk.js';
import { talkPoints } from '../model/talk-points.js';
import { button, fill, focusOn, h } from '../ui/dom.js';
import { ConversationElement } from './base.js';
import { gathered } from './standing-gathered.js';
import { contextOf, drawOpener, drawSaid, pointName, pointTitle } from './talk-words.js';
import { sectionIn } from './words.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/talk-points.js').TalkPoint} TalkPoint */
/** @typedef {import('../protocol/talk.js').PointMark} PointMark */
/** @typedef {import('./talk-words.js').Context} Context */
/**
 * @typedef {object} Walk all that is drawn from
 * @property {Context[]} points
 * @property {ReadonlyMap<string, PointMark>} marks
 * @property {string | null} at where both are: null before the beginning, "end" behind the last point
 */

const END = 'end';
/** The marks of a point that needs no more talk, until somebody opens it again. */
const DONE = ['talked', 'yes'];

class OvertureTalk extends ConversationElement {
  #point = h('div', { class: 'stack' });
  #words = h('div', { class: 'stack' });
  #moves = h('div', { class: 'stack talk-moves' });
  /** The section whose words stand at the point. */
  #section = '';
  /** Where this phone is: not always where both are, as a text that is being written stays. @type {string | null} */
  #at = null;
  #begun = false;
  /** The partner has moved on while a text was being written: this phone goes along when its person says so. */
  #stays = false;
  /** Whether the status line says where both are. */
  #announced = false;
  /** The person has moved, so the focus goes along. */
  #moving = false;

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const { talk } = conversation;
    return [gathered(conversation), talk.talks, talk.open, this.#rests(conversation), talk.used];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const walk = this.#walk(conversation);
    if (!this.contains(this.#point)) this.replaceChildren(this.#point, this.#words, this.#moves);
    this.#follow(conversation, walk);
    const here = walk.points.find(({ point }) => point.id === this.#at);
    if (walk.points.length === 0) fill(this.#point, h('p', {}, t('talk.nothing')));
    else if (here) this.#drawPoint(conversation, walk, here);
    else if (this.#at === END) this.#drawEnd(conversation, walk);
    else fill(this.#point, h('p', {}, t('talk.intro')), h('p', { class: 'hint' }, t('talk.intro-hint')));
    this.#drawWords(here ?? null);
    this.#drawMoves(conversation, walk, here ?? null);
    if (this.#moving) focusOn(this.querySelector('h2'));
    this.#moving = false;
  }

  /** Goes where both are, if nobody is writing here. @param {Conversation} conversation @param {Walk} walk */
  #follow(conversation, { points, at }) {
    const isNews = this.#begun && at !== this.#at && !this.#moving;
    this.#stays = isNews && (this.#stays || this.#isWriting());
    if (this.#stays) return;
    this.#at = at;
    this.#begun = true;
    const here = points.find(({ point }) => point.id === at);
    const isAnnounced = isNews && at !== null && !this.closest('.room[hidden]');
    // A person who has moved is at the heading already, and the message about the last place no longer applies.
    if (!isAnnounced && !(this.#announced && this.#moving)) return;
    this.#announced = isAnnounced;
    const sentence = here ? t('talk.here', { what: pointName(here) }) : t('talk.here-end');
    conversation.dispatchEvent(new CustomEvent('announce', { detail: isAnnounced ? sentence : '' }));
  }

  /** @returns {boolean} whether a text is being written here */
  #isWriting() {
    return this.#words.querySelector('textarea') !== null;
  }

  /** @param {Conversation} conversation @returns {Walk} */
  #walk(conversation) {
    const chapters = gathered(conversation);
    const points = talkPoints(chapters).flatMap((point) => contextOf(point, chapters, conversation.role) ?? []);
    const limits = points.flatMap(({ point }) => (point.who === null ? [] : [/** @type {const} */ ([point.id, point.who])]));
    const { at, marks } = shared(conversation.talk.talks, new Map(limits));
    const isThere = at === null || at === END || points.some(({ point }) => point.id === at);
    return { points, marks, at: isThere ? at : firstOpen(points, marks) };
  }

  /** @param {Conversation} conversation @param {Walk} walk @param {Context} here */
  #drawPoint(conversation, { marks }, here) {
    const { point } = here;
    const mark = marks.get(point.id) ?? null;
    fill(this.#point,
      h('p', { class: 'eyebrow' }, t(`talk.kind-${point.kind}`)),
      h('h2', { tabindex: '-1' }, pointTitle(here)),
      drawSaid(here),
      drawOpener(here),
      mark === 'later' ? h('p', { class: 'hint' }, t('talk.is-later')) : null,
      point.kind === 'limits' ? this.#confirming(conversation, here, mark) : this.#talked(conversation, point, mark));
  }

  /** @param {Conversation} conversation @param {Context} here @param {PointMark | null} mark @returns {(HTMLElement | null)[]} */
  #confirming(conversation, { point, role }, mark) {
    const answered = mark === 'yes' || mark === 'not-quite' ? mark : null;
    const isOwner = point.who === role;
    const said = answered && h('p', { class: 'talk-answer', 'data-mark': answered }, t(`talk.${answered}-${isOwner ? 'yours' : 'partner'}`));
    if (!isOwner || !conversation.talk.open) return [said];
    const tap = (/** @type {'yes' | 'not-quite'} */ each) =>
      button(t(`talk.${each}`), () => this.#mark(conversation, point, mark === each ? 'open' : each),
        { class: 'button button-quiet', 'data-key': each, 'aria-pressed': String(mark === each) });
    return [h('div', { class: 'row' }, tap('yes'), tap('not-quite')), said];
  }

  /** @param {Conversation} conversation @param {TalkPoint} point @param {PointMark | null} mark @returns {HTMLElement} */
  #talked(conversation, point, mark) {
    const isTalked = mark === 'talked';
    const label = t(point.kind === 'signal' ? 'talk.tried' : 'talk.talked');
    if (!conversation.talk.open) return h('p', { class: 'hint' }, isTalked ? label : '');
    return h('div', { class: 'row' },
      button(label, () => this.#mark(conversation, point, isTalked ? 'open' : 'talked'),
        { class: 'button button-quiet', 'data-key': 'talked', 'aria-pressed': String(isTalked) }));
  }

  /** @param {Conversation} conversation @param {Walk} walk */
  #drawEnd(conversation, { points, marks }) {
    const left = (/** @type {boolean} */ later) =>
      points.filter(({ point }) => !DONE.includes(marks.get(point.id) ?? '') && (marks.get(point.id) === 'later') === later);
    const list = (/** @type {string} */ heading, /** @type {Context[]} */ some) =>
      some.length === 0 ? null : h('section', { class: 'stack' },
        h('h3', {}, t(heading)),
        h('ul', { class: 'plain-list standing-lines' }, some.map((each) => h('li', {}, conversation.talk.open
          ? button(pointName(each), () => this.#move(conversation, each.point.id), { class: 'button button-quiet', 'data-key': each.point.id })
          : pointName(each)))));
    fill(this.#point,
      h('h2', { tabindex: '-1' }, t('talk.end')),
      h('p', {}, t('talk.end-hint'), ' ', h('a', { href: '#standing' }, t('talk.standing'))),
      list('talk.end-later', left(true)),
      list('talk.end-open', left(false)));
  }

  /** The note of a section stands still as long as the points are in it. @param {Context | null} here */
  #drawWords(here) {
    const section = here === null ? '' : `${here.point.chapter}/${here.point.section}`;
    if (section === this.#section) return;
    this.#section = section;
    if (here === null) return fill(this.#words);
    const { chapter, section: id } = here.point;
    fill(this.#words, h('details', { class: 'aside talk-words' },
      h('summary', {}, t('talk.words', { title: pick(sectionIn(here.known.document, id)?.title) })),
      h('overture-notes', { chapter, section: id })));
  }

  /** @param {Conversation} conversation @param {Walk} walk @param {Context | null} here */
  #drawMoves(conversation, { points, at }, here) {
    const rests = this.#rests(conversation);
    const ids = points.map(({ point }) => point.id);
    const place = here ? ids.indexOf(here.point.id) : -1;
    const next = this.#at === END ? ids[0] : (ids[place + 1] ?? END);
    const back = this.#at === END ? ids.at(-1) : ids[place - 1];
    const forward = this.#at === END ? 'talk.again' : here === null ? 'talk.begin' : next === END ? 'talk.finish' : 'talk.next';
    const to = (/** @type {string} */ label, /** @type {string | undefined} */ id, /** @type {string} */ key, look = ' button-quiet') =>
      id === undefined ? null : button(t(label), () => this.#move(conversation, id), { class: `button${look}`, 'data-key': key });
    fill(this.#moves,
      this.#at === at ? null : h('div', { class: 'banner stack' },
        h('p', {}, t('talk.elsewhere')),
        button(t('talk.go-along'), () => this.#goAlong(), { class: 'button button-quiet', 'data-key': 'along' })),
      rests === null ? null : h('p', { class: 'banner' }, t(`talk.rests-${rests}`)),
      conversation.talk.used ? h('p', { class: 'banner' }, t('talk.used')) : null,
      here && h('p', { class: 'hint' }, t(place === ids.length - 1 ? 'talk.last' : 'talk.more')),
      ids.length === 0 || !conversation.talk.open ? null : h('div', { class: 'stack' },
        to(forward, next, 'next', this.#at === END ? ' button-quiet' : ''),
        h('div', { class: 'row' },
          here && button(t('talk.later'), () => this.#move(conversation, next ?? END, { point: here.point.id, mark: 'later' }),
            { class: 'button button-quiet', 'data-key': 'later' }),
          to('talk.back', back, 'back'))));
  }

  /** @param {Conversation} conversation @returns {'paused' | 'scene' | null} why it does not go on just now */
  #rests(conversation) {
    if (conversation.paused) return 'paused';
    return conversation.inScene ? 'scene' : null;
  }

  /** @param {Conversation} conversation @param {string} at @param {{ point: string, mark: PointMark }} [mark] */
  async #move(conversation, at, mark) {
    this.#moving = true;
    try {
      await conversation.talk.take({ at, ...(mark && { mark }) });
    } finally {
      this.#goAlong();
    }
  }

  /** @param {Conversation} conversation @param {TalkPoint} point @param {PointMark} mark */
  #mark(conversation, point, mark) {
    return conversation.talk.take({ mark: { point: point.id, mark } });
  }

  /** Goes to the place where both are. Unfinished text stays a draft of its section. */
  #goAlong() {
    this.#moving = true;
    this.redraw();
  }
}

/** @param {Context[]} points @param {ReadonlyMap<string, PointMark>} marks @returns {string} where a point is no more, the first that is not done with */
const firstOpen = (points, marks) => points.find(({ point }) => !DONE.includes(marks.get(point.id) ?? ''))?.point.id ?? END;

customElements.define('overture-talk', OvertureTalk);
