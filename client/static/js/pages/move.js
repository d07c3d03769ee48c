/** The page to which a seat moves. Whatever was ended while the hub could not hear is told to it from here too. */

import '../elements/overture-arriving.js';
import { sendPendingEnds } from '../net/pending-ends.js';

await window.overtureOpen;
await sendPendingEnds();
