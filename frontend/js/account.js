/** The settings and what they alone need, fetched as one file when they are opened. */
// It shares all of the first load, so the bundler keeps that in one file, which compresses better than two.
import './app.js';
import './texts/account.js';
export { Closing } from './screens/closing.js';
export { default as Settings } from './screens/settings.js';
