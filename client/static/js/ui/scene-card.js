/**
 * The way to the scene card. A scene runs from when either of you says that it begins until both have said that it is over:
 * until then nothing new is sealed, written or asked, and both phones show the card.
 */

const CARD = 'card';
const WRITTEN_IN = 'textarea, input:not([type=radio], [type=checkbox])';

/**
 * Goes to the card when a scene begins, whoever has said so: but never away from a text that is being written, nor, where the
 * page is opened anew in a scene, from the tab that its address names.
 * @param {import('../session/conversation.js').Conversation} conversation
 */
export function showCard(conversation) {
  /** @type {boolean | null} */
  let before = null;
  conversation.addEventListener('change', () => {
    if (!conversation.view) return;
    const running = conversation.inScene;
    const begins = running && (before === null ? location.hash === '' : !before);
    before = running;
    if (begins && !document.activeElement?.matches(WRITTEN_IN)) location.hash = CARD;
  });
}
