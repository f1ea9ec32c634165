/** Adds the texts that come with records.js. Imported before everything that uses them. */
import records from './en/records.js';
import { addTexts } from './index.js';

addTexts(records);
