/** Words that take turns in one place. It is as large as the largest of them, so nothing moves when they change. */
import { html } from '../../vendor.js';

/** @param {{words: string[], shown: string | false}} props `shown` is one of them, or none */
export function InTurn({ words, shown }) {
  return html`<span class="in-turn">${words.map((each) => html`<span key=${each} class=${each === shown ? '' : 'keeps-place'}>${each}</span>`)}</span>`;
}
