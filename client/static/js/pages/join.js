/** The join page. Ends that the hub has not acknowledged are sent from here too. */

import '../elements/overture-join.js';
import { sendPendingEnds } from '../net/pending-ends.js';

window.overtureOpen?.then(sendPendingEnds);
