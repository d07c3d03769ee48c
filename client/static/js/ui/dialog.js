/** The phone's own small questions, such as before ending: a sheet with one sentence and two buttons. */

import { h } from './dom.js';

/**
 * Asks a question with two answers.
 * @param {{ title: string, text: string, yes: string, no: string }} words
 * @returns {Promise<boolean>} true only when `yes` was pressed
 */
export function ask({ title, text, yes, no }) {
  return new Promise((resolve) => {
    const close = (/** @type {string} */ answer) => () => dialog.close(answer);
    const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'sheet-title', 'aria-describedby': 'sheet-text' },
      h('div', { class: 'stack' },
        h('h2', { id: 'sheet-title' }, title),
        h('p', { id: 'sheet-text' }, text),
        h('div', { class: 'row' },
          h('button', { type: 'button', class: 'button button-quiet', autofocus: true, onclick: close('no') }, no),
          h('button', { type: 'button', class: 'button button-end', onclick: close('yes') }, yes))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
