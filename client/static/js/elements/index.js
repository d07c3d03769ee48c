/**
 * Every element that a conversation can show before both are ready, and what may never wait: answering, pausing and stopping. The
 * others are in later.js. The pages before a conversation have their own, each imported by its page.
 */

import './overture-broken.js';
import './overture-code.js';
import './overture-compare.js';
import './overture-ending.js';
import './overture-joining.js';
import './overture-notices.js';
import './overture-paused.js';
import './overture-questions.js';
import './overture-ready.js';
import './overture-scene.js';
import './overture-sealed.js';
import './overture-text.js';
import './overture-working.js';
