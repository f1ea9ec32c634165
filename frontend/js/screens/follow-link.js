/** A link from a mail that does something by itself. The page waits for a tap: programs that scan mails open links too. */
import { html, useState } from '../../vendor.js';
import { dateTime } from '../core/format.js';
import { session } from '../core/session.js';
import { account, followLink } from '../data/account.js';
import { t } from '../texts/index.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
import { takeToken } from './link-token.js';
/** @import { Problem } from '../core/problem.js' */
/** @import { Followed } from '../types.d.ts' */

export default function FollowLink() {
  const [token] = useState(takeToken);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(/** @type {Followed | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function follow() {
    if (busy || !token) return;
    setBusy(true);
    setProblem(null);
    try {
      setDone(await followLink(token));
      if (session.value === 'in') account.reload();
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  return html`<${Screen} title=${t('linkTitle')} narrow>
    ${!token && html`<${Notice} kind="bad" role="status"><p>${t('resetNoToken')}</p><//>`}
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    ${done && html`<${Notice} kind="good" role="status"><p>${t(`link.${done.done}`, { time: done.holds_from ? dateTime(done.holds_from) : '' })}</p><//>`}
    ${token && !done && html`<p>${t('linkLead')}</p>
      <button type="button" class="button primary wide" aria-disabled=${busy ? 'true' : undefined} onClick=${follow}>${t('linkButton')}</button>`}
  <//>`;
}
