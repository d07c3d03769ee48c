/** The pages that explain: how it works, words, help. What they tell of this hub is drawn here. */

import '../elements/overture-glossary.js';
import '../elements/overture-help-links.js';
import '../elements/overture-operator.js';
import '../elements/overture-sets.js';
import { keepPage } from '../ui/kept-page.js';

window.overtureOpen?.then(keepPage);
