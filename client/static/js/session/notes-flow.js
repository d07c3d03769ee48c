/**
 * What is written together after an opening, as it is read: notes, the taps that settle them, and notices that withdraw
 * something. All of it is sealed, so the hub keeps the order and reads nothing. writing.js seals it. What this person takes
 * away holds here before the hub has it.
 */

import { attempt, fromBase64url } from '../protocol/encoding.js';
import { digestOfText } from '../protocol/hashes.js';
import * as protocol from '../protocol/seal.js';
import { boxPlace } from './round-place.js';

/** @typedef {import('../model/types.js').SectionView} SectionView */
/** @typedef {import('../model/types.js').Settled} Settled */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */
/** @typedef {{ n: number, by: 'me' | 'them', text: string | null, settledMe: boolean, settledThem: boolean,
 *   agreed: boolean, waiting?: true }} NoteShown waiting: this seat has taken its yes back, and the hub has not acknowledged that */
/** @typedef {{ by: 'me' | 'them', withdraw: string[], limit: Record<string, string>,
 *   unreadable: boolean, seen?: unknown, waiting?: true }} NoticeShown unreadable: something was taken back that cannot be opened
 *   here, or that the hub keeps back; seen: the head in it; waiting: it is this seat's, and the hub has not acknowledged it */
/** @typedef {import('../model/types.js').Command} Command */

/** What both have written in the notes and notices, as their own boxes say. */
export class Notes {
  #context;
  /** With the number of this seat's newest tap, and the box. @type {Map<string, NoteShown & { tap: number, box: string }>} */
  #notes = new Map();
  /** @type {Map<string, NoticeShown[]>} */
  #notices = new Map();
  /** @type {Map<string, string | null>} texts by what the hub has shown of each */
  #texts = new Map();
  /** What this seat has said alone, by its box, from before the hub has it until it is read like everything else. @type {Map<string, { chapter: string, digest: string, notice: protocol.Notice | null }>} */
  #given = new Map();
  /** Digests of what is read like everything else. @type {Set<string>} */
  #read = new Set();
  /** This seat's newest tap in each section, of those that the outbox has had. @type {Map<string, Command>} */
  #taps = new Map();

  /** @param {Pick<import('./context.js').Context, 'boxes' | 'outbox' | 'place'>} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * Finds the newest note of a section.
   * @param {string} chapter qhash
   * @param {string} section
   * @returns {NoteShown | null}
   */
  note(chapter, section) {
    const at = `${chapter}/${section}`;
    const found = this.#notes.get(at);
    if (!found) return null;
    const { tap, box, ...note } = found;
    const waiting = this.#context.outbox.said.findLast((said) => said.do === 'settle' && said['chapter'] === chapter && said['section'] === section);
    if (waiting) this.#taps.set(at, waiting);
    const newest = this.#taps.get(at);
    // Only what takes away holds before the hub has it.
    if (!newest || newest['yes'] || newest['note'] !== box || newest['n'] <= tap) return note;
    return { ...note, settledMe: false, agreed: false, ...(waiting && { waiting: /** @type {const} */ (true) }) };
  }

  /**
   * Lists the notices of a chapter.
   * @param {string} chapter qhash
   * @returns {NoticeShown[]} this seat's first, the oldest first; at the end what of this seat's is new
   */
  notices(chapter) {
    const waiting = this.#context.outbox.said.filter((said) => said.do === 'notice' && said['chapter'] === chapter);
    for (const said of waiting) this.#give(said);
    const given = [...this.#given].flatMap(([box, { chapter: its, digest, notice }]) => {
      if (its !== chapter || notice === null || this.#read.has(digest)) return [];
      const waits = waiting.some((said) => said['box'] === box);
      return [{ by: /** @type {const} */ ('me'), withdraw: [], limit: {}, unreadable: false, ...notice, ...(waits && { waiting: /** @type {const} */ (true) }) }];
    });
    return [...this.#notices.get(chapter) ?? [], ...given];
  }

  /** @param {Command} notice of this seat */
  #give({ chapter, n, box }) {
    if (this.#given.has(box)) return;
    const place = this.#context.place(chapter);
    const notice = attempt(() => protocol.openNotice(boxPlace(place, place.role), n, fromBase64url(box)));
    this.#given.set(box, { chapter, digest: digestOfText(box), notice });
  }

  /** Forgets what has no place in the conversation any more. @param {Command} refused */
  forget({ box }) {
    this.#given.delete(box);
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
    this.#notes.set(`${place.chapter}/${place.section}`, { n, by, text, settledMe, settledThem, agreed, tap: entry.settled.me?.n ?? 0, box });
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
    const bytes = await this.#context.boxes.get(box);
    const previous = before === null ? null : await this.#context.boxes.get(before);
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
    const [box, note] = [await this.#context.boxes.get(settled.box), await this.#context.boxes.get(noteBox)];
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
    const box = await this.#context.boxes.getStored(digest);
    const meant = name === 'notice' ? null : name === 'note' ? before : note;
    const other = meant === null ? null : await this.#context.boxes.getStored(meant);
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
    /** @type {string[]} */
    const read = [];
    let isWhole = true;
    for (const by of /** @type {const} */ (['mine', 'theirs'])) {
      const seat = boxPlace(place, by === 'mine' ? place.role : protocol.peerOf(place.role));
      for (const [at, digest] of digests[by].entries()) {
        const box = await this.#context.boxes.get(digest);
        const notice = box && attempt(() => protocol.openNotice(seat, at + 1, box));
        isWhole &&= box !== null;
        // A notice of the partner that is missing may be a limit, so it keeps its place: the place tells whether it has been seen.
        if (!box && by === 'mine') continue;
        const from = by === 'mine' ? 'me' : 'them';
        read.push(digest);
        shown.push({ by: from, withdraw: [], limit: {}, unreadable: !notice, ...notice });
      }
    }
    this.#notices.set(place.chapter, shown);
    for (const digest of read) this.#read.add(digest);
    return isWhole;
  }
}
