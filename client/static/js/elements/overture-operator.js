/** Who runs this hub. */

import { about } from '../net/http.js';
import { t } from '../i18n.js';
import { h } from '../ui/dom.js';
import { AboutPart } from './about-part.js';

/** @extends {AboutPart<import('../model/about.js').About>} */
class OvertureOperator extends AboutPart {
  /** @override */
  load() {
    return about();
  }

  /** @override @param {import('../model/about.js').About} about */
  draw({ operator }) {
    return [h('p', {}, operator ? t('about.operator', { operator }) : t('about.nobody'))];
  }
}

customElements.define('overture-operator', OvertureOperator);
