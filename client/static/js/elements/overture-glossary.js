/** What the words of this hub's questions mean, sorted. */

import { about } from '../net/http.js';
import { language, pick, t } from '../i18n.js';
import { h, worded } from '../ui/dom.js';
import { AboutPart } from './about-part.js';

/** @extends {AboutPart<import('../model/about.js').About>} */
class OvertureGlossary extends AboutPart {
  /** @override */
  load() {
    return about();
  }

  /** @override @param {import('../model/about.js').About} about */
  draw({ glossary }) {
    if (glossary.length === 0) return [h('p', {}, t('about.no-words'))];
    const sorted = [...glossary].sort((a, b) => pick(a.term).localeCompare(pick(b.term), language));
    return [
      h('dl', { class: 'sets' },
        sorted.map(({ id, term, text }) => [worded('dt', { id: `word-${id}` }, term), worded('dd', {}, text)]).flat()),
    ];
  }
}

customElements.define('overture-glossary', OvertureGlossary);
