/** What the status line says about the conversation: the connection first, then what has just happened. */

import { showStatus } from './status.js';
import { pick, t } from '../i18n.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** A connection that comes back this soon is not worth a word. */
const GRACE = 1500;

/** Picks the sentence of the status line. */
export class StatusLine {
  #conversation;
  #event = '';
  #older = false;
  #lostFor = false;
  #timer = 0;
  /** Whether a view has come since the page was opened. */
  #fresh = false;
  /** @type {Set<string> | null} openings that are no news: those from before the first view, and those announced */
  #announced = null;
  /** @type {Set<string> | null} chapters that are no news: those of the first view, and those announced */
  #announcedChapters = null;
  /** Whether a scene was running in the last view. @type {boolean | null} */
  #scene = null;
  /** How many notices of the partner there were then. @type {number | null} */
  #noticed = null;

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
    conversation.addEventListener('refused', (event) => {
      const { code, command } = /** @type {CustomEvent} */ (event).detail;
      this.#event = t(command.do === 'notice' ? 'refused.notice' : REFUSALS.has(code) ? `refused.${code}` : 'refused.other');
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
    const sections = (this.#conversation.view?.chapters ?? []).flatMap(({ qhash, sections }) =>
      sections.map(({ id, round, state }) => ({ qhash, id, round, state, name: `${qhash}/${id}/${round}` })),
    );
    this.#announced ??= this.#fresh ? new Set(sections.flatMap(({ state, name }) => (state === 'opened' ? [name] : []))) : null;
    for (const { qhash, id, round, name } of sections) {
      const opened = this.#conversation.rounds.opened(qhash, id, round);
      if (!this.#announced || this.#announced.has(name) || !opened || 'problem' in opened) continue;
      this.#announced.add(name);
      this.#announceOpened(qhash, id);
    }
    this.#announceAdded();
    this.#announceScene();
    this.#announceNotices();
    this.#show();
  }

  /** Announces questions that were added, once, by whomever, as soon as they are here. */
  #announceAdded() {
    const chapters = (this.#conversation.view?.chapters ?? []).map(({ qhash }) => qhash);
    this.#announcedChapters ??= this.#fresh ? new Set(chapters) : null;
    for (const qhash of chapters) {
      const document = this.#conversation.documentOf(qhash);
      if (!this.#announcedChapters || this.#announcedChapters.has(qhash) || !document) continue;
      this.#announcedChapters.add(qhash);
      this.#event = t('status.added', { title: pick(document.title) });
    }
  }

  /** Announces once that a scene has begun or is over. */
  #announceScene() {
    if (!this.#fresh || !this.#conversation.view) return;
    const before = this.#scene;
    this.#scene = this.#conversation.inScene;
    if (before !== null && before !== this.#scene) this.#event = t(this.#scene ? 'status.scene' : 'status.scene-over');
  }

  /** Announces once that the partner has taken something away, wherever one is reading. */
  #announceNotices() {
    if (!this.#fresh || !this.#conversation.view) return;
    const before = this.#noticed;
    this.#noticed = this.#conversation.view.chapters.reduce((count, { notices }) => count + notices.theirs.length, 0);
    if (before !== null && this.#noticed > before) this.#event = t('status.notice');
  }

  /** @param {string} chapter @param {string} section that has just been opened */
  #announceOpened(chapter, section) {
    const found = this.#conversation.documentOf(chapter)?.sections.find(({ id }) => id === section);
    this.#event = t('status.opened', { title: pick(found?.title) });
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(40);
  }

  #show() {
    showStatus(this.#sentence());
  }

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
    if (this.#older) return t('status.older');
    return this.#event;
  }
}

/** The refusals that a person can do something about have a sentence of their own. */
const REFUSALS = new Set(['paused', 'not-ready', 'full', 'slow-down', 'away', 'stale', 'not-now', 'too-late']);
