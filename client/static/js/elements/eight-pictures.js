/** Eight pictures that only the two phones with the same keys can show: always all eight, never shortened. */

import { showPictures } from '../net/pictures.js';
import { language } from '../i18n.js';
import { h } from '../ui/dom.js';

/**
 * Draws the pictures that both phones compare.
 * @param {Uint8Array} sas
 * @returns {Promise<HTMLElement>} rejects when the table of pictures cannot be loaded
 */
export async function drawPictures(sas) {
  const shown = await showPictures(sas, language);
  return h('ol', { class: 'pictures' }, shown.map(({ picture, name }) =>
    h('li', {}, h('span', { class: 'picture', 'aria-hidden': 'true' }, picture), h('span', {}, name))));
}
