/** The help that the operator of this hub names. */

import { about } from '../net/http.js';
import { t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { AboutPart } from './about-part.js';

/** @extends {AboutPart<import('../model/about.js').About>} */
class OvertureHelpLinks extends AboutPart {
  /** @override */
  load() {
    return about();
  }

  /** @override @param {import('../model/about.js').About} about */
  draw({ help }) {
    if (help.length === 0) return [h('p', {}, t('about.no-links'))];
    return [
      h('p', {}, t('about.links-hint')),
      h('ul', { class: 'links' },
        help.map(({ label, url }) => h('li', {}, h('a', { href: url, rel: 'noreferrer noopener' }, label)))),
    ];
  }
}

customElements.define('overture-help-links', OvertureHelpLinks);
