/** Every element of a running conversation. The pages before one have their own, each imported by its page. */

import './overture-add.js';
import './overture-begin.js';
import './overture-broken.js';
import './overture-card.js';
import './overture-code.js';
import './overture-compare.js';
import './overture-earlier.js';
import './overture-ending.js';
import './overture-joining.js';
import './overture-limit.js';
import './overture-lock.js';
import './overture-move.js';
import './overture-notes.js';
import './overture-notices.js';
import './overture-opened.js';
import './overture-paused.js';
import './overture-private.js';
import './overture-questions.js';
import './overture-ready.js';
import './overture-scene.js';
import './overture-sealed.js';
import './overture-standing.js';
import './overture-talk.js';
import './overture-text.js';
import './overture-working.js';
