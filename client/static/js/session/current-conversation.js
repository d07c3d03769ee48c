/** The conversation that this page is about, for the elements, which may be there before it. */

/** @typedef {import('./conversation.js').Conversation} Conversation */

/** @type {(conversation: Conversation) => void} */
let arrived = () => {};
/** @type {Promise<Conversation>} */
const arrival = new Promise((resolve) => (arrived = resolve));

/** Waits for the conversation of this page. @returns {Promise<Conversation>} never settles on a page without a conversation */
export const whenReady = () => arrival;

/** Hands the conversation of this page to the elements. @param {Conversation} conversation the one that this page is about */
export const begin = (conversation) => arrived(conversation);
