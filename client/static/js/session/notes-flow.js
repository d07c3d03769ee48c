/**
 * What is written together after an opening: notes, the taps that settle them, and notices that take something back.
 * All of it is sealed, so the hub keeps the order and reads nothing.
 */

import { attempt, base64url, fromBase64url, fromUtf8 } from '../protocol/encoding.js';
import * as protocol from '../protocol/seal.js';
import { boxPlace } from './round-place.js';

/** @typedef {import('../model/types.js').View} View */
/** @typedef {import('../model/types.js').SectionView} SectionView */
/** @typedef {import('../model/types.js').Settled} Settled */
/** @typedef {import('../model/types.js').Command} Command */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */
/** @typedef {{ n: number, by: 'me' | 'them', text: string | null, settledMe: boolean, settledThem: boolean,
 *   agreed: boolean }} NoteShown */
/** @typedef {{ by: 'me' | 'them', withdraw: string[], limit: Record<string, string>,
 *   unreadable: boolean, seen?: unknown }} NoticeShown unreadable: something was taken back that cannot be opened here;
 *   seen: the head in it */

/** Bytes in front of a note's text: its number and the hash of the one before. */
const NOTE_HEAD = 4 + 32;

export class Notes {
  #boxes;
  /** @type {Map<string, NoteShown>} */
  #notes = new Map();
  /** @type {Map<string, NoticeShown[]>} */
  #notices = new Map();
  /** @type {Map<string, string | null>} texts by the digest of their box */
  #texts = new Map();

  /** @param {import('../storage/boxes.js').Boxes} boxes */
  constructor(boxes) {
    this.#boxes = boxes;
  }

  /** @param {string} chapter @param {string} section @returns {NoteShown | null} */
  note(chapter, section) {
    return this.#notes.get(`${chapter}/${section}`) ?? null;
  }

  /** @param {string} chapter @returns {NoticeShown[]} */
  notices(chapter) {
    return this.#notices.get(chapter) ?? [];
  }

  /**
   * @param {SectionPlace} place @param {SectionView['note']} current @param {string} text
   * @returns {Promise<Command | null>} null: the note before this one cannot be had
   * @throws {import('../protocol/encoding.js').ProtocolError} too long
   */
  async write(place, current, text) {
    const previous = current ? await this.#boxes.get(current.box) : null;
    if (current && !previous) return null;
    const n = (current?.n ?? 0) + 1;
    const box = protocol.sealNote(boxPlace(place, place.role), n, previous, text);
    await this.#boxes.addOwn(box);
    return { do: 'note', chapter: place.chapter, section: place.section, n, box: base64url(box) };
  }

  /**
   * @param {SectionPlace} place @param {SectionView} entry with a note @param {boolean} yes
   * @returns {Promise<Command | null>}
   */
  async settle(place, entry, yes) {
    const note = entry.note && (await this.#boxes.get(entry.note.box));
    if (!entry.note || !note) return null;
    const n = (entry.settled.me?.n ?? 0) + 1;
    const box = protocol.sealSettle(boxPlace(place, place.role), n, note, yes);
    await this.#boxes.addOwn(box);
    const { chapter, section } = place;
    return { do: 'settle', chapter, section, n, note: entry.note.box, yes, box: base64url(box) };
  }

  /**
   * @param {SectionPlace} place with the empty section @param {number} n
   * @param {{ withdraw: string[] } | { limit: Record<string, string> }} content
   * @param {import('../model/heads.js').Head} seen what this phone's log holds now
   * @returns {Promise<Command>}
   */
  async notice(place, n, content, seen) {
    const box = protocol.sealNotice(boxPlace(place, place.role), n, { ...content, seen });
    await this.#boxes.addOwn(box);
    return { do: 'notice', chapter: place.chapter, n, box: base64url(box) };
  }

  /** @param {string} chapter @returns {{ chapter: string, head: unknown }[]} what the partner says of their log in their notices */
  heads(chapter) {
    return this.notices(chapter).flatMap(({ by, seen }) => (by === 'them' ? [{ chapter, head: seen }] : []));
  }

  /** @param {SectionPlace} place @param {SectionView} entry as the log has it */
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
    const known = this.#texts.get(box);
    if (known !== undefined) return known;
    const bytes = await this.#boxes.get(box);
    const previous = before === null ? null : await this.#boxes.get(before);
    if (!bytes || (before !== null && !previous)) return undefined;
    const text = attempt(() => protocol.openNote(by, n, previous, bytes));
    this.#texts.set(box, text);
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
   * The text of a note that never reached its place, out of its own box: nothing that was written is lost.
   * @param {SectionPlace} place @param {Command} command the refused one
   * @returns {Promise<string | null>}
   */
  async recover(place, command) {
    const own = boxPlace(place, place.role);
    const ctx = protocol.contextOf(own, command['n'], 'note');
    return attempt(() => {
      const padded = protocol.open(protocol.keyOf(own), ctx, fromBase64url(command['box']));
      return fromUtf8(protocol.unpad(padded, protocol.PADS.note).slice(NOTE_HEAD));
    });
  }

  /**
   * What was taken back in a notice that never reached its place, out of its own box.
   * @param {SectionPlace} place with the empty section @param {Command} command the refused one
   * @returns {{ withdraw: string[] } | { limit: Record<string, string> } | null}
   */
  recoverNotice(place, { n, box }) {
    const notice = attempt(() => protocol.openNotice(boxPlace(place, place.role), n, fromBase64url(box)));
    if (!notice) return null;
    return 'limit' in notice ? { limit: notice.limit } : { withdraw: notice.withdraw };
  }

  /** @param {SectionPlace} place with the empty section @param {{ mine: string[], theirs: string[] }} digests as the log has them */
  async readNotices(place, digests) {
    /** @type {NoticeShown[]} */
    const shown = [];
    for (const by of /** @type {const} */ (['mine', 'theirs'])) {
      const seat = boxPlace(place, by === 'mine' ? place.role : protocol.peerOf(place.role));
      for (const [at, digest] of digests[by].entries()) {
        const box = await this.#boxes.get(digest);
        const notice = box && attempt(() => protocol.openNotice(seat, at + 1, box));
        if (!box) continue;
        const from = by === 'mine' ? 'me' : 'them';
        shown.push({ by: from, withdraw: [], limit: {}, unreadable: !notice, ...notice });
      }
    }
    this.#notices.set(place.chapter, shown);
  }
}
