/** The button that puts the room in which it stands on paper. */

import { t } from '../i18n.js';
import { ConversationElement } from './base.js';
import { button, fill } from '../ui/dom.js';

class OverturePrint extends ConversationElement {
  /** @override */
  shows() {
    return null;
  }

  /** @override */
  draw() {
    fill(this, button(t('standing.print'), () => window.print(), { class: 'button button-quiet button-small', 'data-key': 'print' }));
  }
}

customElements.define('overture-print', OverturePrint);
