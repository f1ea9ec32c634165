/** Signed in as far as this browser knows, but nobody answers: say so, and go on by itself when the network is back. */
import { html, useEffect } from '../../vendor.js';
import { Problem } from '../core/problem.js';
import { openSession } from '../core/session.js';
import { t } from '../texts/index.js';
import { ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';

export function Unreachable() {
  useEffect(() => {
    addEventListener('online', openSession);
    return () => removeEventListener('online', openSession);
  }, []);
  return html`<${Screen} title=${t('startFailed')} narrow>
    <${ProblemNotice} problem=${new Problem({ code: 'unreachable' })} onRetry=${openSession} />
  <//>`;
}
