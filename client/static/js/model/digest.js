/** The name of a box: by it the hub, the views and the log speak of it. Pure. */

import { H32, base64url } from '../protocol/encoding.js';

/** @param {Uint8Array} bytes @returns {string} */
export const digestOf = (bytes) => base64url(H32(bytes));
