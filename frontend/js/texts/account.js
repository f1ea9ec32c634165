/** Adds the texts that come with account.js. Imported before everything that uses them. */
import account from './en/account.js';
import { addTexts } from './index.js';

addTexts(account);
