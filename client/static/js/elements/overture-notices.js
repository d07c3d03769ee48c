/**
 * What has happened and was not seen yet, under the header. A notice stays until its room was shown or it was put away, over
 * reloads too. While anyone has paused no act is named: others may look at the screen then.
 */

import { namesIn, noticesIn } from '../model/notices.js';
import { updateSession } from '../storage/session-store.js';
import { pick, t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill, h } from '../ui/dom.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */
/** @typedef {import('../model/notices.js').Notice} Notice */

class OvertureNotices extends ConversationElement {
  /** @type {ReadonlySet<string> | null} names; null until there is a view */
  #seen = null;
  #moved = () => this.refresh();

  /** @override */
  async connectedCallback() {
    window.addEventListener('hashchange', this.#moved);
    await super.connectedCallback();
  }

  /** @override */
  disconnectedCallback() {
    window.removeEventListener('hashchange', this.#moved);
    super.disconnectedCallback();
  }

  /** @override */
  refresh() {
    const conversation = this.conversation;
    const view = conversation?.view;
    if (!conversation) return;
    // Before the first view; and once it is over, when nothing of it is named any more.
    if (!view) return super.refresh();
    if (this.#seen === null) {
      this.#seen = new Set(conversation.record.noticed ?? namesIn(view));
      if (!conversation.record.noticed) this.#store(conversation);
    }
    const room = location.hash.slice(1);
    if (!conversation.paused) this.#mark(this.#unseen(conversation).filter((notice) => notice.room === room));
    super.refresh();
  }

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const unseen = this.#unseen(conversation);
    return [unseen, conversation.paused, conversation.scene.state, unseen.map((notice) => title(conversation, notice))];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const unseen = this.#unseen(conversation);
    const kinds = /** @type {const} */ (['limit', 'back', 'opened', 'added']);
    this.hidden = unseen.length === 0;
    fill(this, kinds.flatMap((kind) => {
      const notices = unseen.filter((notice) => notice.kind === kind);
      return notices.length === 0 ? [] : [this.#banner(conversation, kind, notices)];
    }));
  }

  /** @param {Conversation} conversation @param {Notice['kind']} kind @param {Notice[]} notices @returns {HTMLElement} */
  #banner(conversation, kind, notices) {
    const put = () => {
      this.#mark(notices);
      this.refresh();
    };
    return h('div', { class: 'banner notice', 'data-kind': kind },
      h('p', {}, lead(conversation, kind, notices)),
      h('p', { class: 'row' },
        conversation.scene.state === 'running'
          ? button(t('notice.look-card'), () => this.#showOnCard(put), { class: 'button button-quiet button-small', 'data-key': `${kind}-card` })
          : [...new Map(notices.map((notice) => [notice.room, notice])).values()].map((notice) =>
            h('a', { href: `#${notice.room}` }, title(conversation, notice))),
        button(t('notice.seen'), put, { class: 'button button-quiet button-small', 'data-key': kind })));
  }

  /** While a scene runs there is no other room than the card. @param {() => void} put */
  #showOnCard(put) {
    put();
    const limits = document.querySelector('#scene-card .screen-only [data-part="limits"] h2');
    if (!(limits instanceof HTMLElement)) return;
    limits.tabIndex = -1;
    limits.focus();
  }

  /** @param {Conversation} conversation @returns {Notice[]} */
  #unseen({ view, notes }) {
    const all = view ? noticesIn(view, (chapter) => notes.notices(chapter)) : [];
    return all.filter(({ name }) => this.#seen?.has(name) === false);
  }

  /** @param {readonly Notice[]} notices that were seen now */
  #mark(notices) {
    const conversation = this.conversation;
    if (!conversation || !this.#seen || notices.length === 0) return;
    this.#seen = new Set([...this.#seen, ...notices.map(({ name }) => name)]);
    this.#store(conversation);
  }

  /** @param {Conversation} conversation */
  #store(conversation) {
    const seen = this.#seen ?? [];
    // What cannot be stored just now is shown once more after a reload. Nothing else depends on it.
    updateSession(conversation.id, (record) => ({ ...record, noticed: [...new Set([...(record.noticed ?? []), ...seen])] }))
      .catch(() => {});
  }
}

/** @param {Conversation} conversation @param {Notice['kind']} kind @param {Notice[]} notices @returns {string} */
function lead(conversation, kind, notices) {
  if (kind === 'opened' || kind === 'added') return t(`notice.${kind}`);
  const acts = [...new Set(notices.flatMap(({ chapter, items }) => {
    const questions = (conversation.documentOf(chapter)?.sections ?? []).flatMap((section) => section.questions);
    const asked = questions.flatMap((question) => question.items ?? []);
    return items.flatMap((id) => asked.filter((item) => item.id === id).map(({ label }) => pick(label)).slice(0, 1));
  }))];
  return conversation.paused || acts.length === 0 ? t(`notice.${kind}-unnamed`) : t(`notice.${kind}`, { acts: acts.join('; ') });
}

/** @param {Conversation} conversation @param {Notice} notice @returns {string} what its link is called */
function title(conversation, { kind, chapter, section }) {
  if (kind !== 'opened' && kind !== 'added') return t('notice.look');
  const document = conversation.documentOf(chapter);
  return pick(kind === 'added' ? document?.title : document?.sections.find(({ id }) => id === section)?.title);
}

customElements.define('overture-notices', OvertureNotices);
