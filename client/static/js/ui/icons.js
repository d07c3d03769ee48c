/**
 * The few signs of this product, drawn here. Each stands beside its word and never alone, so none has a name for a screen reader.
 * They are drawn in the colour of the text around them, in forced colours too.
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** Lines on a square of 24 units. */
const LINES = {
  both: 'M4 13l5 5L20 6',
  condition: 'M5 4v6a4 4 0 0 0 4 4h10M15 10l4 4-4 4',
  talk: 'M4 5h16v11h-9l-4 4v-4H4z',
  never: 'M12 3a9 9 0 1 0 .01 0zM5.7 5.7l12.6 12.6',
  stop: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z',
  signal: 'M6 17v-6a6 6 0 0 1 12 0v6l2 1H4zM10 21h4',
  help: 'M9 3h6v6h6v6h-6v6H9v-6H3V9h6z',
  give: 'M4 12h15M13 6l6 6-6 6',
  receive: 'M20 12H5M11 6l-6 6 6 6',
  ways: 'M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4',
};

/** @typedef {keyof typeof LINES} IconName never: not this time; give, receive: away from the reader, to the reader; ways: both */

/**
 * Draws a sign.
 * @param {IconName} name
 * @returns {SVGSVGElement} as high as the text that it stands beside
 */
export function icon(name) {
  const picture = document.createElementNS(NAMESPACE, 'svg');
  const line = document.createElementNS(NAMESPACE, 'path');
  picture.setAttribute('class', 'icon');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', LINES[name]);
  picture.append(line);
  return picture;
}
