/** The state of a verification in two words; the colour only repeats them. */
import { html } from '../../vendor.js';
import { t } from '../texts/index.js';

/** @param {{state: string}} props */
export function StatePill({ state }) {
  return html`<span class=${`pill pill-${state}`}>${t(`state.${state}`)}</span>`;
}
