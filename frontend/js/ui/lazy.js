/** A component of later.js, which is fetched when its first component is shown. */
import { html, useEffect, useState } from '../../vendor.js';
import { Problem } from '../core/problem.js';
import { t } from '../texts/index.js';
import { Skeleton } from './loaded.js';
import { ProblemNotice } from './notice.js';

/** @type {typeof import('../later.js') | null} */
let parts = null;

/**
 * @param {keyof typeof import('../later.js')} name
 * @param {number} rows how much room its skeleton takes; 0 for what stands over the page and must not push it down
 */
export function lazy(name, rows = 4) {
  return function Lazy(/** @type {Record<string, unknown>} */ props) {
    const [, redraw] = useState(0);
    const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
    const fetchIt = () => {
      setProblem(null);
      import('../later.js').then(
        (module) => {
          parts = module;
          redraw((count) => count + 1);
        },
        (cause) => setProblem(new Problem({ code: 'unreachable' }, cause)),
      );
    };
    useEffect(() => {
      if (!parts) fetchIt();
    }, []);
    if (parts) return html`<${parts[name]} ...${props} />`;
    if (problem) return html`<${ProblemNotice} problem=${problem} title=${t('screenFailed')} onRetry=${fetchIt} />`;
    return rows > 0 && html`<${Skeleton} rows=${rows} />`;
  };
}
