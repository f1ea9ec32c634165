/** After a number that got no code: the money first, then the same again with one tap, then other ways. */
import { html, useState } from '../../vendor.js';
import { query } from '../core/api.js';
import { money } from '../core/format.js';
import { navigate } from '../core/router.js';
import { getNumberAgain } from '../ordering.js';
import { t } from '../texts.js';
import { Notice, ProblemNotice } from '../ui/notice.js';

const MOST_ATTEMPTS = 3; // the server's limit; it has the last word and refuses with not_retryable

export function Retry({ verification }) {
  const { id, state, service, attempt, price_minor: price, currency } = verification;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const mayRetry = state !== 'cancelled' && attempt < MOST_ATTEMPTS;

  async function retry() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const next = await getNumberAgain(id);
      navigate(`/v/${next.id}`, { replace: true });
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
    }
  }

  return html`${problem && html`<${ProblemNotice} problem=${problem} />`}
    ${mayRetry &&
    html`<button type="button" class="button primary wide" data-shortcut="R" aria-disabled=${busy ? 'true' : undefined} onClick=${retry}>
        ${busy ? t.getBusy : t.retry(attempt + 1)}
      </button>
      <p class="promise">${t.retryNote(money(price, currency))}</p>`}
    ${attempt >= 2 &&
    state !== 'cancelled' &&
    html`<${Notice}>
      <p>${t.retryOther(attempt)}</p>
      <div class="notice-actions">
        <a class="button small" href=${`/${query({ service, options: 'open' })}`}>${t.retryOtherGo}</a>
      </div>
    <//>`}
    <a class=${mayRetry ? 'button wide' : 'button primary wide'} href="/">${t.getAnother}</a>`;
}
