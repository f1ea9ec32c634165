/** Shown when the server cannot be reached while this browser has a session; continues when the network is back. */
import { html, useEffect } from '../../vendor.js';
import { Problem } from '../core/problem.js';
import { openSession } from '../core/session.js';
import { t } from '../texts/index.js';
import { ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';

export function Unreachable() {
  useEffect(() => {
    addEventListener('online', openSession);
    if (navigator.onLine) openSession(); // the network may have come back before this screen listened
    return () => removeEventListener('online', openSession);
  }, []);
  return html`<${Screen} title=${t('startFailed')} narrow>
    <${ProblemNotice} problem=${new Problem({ code: 'unreachable' })} onRetry=${openSession} />
  <//>`;
}
