/** Components of the files that are fetched when their first component is shown, or ahead of that. */
import { html, useLayoutEffect, useState } from '../../vendor.js';
import { Problem } from '../core/problem.js';
import { t } from '../texts/index.js';
import { Skeleton } from './loaded.js';
import { ProblemNotice } from './notice.js';

export const doors = file(() => import('../doors.js'));
export const later = file(() => styled(import('../later.js')));
export const records = file(() => styled(import('../records.js')));
export const account = file(() => styled(import('../account.js')));

/** @type {Promise<unknown> | null} */
let style = null;

/**
 * The file, once the style that all these files share is here too. Without it they would be drawn twice, so a failure to
 * load it is one of the file; the next attempt asks for both again.
 *
 * @template Parts
 * @param {Promise<Parts>} parts
 */
async function styled(parts) {
  style ??= fetchStyle();
  try {
    await style;
  } catch (failure) {
    style = null;
    throw failure;
  }
  return parts;
}

function fetchStyle() {
  const first = /** @type {HTMLLinkElement} */ (document.querySelector('link[href$="app.css"]'));
  const link = /** @type {HTMLLinkElement} */ (first.cloneNode());
  link.href = first.href.replace('app.css', 'later.css');
  first.after(link);
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      reject(new Error('the style did not load'));
    };
  });
}

/**
 * @template {Record<string, (props: any) => unknown>} Parts
 * @param {() => Promise<Parts>} fetchParts
 */
function file(fetchParts) {
  /** @type {Parts | null} */
  let parts = null;

  async function load() {
    parts = await fetchParts();
  }

  /**
   * @param {keyof Parts & string} name
   * @param {number} rows how much room its skeleton takes; 0 for what stands over the page and must not push it down
   */
  function part(name, rows = 4) {
    return function Lazy(/** @type {Record<string, unknown>} */ props) {
      const [, redraw] = useState(0);
      const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
      const fetchIt = () => {
        setProblem(null);
        load().then(
          () => redraw((count) => count + 1),
          (cause) => setProblem(new Problem({ code: 'unreachable' }, cause)),
        );
      };
      // Before the browser paints: a file that is here already is shown without a frame of skeleton.
      useLayoutEffect(() => {
        if (!parts) fetchIt();
      }, []);
      if (parts) return html`<${parts[name]} ...${props} />`;
      if (problem) return html`<${ProblemNotice} problem=${problem} title=${t('screenFailed')} onRetry=${fetchIt} />`;
      return rows > 0 && html`<${Skeleton} rows=${rows} />`;
    };
  }

  /** Fetch it before it is needed. A failure is told by the component that needs it, which tries again. */
  const fetchAhead = () => load().catch(() => {});

  return { part, fetchAhead };
}
