/*
 * Storage that fails where a test says so. Each call of IndexedDB is counted while `faults.on`: opening, a transaction, each
 * request, and each commit. The one at `at` fails, or that one and all after it. A closed database stays closed without a
 * word, as browsers leave them behind.
 */
const real = {
  open: IDBFactory.prototype.open,
  transaction: IDBDatabase.prototype.transaction,
  commit: IDBTransaction.prototype.commit,
  store: Object.fromEntries(['get', 'getKey', 'getAll', 'getAllKeys', 'put', 'add', 'delete']
    .map((name) => [name, IDBObjectStore.prototype[name]])),
};
const faults = { on: false, at: 0, all: false, count: 0, struck: 0 };
function strikes() {
  if (!faults.on) return false;
  faults.count += 1;
  const strike = faults.all ? faults.count >= faults.at : faults.count === faults.at;
  if (strike) faults.struck += 1;
  return strike;
}
IDBFactory.prototype.open = function (...given) {
  if (!strikes()) return real.open.apply(this, given);
  const request = {};
  setTimeout(() => request.onerror?.());
  return request;
};
const aborted = new WeakSet();
IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
  if (strikes()) this.close();
  const made = real.transaction.call(this, stores, mode, ...rest);
  if (mode === 'readwrite' && strikes()) aborted.add(made);
  return made;
};
for (const [name, call] of Object.entries(real.store)) {
  IDBObjectStore.prototype[name] = function (...given) {
    const [strike, { transaction }] = [strikes(), this];
    const request = call.apply(this, given);
    if (strike) transaction.abort();
    return request;
  };
}
/* What fails on its way to the disk fails after everything was asked of it. */
IDBTransaction.prototype.commit = function () {
  if (aborted.has(this)) this.abort();
  else real.commit.call(this);
};
