/** Small things where the browser allows them, and nothing where it does not: the screen stays awake while you talk. */

/** @param {import('./session.js').Conversation} conversation */
export function comfort(conversation) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let asking = false;

  async function stayAwake() {
    const wanted = conversation.view !== null && !conversation.ended && !conversation.paused && !document.hidden;
    if (!wanted) {
      await lock?.release();
      lock = null;
    } else if (!asking && (lock === null || lock.released) && 'wakeLock' in navigator) {
      asking = true;
      lock = await navigator.wakeLock.request('screen').catch(() => null);
      asking = false;
    }
  }

  conversation.addEventListener('change', () => void stayAwake());
  document.addEventListener('visibilitychange', () => void stayAwake());
}
