/** A component of later.js, whose code is fetched when the first of them is shown. */
import { html, useEffect, useState } from '../../vendor.js';
import { Problem } from '../core/problem.js';
import { t } from '../texts.js';
import { Skeleton } from './loaded.js';
import { ProblemNotice } from './notice.js';

let parts = null;

/** @param name of an export of later.js */
export function lazy(name) {
  return function Lazy(props) {
    const [, redraw] = useState(0);
    const [problem, setProblem] = useState(null);
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
    if (problem) return html`<${ProblemNotice} problem=${problem} title=${t.screenFailed} onRetry=${fetchIt} />`;
    return html`<${Skeleton} rows=${4} />`;
  };
}
