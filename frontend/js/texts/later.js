/** Adds the texts that come with later.js. Imported before everything that uses them. */
import later from './en/later.js';
import terms from './en/terms.js';
import { addTexts } from './index.js';

addTexts(later);
addTexts(terms);
