/**
 * IndexedDB behind promises. Everything of one conversation is stored under keys that begin with its id, so that
 * forgetting it is one range. A transaction stays open while only its own requests are awaited. Requests are answered in their
 * order, and one after the other takes a slow phone milliseconds each: what does not depend on another answer is asked for at once.
 * A request to write that fails fails its transaction, awaited or not.
 */

const NAME = 'overture';
const VERSION = 1;

/** @typedef {'sessions' | 'seals' | 'inners' | 'boxes' | 'outbox' | 'settings'} StoreName */

/** This phone cannot keep anything just now: storage is switched off, full, or the page is in a mode without it. */
export class StorageError extends Error {
  /** @override */
  name = 'StorageError';
}

/** @param {IDBDatabase} database */
function create(database) {
  database.createObjectStore('sessions', { keyPath: 'id' });
  database.createObjectStore('seals');
  database.createObjectStore('inners');
  database.createObjectStore('boxes');
  database.createObjectStore('outbox', { autoIncrement: true });
  database.createObjectStore('settings');
}

/** @returns {Promise<IDBDatabase>} */
function connect() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => create(request.result);
    request.onsuccess = () => {
      const database = request.result;
      // The browser closes a database whose storage is wiped; the next use opens a new one.
      database.onclose = () => discard(database);
      database.onversionchange = () => discard(database);
      resolve(database);
    };
    request.onerror = () => reject(new StorageError());
    request.onblocked = () => reject(new StorageError());
  });
}

/** @type {IDBDatabase | null} */
let held = null;
/** @type {Promise<IDBDatabase> | null} being opened */
let opening = null;

/** @param {IDBDatabase} database the next request of this page opens another one */
function discard(database) {
  database.close();
  if (held === database) held = null;
}

/** @returns {Promise<IDBDatabase>} */
async function database() {
  if (held) return held;
  opening ??= connect();
  try {
    return (held = await opening);
  } finally {
    opening = null;
  }
}

/**
 * Waits for a request of IndexedDB.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>} its result
 * @throws {DOMException} why the browser could not do it; or StorageError
 */
export const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new StorageError());
  });

/**
 * Waits for requests that were made together.
 * @template {any[]} T
 * @param {{ [at in keyof T]: IDBRequest<T[at]> }} requests
 * @returns {Promise<T>} their results
 * @throws {DOMException} why the browser could not do the first that failed; or StorageError
 */
export const allDone = (requests) => /** @type {Promise<any>} */ (Promise.all(requests.map(done)));

/**
 * Reads the entries of a store with their keys.
 * @param {IDBObjectStore} store
 * @param {IDBKeyRange} [range] all of them unless given
 * @returns {Promise<[IDBValidKey, any][]>} in the order of their keys
 * @throws {StorageError}
 */
export async function entriesIn(store, range) {
  const [keys, values] = await allDone([store.getAllKeys(range), store.getAll(range)]);
  return keys.map((key, at) => [key, values[at]]);
}

/**
 * Runs `work` in one transaction and waits until what it wrote is on disk. If it throws, nothing was written.
 *
 * A browser may close a database under a page without an event, or with a late one, and a transaction may be aborted for
 * reasons of the browser's own. So after a fault the database is opened anew and everything is done once more.
 * @template T
 * @param {StoreName[]} stores
 * @param {IDBTransactionMode} mode
 * @param {(store: (name: StoreName) => IDBObjectStore) => Promise<T>} work awaits nothing but requests of its stores; it
 * may be done twice, and what it did the first time has not been written then
 * @returns {Promise<T>}
 * @throws {StorageError} also when it is full
 */
export async function transact(stores, mode, work) {
  try {
    return await once(stores, mode, work);
  } catch (error) {
    if (!isFault(error)) throw error;
  }
  try {
    return await once(stores, mode, work);
  } catch (error) {
    throw isFault(error) ? new StorageError() : error;
  }
}

/**
 * @template T
 * @param {StoreName[]} stores @param {IDBTransactionMode} mode
 * @param {(store: (name: StoreName) => IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function once(stores, mode, work) {
  const used = await database();
  try {
    return await within(used.transaction(stores, mode, { durability: 'strict' }), work);
  } catch (error) {
    if (isFault(error)) discard(used);
    throw error;
  }
}

/**
 * @template T
 * @param {IDBTransaction} transaction @param {(store: (name: StoreName) => IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function within(transaction, work) {
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(new StorageError());
  });
  finished.catch(() => {});
  try {
    const result = await work((name) => transaction.objectStore(name));
    // No more requests follow, so it can commit without waiting for the last answers.
    transaction.commit();
    await finished;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
    throw error;
  }
}

/** @param {unknown} error @returns {boolean} whether it is the storage that failed, not what was to be done with it */
const isFault = (error) => error instanceof StorageError || error instanceof DOMException;

/** Makes the range of all keys of one conversation. @param {string} id @returns {IDBKeyRange} every key that begins with it */
export const under = (id) => IDBKeyRange.bound([id], [id, []]);
