/** Adds the texts that come with later.js. Imported before everything that uses them. */
import later from './en/later.js';
import rareProblems from './en/rare-problems.js';
import { addTexts } from './index.js';

addTexts(later);
addTexts(rareProblems);
