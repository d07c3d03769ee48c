/**
 * A scene that is running: either of you may say that it begins, both have to say that it is over. Until then nothing new is
 * sealed, written or asked, and both phones show the scene card.
 */

/** @typedef {import('./conversation.js').Conversation} Conversation */

const CARD = 'card';
const WRITTEN_IN = 'textarea, input:not([type=radio], [type=checkbox])';

/** @param {Pick<Conversation, 'view'>} conversation @returns {boolean} */
export const inScene = ({ view }) => view?.scene.running ?? false;

/**
 * Goes to the card when a scene begins, whoever has said so: but never away from a text that is being written, nor, where the
 * page is opened anew in a scene, from the room that its address names.
 * @param {Conversation} conversation
 */
export function showCard(conversation) {
  /** @type {boolean | null} */
  let before = null;
  conversation.addEventListener('change', () => {
    if (!conversation.view) return;
    const running = inScene(conversation);
    const begins = running && (before === null ? location.hash === '' : !before);
    before = running;
    if (begins && !document.activeElement?.matches(WRITTEN_IN)) location.hash = CARD;
  });
}
