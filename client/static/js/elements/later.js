/**
 * The elements of a conversation in which both are ready, each loaded with what it needs: what opens, where the two stand, the
 * card, the talk, and the tools. Loaded by load-later.js.
 */

import './overture-add.js';
import './overture-begin.js';
import './overture-card.js';
import './overture-earlier.js';
import './overture-limit.js';
import './overture-lock.js';
import './overture-move.js';
import './overture-notes.js';
import './overture-opened.js';
import './overture-print.js';
import './overture-private.js';
import './overture-standing.js';
import './overture-statements.js';
import './overture-talk.js';
