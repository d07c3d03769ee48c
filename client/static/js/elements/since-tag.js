/** Whether an answer is that of the last time, in words. */

import { t } from '../text.js';
import { h } from './dom.js';

/** @param {import('../last-time.js').Since | null} since null: there is no last time @returns {HTMLElement | null} */
export const sinceTag = (since) => (since === null ? null : h('p', {}, h('span', { class: 'tag', 'data-since': since }, t(`since.${since}`))));
