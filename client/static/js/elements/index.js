/**
 * Every element that a conversation can show before there are keys, and what may never wait: pausing, stopping and ending. The others are
 * in answering.js and in later.js. The pages before a conversation have their own, each imported by its page.
 */

import './overture-code.js';
import './overture-ending.js';
import './overture-joining.js';
import './overture-paused.js';
import './overture-scene.js';
import './overture-text.js';
