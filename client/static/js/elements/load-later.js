/**
 * Loads the elements that no page needs at its first screen: as soon as the stage has one of them, and otherwise while the phone is
 * idle, so that what is shown next is drawn at once and the card is there without a network.
 */

import { part, reportDefect } from '../net/defects.js';

/** Milliseconds to wait in a browser that cannot report when it is idle. */
const LEFT_ALONE = 2000;

/** Loads one after the other: on a slow line the first must not share the line with the second, which is four times as large. */
const loadBoth = () => part(import('./answering.js')).then(() => part(import('./later.js')));

/** @returns {boolean} whether the first screen has been drawn */
const isDrawn = () => document.getElementById('stage')?.dataset.screen !== 'opening';

/**
 * Loads them when they are needed. What could not be loaded is asked for again at the next change of the stage.
 */
export function loadLater() {
  let [loading, waiting] = [false, false];
  const load = () => {
    if (loading) return;
    loading = true;
    loadBoth().then(() => observer.disconnect(), (error) => {
      loading = false;
      reportDefect(error);
    });
  };
  // Files that the first screen still waits for come first.
  const whenIdle = () => {
    if (waiting) return;
    waiting = true;
    if ('requestIdleCallback' in window) requestIdleCallback(load);
    else setTimeout(load, LEFT_ALONE);
  };
  const observer = new MutationObserver(() => {
    if (document.querySelector('#stage :not(:defined)')) load();
    else if (isDrawn()) whenIdle();
  });
  observer.observe(document.body, { childList: true, subtree: true });
}
