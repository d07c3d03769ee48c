/** The home page. Ends that the hub has not acknowledged are sent from here too. */

import '../elements/overture-home.js';
import '../elements/overture-operator.js';
import { keepPage } from '../ui/kept-page.js';
import { sendPendingEnds } from '../net/pending-ends.js';

window.overtureOpen?.then(sendPendingEnds);
window.overtureOpen?.then(keepPage);
