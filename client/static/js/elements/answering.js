/**
 * What is needed once there are keys: the pictures that both compare, the notices, and the elements with which somebody answers, from the
 * ground rules until a section is sealed, each loaded with what it needs. Loaded by load-later.js, before everything else.
 */

import './overture-broken.js';
import './overture-compare.js';
import './overture-notices.js';
import './overture-questions.js';
import './overture-ready.js';
import './overture-sealed.js';
