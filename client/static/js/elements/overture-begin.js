/**
 * How a scene begins: each sees what is still open between the two, and may leave it so; one is ready, then the other. By this phone
 * alone, as a button of the hub could say one thing and begin a scene.
 */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { fill, h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { readiness } from './readiness.js';
import { differingWords } from './stop-words.js';
import { gathered } from './standing-gathered.js';
import { merged, ownNames, standingParts } from './standing-parts.js';

/** @typedef {import('../session/conversation.js').Conversation} Conversation */

class OvertureBegin extends ConversationElement {
  /** @override @param {Conversation} conversation */
  shows(conversation) {
    const { scene, nextScene, view, paused, link } = conversation;
    return [scene.state, nextScene, scene.begin, view?.ready.both, paused, link === 'connected', gathered(conversation)];
  }

  /** @override @param {Conversation} conversation */
  draw(conversation) {
    if (conversation.inScene) return fill(this);
    const differ = differingWords(conversation);
    const open = openLines(conversation);
    const isOpen = differ.length + open.length > 0;
    const { begin: { me, them } } = conversation.scene;
    const unfolded = this.querySelector('.scene-begin')?.hasAttribute('open') ?? false;
    fill(this, h('details', { class: 'scene-begin', open: unfolded },
      h('summary', { 'data-key': 'scene-begin' }, h('h2', {}, t(me ? 'begin.heading-me' : them ? 'begin.heading-them' : 'begin.heading'))),
      h('div', { class: 'stack' },
        h('p', { class: 'hint' }, t('begin.hint'), isOpen ? null : [' ', t('begin.then')]),
        isOpen ? openPart(differ, open) : null,
        readiness(conversation))));
  }
}

/**
 * @param {ReturnType<typeof differingWords>} differ @param {ReturnType<typeof openLines>} open
 * @returns {HTMLElement} what is still open, behind a tap
 */
const openPart = (differ, open) =>
  h('details', { class: 'aside', 'data-part': 'open' },
    // The words themselves stand on the card, above. That they differ is said without another tap.
    h('summary', {}, t('begin.open'), differ.flatMap(({ kind }) => [' ', h('span', { class: 'card-differ' }, icon('talk'), t(`differ.${kind}`))])),
    h('p', { class: 'hint' }, t('begin.may-leave'), ' ', t('begin.then')),
    differ.map(({ room, kind, words }) =>
      h('div', { class: 'card-clash', 'data-part': 'differ' },
        h('a', { href: `#${room}` }, t(`differ.${kind}`)),
        h('p', {}, words.flatMap(({ who, text }, index) =>
          [index > 0 ? ' · ' : '', t(`begin.word-${who}`), ' ', h('span', { class: 'written', dir: 'auto' }, text)])))),
    open.length === 0 ? null : h('ul', { class: 'plain-list standing-lines' }, open.map(({ about, text }) => h('li', { class: 'standing-line' },
      h('p', { class: 'standing-about' }, about), h('p', { dir: 'auto' }, text)))),
    h('p', { class: 'hint' }, h('a', { href: '#standing' }, t('resting.standing'))));

/** @param {Conversation} conversation @returns {{ about: string, text: string }[]} the open points of all chapters, without words that differ */
const openLines = (conversation) =>
  merged(gathered(conversation).map((from) =>
    standingParts({ ...from, whole: { ...from.whole, open: from.whole.open.filter(({ clash }) => !clash) } }, ownNames(conversation.role))), ['open'])
    .flatMap(({ groups }) => groups.flatMap(({ lines }) => lines.map(({ about, text }) => ({ about, text }))));

customElements.define('overture-begin', OvertureBegin);
