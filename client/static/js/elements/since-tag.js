/** Whether an answer is that of the last time, in words. */

import { t } from '../i18n.js';
import { h } from '../ui/dom.js';

/** @typedef {import('../storage/last-time.js').Since} Since */

/**
 * Draws whether an answer has changed since the last time.
 * @param {Since | null} since null: there is no last time, or nothing to say of it
 * @returns {HTMLElement | null}
 */
export const sinceMark = (since) => (since === null ? null : h('span', { class: 'tag', 'data-since': since }, t(`since.${since}`)));

/** Draws the same as a tag. @param {Since | null} since @returns {HTMLElement | null} in a line of its own */
export const sinceTag = (since) => (since === null ? null : h('p', {}, sinceMark(since)));
