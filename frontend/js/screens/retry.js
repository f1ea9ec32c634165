/** After a number without a code: the refund first, then a retry with one tap, then alternatives. */
import { html, useState } from '../../vendor.js';
import { query } from '../core/api.js';
import { money } from '../core/format.js';
import { navigate } from '../core/router.js';
import { priceOf, serviceNamed } from '../data/services.js';
import { getNumberAgain } from '../ordering.js';
import { t } from '../texts/index.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
/** @import { Verification } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const MOST_ATTEMPTS = 3; // the server's limit; the server decides and refuses with not_retryable

/** @param {{verification: Verification}} props */
export function Retry({ verification }) {
  const { id, state, attempt, price_minor: paid, currency, area_codes: areaCodes = [], carriers = [] } = verification;
  const service = serviceNamed(verification.service);
  const price = service ? priceOf(service, areaCodes, carriers) : paid;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  // The server tries again for at most the price of the first try; a dearer one is a new order, with its price in sight.
  const isDearer = price > paid || problem?.code === 'price_changed';
  const mayRetry = state !== 'cancelled' && attempt < MOST_ATTEMPTS && service?.stock !== 'none' && !isDearer;

  const again = { service: verification.service, area_codes: areaCodes.join(','), carrier: carriers[0] };

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
        ${busy ? t('getBusy') : t(attempt === 1 ? 'retrySecond' : 'retryThird')}
      </button>
      <p class="promise">${t('retryNote', { price: money(price, currency) })}</p>`}
    ${isDearer && state !== 'cancelled' && html`<p class="promise">${t('retryDearer', { price: money(problem?.facts.price_minor ?? price, currency) })}</p>`}
    <${OtherWay} verification=${verification} />
    ${!mayRetry && state !== 'cancelled' && html`<a class="button wide" href=${`/support${query({ order: id, service: verification.service })}`}>${t('writeToUs')}</a>`}
    <a class=${mayRetry ? 'button wide' : 'button primary wide'} href=${isDearer ? `/${query(again)}` : '/'}>${t('getAnother')}</a>`;
}

/**
 * What to change when a retry is not likely to help: drop options that leave few numbers, or else suggest an area code
 * that has not failed yet. Both link to the order, so that the customer sees its price first.
 *
 * @param {{verification: Verification}} props
 */
function OtherWay({ verification: { state, service, number, attempt, area_codes: areaCodes = [], carriers = [] } }) {
  if (state === 'cancelled' || (state === 'expired' && attempt < 2)) return null;
  const narrowed = areaCodes.length + carriers.length > 0;
  const failed = /^\+1(\d{3})/.exec(number ?? '')?.[1];
  const order = narrowed ? { service } : { service, options: 'open', not: failed };
  const known = serviceNamed(service);
  const price = known && `, ${money(priceOf(known), known.currency)}`;
  return html`<${Notice}>
    <p>${narrowed ? t('retryWider') : state === 'failed' ? t('retryNoNumber') : t('retryOther', { count: attempt })}</p>
    <div class="notice-actions">
      <a class="button small" href=${`/${query(order)}`}>${narrowed ? t('retryWiderGo') : t('retryOtherGo')}${narrowed && price}</a>
    </div>
  <//>`;
}
