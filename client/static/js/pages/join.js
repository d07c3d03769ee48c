/** The join page. Whatever of a session was ended while the hub could not hear is told to it from here too. */

import '../elements/overture-join.js';
import { sendPendingEnds } from '../net/pending-ends.js';

await window.overtureOpen;
await sendPendingEnds();
