/**
 * What lies over the conversation once a scene is stopped, the same on both phones: what to do at once, what each wants right after a
 * stop, and then, quietly, how it goes on. It stays when the pause is lifted: the scene does not run on by itself.
 */

import { t } from '../i18n.js';
import { button, h } from '../ui/dom.js';
import { rightAfterAStop } from './after-a-stop.js';
import { readiness } from './readiness.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

/** Everything that the sheet depends on. @param {Conversation} conversation @returns {unknown} plain data */
export function stoppedSheetShows(conversation) {
  const { scene, pausedByMe, pausedByThem, link } = conversation;
  return scene.state === 'stopped' && [scene.n, conversation.nextScene, scene.over, scene.begin, pausedByMe, pausedByThem, link === 'connected', rightAfterAStop(conversation)];
}

/**
 * Draws what stands at the head of the sheet.
 * @param {Conversation} conversation
 * @param {Node} acknowledgement whether the partner has been told, while this seat has paused
 * @returns {(Node | null)[]}
 */
export function stoppedSheet(conversation, acknowledgement) {
  const { mine, theirs } = rightAfterAStop(conversation);
  return [
    h('h1', { tabindex: '-1', 'data-key': 'heading', class: 'stop-line' }, [h('span', {}, t('stopped.now')), ' ', h('span', {}, t('stopped.free')), ' ', h('span', {}, t('stopped.care'))]),
    conversation.pausedByMe ? acknowledgement : null,
    h('section', { class: 'stack', 'aria-labelledby': 'after-a-stop' },
      h('h2', { id: 'after-a-stop' }, t('stopped.wants')),
      mine.length === 0 && theirs.length === 0
        ? h('p', {}, t('stopped.nothing-both'))
        : h('div', { class: 'stop-wants' }, wants('you', mine), wants('partner', theirs))),
    h('section', { class: 'stack', 'aria-labelledby': 'after-that' },
      h('h2', { id: 'after-that' }, t('stopped.then')),
      conversation.paused ? lifting(conversation) : h('p', {}, t('stopped.lifted')),
      overForMe(conversation),
      conversation.paused ? null : readiness(conversation)),
  ];
}

/** @param {'you' | 'partner'} who @param {string[]} lines @returns {HTMLElement} */
const wants = (who, lines) =>
  h('div', { class: `stop-want stop-want-${who}` },
    h('h3', {}, t(who)),
    lines.length === 0
      ? h('p', {}, t(`stopped.nothing-${who}`))
      : h('ul', { class: 'plain-list' }, lines.map((line) => h('li', { class: 'written', dir: 'auto' }, line))));

/** @param {Conversation} conversation @returns {(HTMLElement | null)[]} who can lift the pause, and what that means */
const lifting = (conversation) => {
  const { pausedByMe, pausedByThem } = conversation;
  return [
    h('p', {}, t(`stopped.lift-${pausedByMe ? (pausedByThem ? 'both' : 'me') : 'them'}`)),
    pausedByMe ? button(t('stopped.lift'), () => conversation.resume(), { class: 'button button-quiet', 'data-key': 'resume' }) : null,
  ];
};

/** @param {Conversation} conversation @returns {HTMLElement} */
const overForMe = (conversation) => {
  const { n, over } = conversation.scene;
  return over
    ? h('p', {}, t('scene.over-said'))
    : button(t('stopped.over'), () => conversation.sceneOver(n), { class: 'button button-quiet', 'data-key': 'over' });
};
