/** Adds the texts that come with doors.js. Imported before everything that uses them. */
import doors from './en/doors.js';
import { addTexts } from './index.js';

addTexts(doors);
