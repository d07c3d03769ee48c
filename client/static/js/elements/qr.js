/** A link as a QR code, for another phone's camera. */

import { encode } from '../../vendor/uqr.js';
import { h } from '../ui/dom.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Draws a QR code. @param {string} link @param {string} label @returns {HTMLElement} */
export function drawQr(link, label) {
  /** @type {{ size: number, data: boolean[][] }} */
  const { size, data } = encode(link, { ecc: 'M', border: 2 });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(SVG, 'path');
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute('d', dark.join(''));
  svg.append(path);
  return h('div', { class: 'qr' }, svg);
}
