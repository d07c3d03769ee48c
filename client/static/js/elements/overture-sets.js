/** The question sets of this hub: for whom each is, and how long it takes. */

import { questionSets } from '../net/http.js';
import { t } from '../i18n.js';
import { h, worded } from '../ui/dom.js';
import { AboutPart } from './about-part.js';

/** @extends {AboutPart<import('../model/about.js').QuestionSetCard[]>} */
class OvertureSets extends AboutPart {
  /** @override */
  load() {
    return questionSets();
  }

  /** @override @param {import('../model/about.js').QuestionSetCard[]} sets */
  draw(sets) {
    return [
      h('dl', { class: 'sets' },
        sets.map(({ title, for_whom, minutes }) => [
          worded('dt', {}, title),
          h('dd', {}, worded('span', {}, for_whom), ' ', h('small', {}, t('about.minutes', { n: minutes }))),
        ]).flat()),
    ];
  }
}

customElements.define('overture-sets', OvertureSets);
