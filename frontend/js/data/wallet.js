/** The wallet, as the server has it. Never guessed ahead of an answer. */
import { get } from '../core/api.js';
import { loadable } from '../core/loadable.js';

export const wallet = loadable(() => get('/wallet'));
