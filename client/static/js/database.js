/**
 * IndexedDB behind promises. Everything of one conversation is stored under keys that begin with its id, so that
 * forgetting it is one range. A transaction stays open while only its own requests are awaited.
 */

const NAME = 'overture';
const VERSION = 1;

/** @typedef {'sessions' | 'seals' | 'inners' | 'boxes' | 'outbox' | 'settings'} StoreName */

/** This phone cannot keep anything: storage is switched off, full, or the page is in a mode without it. */
export class StorageError extends Error {
  constructor() {
    super('storage');
    this.name = 'StorageError';
  }
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
      // The browser closes a database whose storage is wiped; the next use opens a new one.
      request.result.onclose = () => (opened = null);
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(new StorageError());
    request.onblocked = () => reject(new StorageError());
  });
}

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
async function database() {
  try {
    opened ??= connect();
    return await opened;
  } catch {
    opened = null;
    throw new StorageError();
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new StorageError());
  });

/**
 * Runs `work` in one transaction and waits until what it wrote is on disk. If it throws, nothing was written.
 * @template T
 * @param {StoreName[]} stores
 * @param {IDBTransactionMode} mode
 * @param {(store: (name: StoreName) => IDBObjectStore) => Promise<T>} work awaits nothing but requests of its stores
 * @returns {Promise<T>}
 * @throws {StorageError}
 */
export async function transact(stores, mode, work) {
  const transaction = (await database()).transaction(stores, mode, { durability: 'strict' });
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(new StorageError());
  });
  finished.catch(() => {});
  try {
    const result = await work((name) => transaction.objectStore(name));
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

/** @param {string} id @returns {IDBKeyRange} every key that begins with it */
export const under = (id) => IDBKeyRange.bound([id], [id, []]);
