/**
 * Calls the functions of modules for a test in Python: one request a line on standard input, one answer a line on standard
 * output, both JSON. `tests/support/node.py` is the other end.
 *
 * A request is `[path, name, args]`: a module by its path in the tree, one of its exports, and what to call it with; an export
 * that is no function is the answer itself. Byte strings travel as `{"hex": ...}` in both directions. An answer is
 * `{"returned": ...}`, `{"refused": kind}` for a ProtocolError, or `{"thrown": text}`.
 */

import process from 'node:process';
import { createInterface } from 'node:readline';

import { ProtocolError, fromHex, hex } from '../../../client/static/js/protocol/encoding.js';

/**
 * @param {any} value @param {(value: any) => unknown} leaf what to put in the place of a part; undefined: look into it
 * @returns {any}
 */
function through(value, leaf) {
  const made = leaf(value);
  if (made !== undefined) return made;
  if (Array.isArray(value)) return value.map((each) => through(each, leaf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, through(each, leaf)]));
}

const bytesIn = (/** @type {any} */ value) => (typeof value?.hex === 'string' ? fromHex(value.hex) : undefined);
const bytesOut = (/** @type {any} */ value) => (value instanceof Uint8Array ? { hex: hex(value) } : undefined);

/** @param {string} line @returns {Promise<object>} */
async function answer(line) {
  const [path, name, args] = JSON.parse(line);
  try {
    const { [name]: exported } = await import(new URL(`../../../${path}`, import.meta.url).href);
    if (exported === undefined) throw new Error(`${path} has no ${name}`);
    const found = typeof exported === 'function' ? await exported(...through(args, bytesIn)) : exported;
    return { returned: through(found, bytesOut) ?? null };
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.kind };
    return { thrown: `${error}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
