/** The join page. Whatever of a session was ended while the hub could not hear is told to it from here too. */

import '../elements/overture-join.js';
import { tellEnds } from '../net/pending-ends.js';

await window.overtureOpen;
await tellEnds();
