/**
 * Loads the elements that no page needs before its first tap: as soon as the stage has one of them, and otherwise while the phone is
 * idle, so that what opens is drawn at once and the card is there without a network.
 */

/** How long a browser that cannot say when it is idle is left alone, in milliseconds. */
const LEFT_ALONE = 2000;

/**
 * Loads them when they are needed. What could not be loaded is asked for again at the next change of the stage.
 */
export function loadLater() {
  let loading = false;
  const load = () => {
    if (loading) return;
    loading = true;
    import('./later.js').then(() => observer.disconnect(), () => { loading = false; });
  };
  const observer = new MutationObserver(() => { if (document.querySelector('#stage :not(:defined)')) load(); });
  observer.observe(document.body, { childList: true, subtree: true });
  if ('requestIdleCallback' in window) requestIdleCallback(load);
  else setTimeout(load, LEFT_ALONE);
}
