/**
 * Small things where the browser allows them, and nothing where it does not: the screen stays awake while you talk, and in a
 * scene also while it is stopped, as that is when the card is needed most. A stop of the partner can be felt.
 */


/**
 * Vibrates when the partner stops a scene.
 * @param {import('../session/conversation.js').Conversation} conversation
 */
export function vibrateOnStop(conversation) {
  let stopped = false;
  conversation.addEventListener('change', () => {
    const before = stopped;
    stopped = conversation.scene.state === 'stopped' && conversation.pausedByThem;
    // A browser complains of it, and does nothing, where nobody has touched the page yet.
    if (stopped && !before && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200]);
  });
}

/**
 * Keeps the screen awake while you talk.
 * @param {import('../session/conversation.js').Conversation} conversation
 */
export function keepAwake(conversation) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let busy = false;
  /** Whether the browser has refused it, as with a battery that is low, since somebody last tapped or came back to the page. */
  let refused = false;

  const held = () => lock !== null && !lock.released;
  const wanted = () => conversation.view !== null && !conversation.ended && !document.hidden
    && (conversation.inScene || !conversation.paused);

  async function stayAwake() {
    if (busy || refused || !('wakeLock' in navigator)) return;
    busy = true;
    // What is wanted may change while it is being asked for.
    while (wanted() !== held()) {
      if (held()) await lock?.release();
      else lock = await navigator.wakeLock.request('screen').catch(() => null);
      refused = lock === null;
      if (refused) break;
    }
    busy = false;
  }

  conversation.addEventListener('change', () => void stayAwake());
  const anew = () => {
    refused = false;
    void stayAwake();
  };
  document.addEventListener('visibilitychange', anew);
  // Safari grants the first one to a tap alone.
  document.addEventListener('click', anew);
}
