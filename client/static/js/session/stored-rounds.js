/**
 * What this phone has sealed in the rounds of one conversation, and what came out of the partner's boxes: read from the storage,
 * and stored there first whenever something is added. The rounds of every kind of section share it.
 */

import { closeMutual, innerOnce, loadSealed, markOpened, sealOnce, storeView, writesOf } from '../storage/sealed-store.js';
import { storageKey } from './round-place.js';

/** @typedef {import('../model/types.js').MutualOutcome} MutualOutcome */
/** @typedef {import('../model/types.js').StoredSession} StoredSession */
/** @typedef {import('./round-place.js').SectionPlace} SectionPlace */

/** The rounds of one conversation as they are stored. */
export class StoredRounds {
  #session;
  #keepRecord;
  /** @type {import('../model/types.js').Sealed} */
  #stored = { seals: new Map(), inners: new Map() };
  /** How often it had been written when it was read; what has been written here since is counted. @type {number | null} null: not read yet */
  #writes = null;

  /**
   * @param {string} session id
   * @param {(record: StoredSession) => void} keepRecord called with the record whenever it was changed here
   */
  constructor(session, keepRecord) {
    this.#session = session;
    this.#keepRecord = keepRecord;
  }

  /**
   * Reads what this phone has sealed, in whichever tab, and the record with it.
   * @returns {Promise<StoredSession | null>} the record; null when it was forgotten meanwhile
   * @throws {import('../storage/database.js').StorageError} @throws {import('../storage/lock.js').LockedError}
   */
  async load() {
    return this.#read(await loadSealed(this.#session));
  }

  /**
   * Stores a view in the record, and reads what this phone has sealed by then.
   * @param {(record: StoredSession) => StoredSession} change pure
   * @param {() => [string, Uint8Array][]} boxes that are kept once it is changed, by their digest, which has been checked
   * @returns {Promise<StoredSession | null>} the record; null when it was forgotten meanwhile
   * @throws {import('../storage/database.js').StorageError} @throws {import('../storage/lock.js').LockedError}
   */
  async storeView(change, boxes) {
    const known = this.#writes === null ? null : { sealed: this.#stored, writes: this.#writes };
    return this.#read(await storeView(this.#session, change, boxes, known));
  }

  /** @param {import('../model/types.js').Sealed & { record: StoredSession | null }} stored */
  #read({ record, seals, inners }) {
    this.#stored = { seals, inners };
    this.#writes = record && writesOf(record);
    return record;
  }

  /**
   * Finds one's own side of a round.
   * @param {SectionPlace} place
   * @param {number} round
   * @returns {any} a Seal, MutualSeal or SpentSeal; null: the round was not sealed on this phone
   */
  seal(place, round) {
    return this.#stored.seals.get(this.#name(place, round)) ?? null;
  }

  /**
   * Finds what came out of the partner's boxes of a round.
   * @param {SectionPlace} place
   * @param {number} round
   * @returns {any} a PeerInner, MutualPeer or MutualOutcome; null: nothing yet
   */
  inner(place, round) {
    return this.#stored.inners.get(this.#name(place, round)) ?? null;
  }

  /**
   * Finds what was committed to on this phone.
   * @param {SectionPlace} place
   * @param {number} round
   * @returns {Uint8Array | null}
   */
  commit(place, round) {
    return this.seal(place, round)?.commit ?? null;
  }

  /**
   * Finds what was released on this phone.
   * @param {SectionPlace} place
   * @param {number} round
   * @returns {Uint8Array | null} null also when it is no longer kept with the round
   */
  release(place, round) {
    return this.inner(place, round)?.release ?? null;
  }

  /**
   * Decides by this phone's own storage, whatever the hub shows, whether the partner may have seen what was sealed here.
   * @param {SectionPlace} place
   * @param {number} round
   * @returns {boolean}
   */
  released(place, round) {
    const inner = this.inner(place, round);
    return inner !== null && inner.failed !== 'before';
  }

  /**
   * Stores one's own side of a round, unless there is one.
   * @param {SectionPlace} place
   * @param {number} round
   * @param {() => any} make pure
   * @returns {Promise<any>} the one that is stored
   * @throws {import('../storage/database.js').StorageError} or HandedOverError
   */
  async sealOnce(place, round, make) {
    return this.#keep('seals', place, round, await sealOnce(this.keyOf(place, round), make));
  }

  /**
   * Stores what came out of the partner's commit, unless there is something.
   * @param {SectionPlace} place
   * @param {number} round
   * @param {() => any} make pure
   * @returns {Promise<any>} what is stored
   * @throws {import('../storage/database.js').StorageError} or HandedOverError
   */
  async innerOnce(place, round, make) {
    return this.#keep('inners', place, round, await innerOnce(this.keyOf(place, round), make));
  }

  /**
   * Stores that a round was opened, so that it stays readable during a pause.
   * @param {SectionPlace} place
   * @param {number} round
   * @throws {import('../storage/database.js').StorageError}
   */
  async markOpened(place, round) {
    this.#keep('inners', place, round, await markOpened(this.keyOf(place, round)));
  }

  /**
   * Stores what came of a mutual round, and erases everything else that was kept for it.
   * @param {SectionPlace} place
   * @param {number} round
   * @param {MutualOutcome} outcome
   * @throws {import('../storage/database.js').StorageError}
   */
  async closeMutual(place, round, outcome) {
    const kept = await closeMutual(this.keyOf(place, round), outcome);
    // Where the conversation was forgotten meanwhile, this page shows what it has come to all the same.
    this.#keep('inners', place, round, { ...kept, value: kept.value ?? outcome });
    const [name, seal] = [this.#name(place, round), this.seal(place, round)];
    if (seal) this.#stored.seals.set(name, { commit: seal.commit });
  }

  /**
   * Makes the key under which a round is stored.
   * @param {SectionPlace} place
   * @param {number} round
   * @returns {string[]}
   */
  keyOf(place, round) {
    return storageKey(this.#session, place, round);
  }

  /**
   * @param {'seals' | 'inners'} kind @param {SectionPlace} place @param {number} round
   * @param {import('../storage/sealed-store.js').Kept<any>} kept
   */
  #keep(kind, place, round, { value, isNew, record }) {
    this.#stored[kind].set(this.#name(place, round), value);
    if (record) this.#keepRecord(record);
    // If another tab has written besides, what it has written is still to be read.
    if (record && isNew && writesOf(record) - 1 === this.#writes) this.#writes = writesOf(record);
    return value;
  }

  /** @param {SectionPlace} place @param {number} round */
  #name(place, round) {
    return this.keyOf(place, round).join('/');
  }
}
