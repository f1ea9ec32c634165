/** The state of a verification in two words; colour only repeats what the words say. */
import { html } from '../../vendor.js';
import { stateTexts } from '../texts.js';

export function StatePill({ state }) {
  return html`<span class=${`pill pill-${state}`}>${stateTexts[state] ?? state}</span>`;
}
