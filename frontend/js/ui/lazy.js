/** A screen whose code is fetched when it is first shown. */
import { html, useEffect, useState } from '../../vendor.js';
import { Problem } from '../core/problem.js';
import { t } from '../texts.js';
import { Skeleton } from './loaded.js';
import { ProblemNotice } from './notice.js';

/** @param load () → promise of a module whose `default` is the component */
export function lazy(load) {
  let component = null;
  return function Lazy(props) {
    const [, redraw] = useState(0);
    const [problem, setProblem] = useState(null);
    const fetchIt = () => {
      setProblem(null);
      load().then(
        (module) => {
          component = module.default;
          redraw((count) => count + 1);
        },
        (cause) => setProblem(new Problem({ code: 'unreachable' }, cause)),
      );
    };
    useEffect(() => {
      if (!component) fetchIt();
    }, []);
    if (component) return html`<${component} ...${props} />`;
    if (problem) return html`<${ProblemNotice} problem=${problem} title=${t.screenFailed} onRetry=${fetchIt} />`;
    return html`<${Skeleton} rows=${4} />`;
  };
}
