/**
 * "In our words": a note that either of you may write. It counts when both say so; an edit takes both taps back, and each
 * can take their own back later. Whoever is overtaken while writing keeps the text.
 */

import { byteLength } from '../model/answers.js';
import * as drafts from '../storage/drafts.js';
import { t } from '../i18n.js';
import { NOTE_MAX } from '../protocol/asides.js';
import { ConversationElement } from './base.js';
import { button, fill, focusOn, freshId, h, paragraphs } from '../ui/dom.js';
import { writing } from './fields.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureNotes extends ConversationElement {
  static observedAttributes = ['chapter', 'section'];

  #shown = h('div', { class: 'stack' });
  #editor = h('div', { class: 'stack' });
  /** @type {string | null} what is being written; null: nothing is */
  #text = null;
  #basedOn = 0;
  /** @type {string | null} why the last save did not happen */
  #trouble = null;
  /** Whether a text is on its way. */
  #busy = false;
  /** The agreement, or its withdrawal, that is being sent. @type {boolean | null} */
  #saying = null;
  #leave = button(t('notes.leave'), () => this.conversation && this.#close(this.conversation), { class: 'button button-quiet' });
  #waiting = h('p', { class: 'banner' }, t('notes.on-its-way'));

  /** @override */
  refresh() {
    super.refresh();
    const { conversation } = this;
    if (!conversation) return;
    this.#waiting.hidden = !this.#busy || (conversation.link === 'connected' && !conversation.crowded);
    // A note that is being sent cannot be cancelled.
    this.#leave.hidden = this.#busy;
  }

  /** @override @param {Conversation} conversation */
  ready(conversation) {
    return super.ready(conversation) && !conversation.awaitsDrafts;
  }

  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const note = conversation.notes.note(this.attribute('chapter'), this.attribute('section'));
    const settled = conversation.section(this.attribute('chapter'), this.attribute('section'))?.settled ?? null;
    return [note, settled, this.#text === null, waitsFor(conversation)];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    const place = /** @type {const} */ ([conversation.id, this.attribute('chapter'), this.attribute('section')]);
    const note = conversation.notes.note(this.attribute('chapter'), this.attribute('section'));
    const kept = drafts.loadNote(...place);
    if (this.#text === null && kept) this.#open(conversation, kept.text, kept.basedOn);
    // A tab that was duplicated still has the draft of what the other tab has saved. The note may be read after the draft.
    if (!this.#busy && this.#text !== null && note !== null && note.n > this.#basedOn && note.text === this.#text.trim()) {
      drafts.clearNote(...place);
      [this.#text, this.#trouble] = [null, null];
      this.#drawEditor(conversation);
    }
    const waits = waitsFor(conversation);
    fill(this.#shown,
      h('h2', { tabindex: '-1' }, t('notes.heading')),
      h('p', { class: 'hint' }, t('notes.hint')),
      note === null
        ? null
        : h('div', { class: 'card stack' },
          note.text === null ? h('p', { class: 'banner' }, t('notes.cannot-open')) : paragraphs(note.text)),
      note === null ? null : h('p', {}, t(this.#state(conversation, note))),
      note?.waiting ? h('p', { class: 'banner' }, t('unsent')) : null,
      h('div', { class: 'row' },
        note === null || note.text === null ? null : this.#tap(conversation, note, waits),
        this.#text === null && waits === null
          ? button(t(note === null ? 'notes.write' : 'notes.edit'), () => this.#begin(conversation, note),
            { class: 'button button-quiet', 'data-key': 'write' })
          : null),
      waits === null ? null : h('p', { class: 'hint' }, t(`notes.${waits}`)));
    if (!this.contains(this.#shown)) this.replaceChildren(this.#shown, this.#editor);
  }

  /**
   * Taking back is possible at any time: it only takes away.
   * @param {Conversation} conversation @param {{ n: number, settledMe: boolean }} note as it is read @param {string | null} waits
   * @returns {HTMLElement | null}
   */
  #tap(conversation, { n, settledMe }, waits) {
    if (settledMe) {
      return button(t('notes.take-back'), () => this.#settle(conversation, n, false),
        { class: 'button button-quiet', 'data-key': 'settle' });
    }
    if (waits !== null) return null;
    return button(t('notes.settle'), () => this.#settle(conversation, n, true), { 'data-key': 'settle' });
  }

  /**
   * @param {Conversation} conversation
   * @param {{ settledMe: boolean, settledThem: boolean, agreed: boolean, waiting?: true }} note
   * @returns {string}
   */
  #state(conversation, note) {
    const settled = conversation.section(this.attribute('chapter'), this.attribute('section'))?.settled;
    if (note.agreed) return 'notes.agreed';
    if (note.waiting || settled?.me?.yes === false || settled?.them?.yes === false) return 'notes.again';
    if (note.settledMe) return 'notes.settled-me';
    return note.settledThem ? 'notes.settled-them' : 'notes.not-settled';
  }

  /** @param {Conversation} conversation @param {{ n: number, text: string | null } | null} note as it is read */
  #begin(conversation, note) {
    this.#open(conversation, note?.text ?? '', note?.n ?? 0);
    this.redraw();
    this.#editor.querySelector('textarea')?.focus();
  }

  /** @param {Conversation} conversation @returns {number} of the newest note, 0 for none */
  #newest(conversation) {
    return conversation.section(this.attribute('chapter'), this.attribute('section'))?.note?.n ?? 0;
  }

  /** @param {Conversation} conversation @param {string} text @param {number} basedOn n of the note that it changes */
  #open(conversation, text, basedOn) {
    this.#text = text;
    this.#basedOn = basedOn;
    this.#drawEditor(conversation);
  }

  /** @param {Conversation} conversation */
  #drawEditor(conversation) {
    if (this.#text === null) return fill(this.#editor);
    const label = freshId('note');
    const trouble = h('p', { class: 'banner', tabindex: '-1', hidden: this.#trouble === null },
      this.#trouble === null ? '' : t(`notes.${this.#trouble}`));
    fill(this.#editor,
      h('h3', { id: label }, t('notes.your-text')),
      writing({
        value: this.#text, max: NOTE_MAX, rows: 6, labelledBy: label, describedBy: '', key: 'note',
        notify: (text) => {
          this.#text = text;
          drafts.saveNote(conversation.id, this.attribute('chapter'), this.attribute('section'), { text, basedOn: this.#basedOn });
        },
      }),
      h('p', { class: 'hint' }, t('notes.edit-hint')),
      trouble,
      this.#waiting,
      h('div', { class: 'row' },
        button(t('notes.save'), () => this.#save(conversation), { 'data-key': 'save-note' }),
        this.#leave));
    if (this.#trouble !== null) focusOn(trouble);
  }

  /** @param {Conversation} conversation */
  async #save(conversation) {
    const text = (this.#text ?? '').trim();
    if (this.#busy || text === '') return;
    if (byteLength(text) > NOTE_MAX) return this.#fail(conversation, 'too-long');
    this.#busy = true;
    this.refresh();
    try {
      const result = await conversation.writing.writeNote(this.attribute('chapter'), this.attribute('section'), text, this.#basedOn);
      if (!('ok' in result)) this.#overtaken(conversation);
      else if ((this.#text ?? '').trim() === text) this.#close(conversation);
      else this.#writtenOn(conversation);
    } catch {
      this.#fail(conversation, 'failed');
    }
    this.#busy = false;
    this.refresh();
  }

  /** Bases the text on the saved note, which has arrived: everything written since is a change of it. @param {Conversation} conversation */
  #writtenOn(conversation) {
    this.#basedOn += 1;
    this.#fail(conversation, 'written-on');
  }

  /** @param {Conversation} conversation */
  #overtaken(conversation) {
    const now = this.#newest(conversation);
    const faster = now !== this.#basedOn;
    this.#basedOn = now;
    this.#fail(conversation, faster ? 'overtaken' : (waitsFor(conversation) ?? 'failed'));
  }

  /** @param {Conversation} conversation @param {string} trouble */
  #fail(conversation, trouble) {
    this.#trouble = trouble;
    this.#drawEditor(conversation);
  }

  /** @param {Conversation} conversation */
  #close(conversation) {
    this.#text = null;
    this.#trouble = null;
    drafts.clearNote(conversation.id, this.attribute('chapter'), this.attribute('section'));
    this.#drawEditor(conversation);
    this.redraw();
    focusOn(this.#shown.querySelector('h2'));
  }

  /** @param {Conversation} conversation @param {number} n of the note that was read @param {boolean} yes */
  async #settle(conversation, n, yes) {
    if (this.#saying === yes) return;
    this.#saying = yes;
    try {
      await conversation.writing.settle(this.attribute('chapter'), this.attribute('section'), n, yes);
    } finally {
      // A yes may have been taken back meanwhile.
      if (this.#saying === yes) this.#saying = null;
    }
  }
}

/** @param {Conversation} conversation @returns {'paused' | 'scene' | null} why nothing new is written just now */
function waitsFor(conversation) {
  if (conversation.pausedByMe || conversation.pausedByThem) return 'paused';
  return conversation.inScene ? 'scene' : null;
}

customElements.define('overture-notes', OvertureNotes);
