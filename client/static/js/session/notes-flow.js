/**
 * What is written together after an opening, as it is read: notes, the taps that settle them, and notices that withdraw
 * something. All of it is sealed, so the hub keeps the order and reads nothing. writing.js seals it.
 */

import { attempt } from '../protocol/encoding.js';
import * as protocol from '../protocol/seal.js';
import { boxPlace } from './round-place.js';

/** @typedef {import('../model/types.js').SectionView} SectionView */
/** @typedef {import('../model/types.js').Settled} Settled */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */
/** @typedef {{ n: number, by: 'me' | 'them', text: string | null, settledMe: boolean, settledThem: boolean,
 *   agreed: boolean }} NoteShown */
/** @typedef {{ by: 'me' | 'them', withdraw: string[], limit: Record<string, string>,
 *   unreadable: boolean, seen?: unknown }} NoticeShown unreadable: something was taken back that cannot be opened here, or that the
 *   hub keeps back; seen: the head in it */

/** What both have written in the notes and notices, as their own boxes say. */
export class Notes {
  #boxes;
  /** @type {Map<string, NoteShown>} */
  #notes = new Map();
  /** @type {Map<string, NoticeShown[]>} */
  #notices = new Map();
  /** @type {Map<string, string | null>} texts by what the hub has shown of each */
  #texts = new Map();

  /** @param {import('../storage/boxes.js').Boxes} boxes */
  constructor(boxes) {
    this.#boxes = boxes;
  }

  /**
   * Finds the newest note of a section.
   * @param {string} chapter qhash
   * @param {string} section
   * @returns {NoteShown | null}
   */
  note(chapter, section) {
    return this.#notes.get(`${chapter}/${section}`) ?? null;
  }

  /**
   * Lists the notices of a chapter.
   * @param {string} chapter qhash
   * @returns {NoticeShown[]} this seat's first, the oldest first
   */
  notices(chapter) {
    return this.#notices.get(chapter) ?? [];
  }

  /**
   * Lists the heads in the partner's notices.
   * @param {string} chapter qhash
   * @returns {{ chapter: string, head: unknown }[]} unchecked
   * Source: docs/protocol.md, "Heads".
   */
  heads(chapter) {
    return this.notices(chapter).flatMap(({ by, seen }) => (by === 'them' ? [{ chapter, head: seen }] : []));
  }

  /**
   * Reads the note of a section, and who agrees with it.
   * @param {SectionPlace} place
   * @param {SectionView} entry as the log has it
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "Everything else that is sealed".
   */
  async step(place, entry) {
    if (!entry.note) return;
    const { n, by, box, before } = entry.note;
    const text = await this.#text(boxPlace(place, by === 'me' ? place.role : protocol.peerOf(place.role)), n, box, before);
    if (text === undefined) return;
    const settledMe = await this.#settled(boxPlace(place, place.role), entry.settled.me, box);
    const settledThem = await this.#settled(boxPlace(place, protocol.peerOf(place.role)), entry.settled.them, box);
    const agreed = settledMe && settledThem && text !== null;
    this.#notes.set(`${place.chapter}/${place.section}`, { n, by, text, settledMe, settledThem, agreed });
  }

  /**
   * @param {import('../protocol/seal.js').Place} by @param {number} n @param {string} box @param {string | null} before
   * @returns {Promise<string | null | undefined>} null: cannot be opened; undefined: not to be had just now
   */
  async #text(by, n, box, before) {
    // A hub may show the same box under another number, in another section, or as the other person's.
    const key = JSON.stringify([by.role, by.section, n, box, before]);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const bytes = await this.#boxes.get(box);
    const previous = before === null ? null : await this.#boxes.get(before);
    if (!bytes || (before !== null && !previous)) return undefined;
    const text = attempt(() => protocol.openNote(by, n, previous, bytes));
    this.#texts.set(key, text);
    return text;
  }

  /**
   * @param {import('../protocol/seal.js').Place} by @param {Settled | null} settled @param {string} noteBox
   * @returns {Promise<boolean>} whether that seat itself has said yes to exactly this note
   */
  async #settled(by, settled, noteBox) {
    if (!settled || settled.note !== noteBox) return false;
    const [box, note] = [await this.#boxes.get(settled.box), await this.#boxes.get(noteBox)];
    if (!box || !note) return false;
    return attempt(() => protocol.openSettle(by, settled.n, note, box)) ?? false;
  }

  /**
   * Finds a box that this seat has sealed, if it was sealed for this place: a hub may have shown it in another.
   * @param {SectionPlace} place with the empty section for a notice
   * @param {import('../model/types.js').Command} command a notice, a note or a settlement, without its box
   * @param {string} digest of the box
   * @param {string | null} before digest of the note before it
   * @returns {Promise<Uint8Array | null>} null: it is not here, or belongs elsewhere
   * @throws {import('../storage/database.js').StorageError}
   */
  async ownBox(place, { do: name, n, note }, digest, before) {
    const box = await this.#boxes.getStored(digest);
    const meant = name === 'notice' ? null : name === 'note' ? before : note;
    const other = meant === null ? null : await this.#boxes.getStored(meant);
    if (!box || (meant !== null && !other)) return null;
    const by = boxPlace(place, place.role);
    const opened = attempt(() => {
      if (name === 'notice') return protocol.openNotice(by, n, box);
      return name === 'note' ? protocol.openNote(by, n, other, box) : protocol.openSettle(by, n, /** @type {Uint8Array} */ (other), box);
    });
    return opened === null ? null : box;
  }

  /**
   * Reads the notices of a chapter.
   * @param {SectionPlace} place with the empty section
   * @param {{ mine: string[], theirs: string[] }} digests as the log has them
   * @returns {Promise<boolean>} whether every box of them is here
   * @throws {import('../storage/database.js').StorageError}
   * Source: docs/protocol.md, "Everything else that is sealed".
   */
  async readNotices(place, digests) {
    /** @type {NoticeShown[]} */
    const shown = [];
    let isWhole = true;
    for (const by of /** @type {const} */ (['mine', 'theirs'])) {
      const seat = boxPlace(place, by === 'mine' ? place.role : protocol.peerOf(place.role));
      for (const [at, digest] of digests[by].entries()) {
        const box = await this.#boxes.get(digest);
        const notice = box && attempt(() => protocol.openNotice(seat, at + 1, box));
        isWhole &&= box !== null;
        // A notice of the partner that is missing may be a limit, so it keeps its place: the place tells whether it has been seen.
        if (!box && by === 'mine') continue;
        const from = by === 'mine' ? 'me' : 'them';
        shown.push({ by: from, withdraw: [], limit: {}, unreadable: !notice, ...notice });
      }
    }
    this.#notices.set(place.chapter, shown);
    return isWhole;
  }
}
