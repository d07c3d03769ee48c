/**
 * What fails just now and may succeed in a moment, apart from what is a defect of this page. The first is tried again without a
 * word; the second is reported, as whatever swallows it hides it for good.
 */

/** The storage, a lock, a line or a worker that fails, or a conversation that has left this phone. */
const PASSING = new Set(['StorageError', 'LockedError', 'HandedOverError', 'UnreachableError', 'WorkerError']);

/** What the hub hands out to everybody, a part of the page or a question set, could not be fetched just now. */
export class UnreachableError extends Error {
  /** @override */
  name = 'UnreachableError';
}

/**
 * Names the failure of a part that is loaded later: browsers have no name of their own for it.
 * @template T
 * @param {Promise<T>} loading of an import
 * @returns {Promise<T>}
 * @throws {UnreachableError}
 */
export const part = (loading) =>
  loading.catch((error) => {
    throw error instanceof TypeError ? new UnreachableError() : error;
  });

/**
 * Reports a failure that does not pass.
 * @param {any} error of whatever is tried again, or goes on without it
 * @returns {null} in the place of what it was to come to
 */
export function reportDefect(error) {
  if (!PASSING.has(error?.name)) reportError(error);
  return null;
}
