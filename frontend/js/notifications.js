/** Telling this device of news while the page is closed, fetched as one file where that is wanted. */
// It shares all of the first load, so the bundler keeps that in one file.
import './app.js';
import { follow } from './data/notifications.js';
export { keep, telling, turnOff, turnOn } from './data/notifications.js';

follow();
