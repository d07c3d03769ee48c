/** The one status line of the page: a screen reader reads it out when its text changes. */

let shown = '';

/** Shows a sentence in the status line. @param {string} sentence empty for nothing */
export function showStatus(sentence) {
  const line = document.getElementById('status');
  if (!line || sentence === shown) return;
  shown = sentence;
  line.textContent = sentence;
}
