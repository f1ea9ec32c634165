/** The sound of a code that comes, fetched as one file where it is switched on. */
// It shares all of the first load, so the bundler keeps that in one file.
import './app.js';
import { playOnce } from './core/sound.js';
import { onArrival } from './data/verifications.js';
export { play } from './core/sound.js';

onArrival(playOnce);
