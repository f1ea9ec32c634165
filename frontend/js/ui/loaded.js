/** The four states of something that loads: skeleton, failed, empty, ready. */
import { html, useEffect, useState } from '../../vendor.js';
import { t } from '../texts/index.js';
import { ProblemNotice } from './notice.js';
/** @import { Children } from '../types.d.ts' */

const QUIET_MS = 150; // a quicker answer needs no skeleton, which would only flash

/** True once the component has waited long enough to show a skeleton. */
export function useSlow() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return slow;
}

/** @param {{rows?: number}} props */
export function Skeleton({ rows = 3 }) {
  const slow = useSlow();
  return html`<div class=${slow ? 'skeleton' : 'skeleton skeleton-quiet'} aria-busy="true">
    <span class="unseen">${slow ? t('loading') : ''}</span>
    ${Array.from({ length: rows }, (_, row) => html`<div key=${row} class="skeleton-row"></div>`)}
  </div>`;
}

/**
 * @param {object} props
 * @param {import('../types.d.ts').Loaded<any>} props.state value of a loadable's signal
 * @param {string} props.failed title when it did not load and nothing older is known
 * @param {() => void} props.onRetry
 * @param {number} [props.rows]
 * @param {Children} [props.waiting] what stands until it is there, where a skeleton's rows would not have its height
 * @param {(value: any, state: import('../types.d.ts').Loaded<any>) => Children} props.children function from the value to its view
 */
export function Loaded({ state, failed, onRetry, rows, waiting, children }) {
  if (state.value !== null) return children(state.value, state);
  if (state.status === 'failed') return html`<${ProblemNotice} problem=${state.problem} title=${failed} onRetry=${onRetry} />`;
  return waiting ?? html`<${Skeleton} rows=${rows} />`;
}

/**
 * A friendly message for an empty list, with a next step.
 *
 * @param {{title: string, text?: string, children?: Children}} props
 */
export function Empty({ title, text, children }) {
  return html`<div class="empty"><p class="empty-title">${title}</p><p>${text}</p>${children}</div>`;
}
