/** What the status line says about the conversation: the connection first, then what has just happened. */

import { pick, t } from '../i18n.js';
import { drawNext } from './touch.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/types.js').View} View */

/** A connection that comes back this soon is not worth a word. */
const GRACE = 1500;

/** Picks the sentence of the status line. */
export class StatusLine {
  #conversation;
  #event = '';
  /** Whether the event stands on the screen too, in a notice (elements/overture-notices.js). */
  #isNoticed = false;
  #shown = '';
  #older = false;
  #lostFor = false;
  #timer = 0;
  /** Whether a view has come since the page was opened. */
  #fresh = false;
  /**
   * What is not announced any more: chapters and opened rounds, those of the first view among them.
   * @type {Set<string> | null}
   */
  #announced = null;
  /** What the last view had. @type {{ scene: string, asked: boolean, notices: number } | null} */
  #last = null;

  /**
   * @param {Conversation} conversation
   * @param {import('../net/connection.js').Connection} connection
   */
  constructor(conversation, connection) {
    this.#conversation = conversation;
    connection.addEventListener('view', (event) => {
      this.#fresh = true;
      const { build } = /** @type {CustomEvent} */ (event).detail;
      if (build !== undefined) this.#older = build !== document.documentElement.dataset['build'];
    });
    connection.addEventListener('state', () => this.#linkChanged());
    conversation.addEventListener('change', () => this.#changed());
    conversation.addEventListener('announce', (event) => {
      this.#event = /** @type {CustomEvent} */ (event).detail;
      this.#show();
    });
    conversation.addEventListener('refused', (event) => {
      const { code, command } = /** @type {CustomEvent} */ (event).detail;
      this.#announce(t(command.do === 'notice' ? 'refused.notice' : REFUSALS.has(code) ? `refused.${code}` : 'refused.other'));
      this.#show();
    });
  }

  #linkChanged() {
    clearTimeout(this.#timer);
    this.#lostFor = false;
    if (this.#conversation.link !== 'lost') return this.#show();
    this.#timer = setTimeout(() => {
      this.#lostFor = true;
      this.#show();
    }, GRACE);
  }

  #changed() {
    const { view } = this.#conversation;
    if (this.#fresh && view) {
      this.#announceRounds(view);
      this.#announceAdded(view);
      this.#announceChanges(view);
    }
    // With what it tells of, in one frame.
    drawNext(this.#show);
  }

  /** Announces each opening once. @param {View} view */
  #announceRounds({ chapters }) {
    const rounds = chapters.flatMap(({ qhash, sections }) =>
      sections.map(({ id, round, state }) => ({ qhash, id, round, state, name: `${qhash}/${id}/${round}` })));
    const opened = rounds.filter(({ state }) => state === 'opened');
    this.#announced ??= new Set([...chapters.map(({ qhash }) => qhash), ...opened.map(({ name }) => name)]);
    for (const { qhash, id, round, name } of rounds) {
      const found = this.#conversation.rounds.opened(qhash, id, round);
      if (!found || 'problem' in found || this.#announced.has(name)) continue;
      this.#announced.add(name);
      this.#announceOpened(qhash, id);
    }
  }

  /** Announces questions that were added, once, by whomever, as soon as they are here. @param {View} view */
  #announceAdded({ chapters }) {
    for (const { qhash } of chapters) {
      const document = this.#conversation.documentOf(qhash);
      if (!document || this.#announced?.has(qhash)) continue;
      this.#announced?.add(qhash);
      this.#announce(t('status.added', { title: pick(document.title) }), { isNoticed: true });
    }
  }

  /**
   * Announces once that a scene has begun, was stopped or is over, that the partner is ready to begin one, and that they have
   * taken something away.
   * @param {View} view
   */
  #announceChanges({ chapters }) {
    const last = this.#last;
    const notices = chapters.reduce((count, chapter) => count + chapter.notices.theirs.length, 0);
    const { state, begin } = this.#conversation.scene;
    this.#last = { scene: state, asked: begin.them, notices };
    if (!last) return;
    const event = sceneEvent(last, this.#last);
    if (event !== null) this.#announce(event);
    if (last.notices < notices) this.#announce(t('status.notice'), { isNoticed: true });
  }

  /** @param {string} chapter @param {string} section that has just been opened */
  #announceOpened(chapter, section) {
    const found = this.#conversation.documentOf(chapter)?.sections.find(({ id }) => id === section);
    this.#announce(t('status.opened', { title: pick(found?.title) }), { isNoticed: true });
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(40);
  }

  /** @param {string} event @param {{ isNoticed?: boolean }} [where] */
  #announce(event, { isNoticed = false } = {}) {
    this.#event = event;
    this.#isNoticed = isNoticed;
  }

  /** A screen reader reads the line out when its text changes. */
  #show = () => {
    const [line, sentence] = [document.getElementById('status'), this.#sentence()];
    if (!line || sentence === this.#shown) return;
    this.#shown = sentence;
    line.classList.toggle('status-spoken', this.#isNoticed && sentence === this.#event);
    line.textContent = sentence;
    line.toggleAttribute('data-holds', sentence !== this.#event);
  };

  /** @returns {string} */
  #sentence() {
    const { link, altered, crowded, pausedByMe, ended, history } = this.#conversation;
    if (ended) return '';
    if (link === 'lost') return this.#lostFor ? t(pausedByMe ? 'status.lost-paused' : 'status.lost') : '';
    if (link === 'blocked' || link === 'away') return t(`status.${link}`);
    if (history.forked) return t('status.forked');
    if (history.contradicted) return t('status.contradicted');
    if (altered) return t('status.altered');
    if (history.behind) return t('status.behind');
    if (crowded) return t('status.crowded');
    if (this.#older) return t(navigator.serviceWorker?.controller ? 'status.older-kept' : 'status.older');
    return this.#event;
  }
}

/**
 * @param {{ scene: string, asked: boolean }} last @param {{ scene: string, asked: boolean }} now
 * @returns {string | null} what is announced of the scene
 */
function sceneEvent(last, now) {
  if (last.scene !== now.scene) {
    if (now.scene === 'running') return t('status.scene');
    if (now.scene === 'stopped') return t('status.scene-stopped');
    if (last.scene === 'running' || last.scene === 'stopped') return t('status.scene-over');
  }
  return now.asked && !last.asked ? t('status.scene-asked') : null;
}

/** The refusals that a person can do something about have a sentence of their own. */
const REFUSALS = new Set(['paused', 'not-ready', 'full', 'slow-down', 'away', 'stale', 'not-now', 'too-late']);
