/** Orders from before a reload that may not have reached us. They are asked about and never sent by themselves. */
import { html, useEffect, useState } from '../../vendor.js';
import { nowMs } from '../core/clock.js';
import { dateTime, money } from '../core/format.js';
import { navigate } from '../core/router.js';
import { doubtful, drop, sendNow } from '../core/taps.js';
import { showBatch } from '../data/batches.js';
import { serviceLabel } from '../data/services.js';
import { bought, fetchRecent, recentOnes } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { bulkShown } from '../ui/bulk-pill.js';
import { ProblemNotice } from '../ui/notice.js';
/** @import { Tap } from '../core/taps.js' */
/** @import { Problem } from '../core/problem.js' */

const CLOCKS_DIFFER_MS = 5000;

export function Doubtful() {
  const [looked, setLooked] = useState(false);
  useEffect(() => {
    // Offline there is no answer: the cards say that we do not know, which is true.
    fetchRecent().then(forgetArrived, () => {}).then(() => setLooked(true));
  }, []);
  return looked && html`<ul class="rows card">${doubtful.value.map((each) => html`<${Question} key=${each.key} tapped=${each} />`)}</ul>`;
}

/** What had reached us needs no question: its number is in the list. */
function forgetArrived() {
  for (const tapped of doubtful.peek()) if (hasArrived(tapped)) drop(tapped);
}

/** @param {Tap} tapped */
const orderIn = ({ body }) => /** @type {(import('../types.d.ts').Order & {quantity?: number}) | undefined} */ (body);

/** @param {Tap} tapped */
function hasArrived(tapped) {
  const { at, purpose, path } = tapped;
  const service = orderIn(tapped)?.service;
  const since = at + nowMs() - Date.now() - CLOCKS_DIFFER_MS; // the tap is dated by this device's clock
  return recentOnes.peek().some((each) => {
    if (purpose === 'retry') return each.retry_of !== null && path.includes(each.retry_of);
    return each.service === service && Boolean(each.batch_id) === (purpose === 'batch') && Date.parse(each.created_at) >= since;
  });
}

/** @param {{tapped: Tap}} props */
function Question({ tapped }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function order() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await sendNow(tapped);
      if (answer.batch) {
        showBatch(answer, tapped.owner);
        bulkShown.value = {};
      } else {
        navigate(`/v/${bought(answer).id}`);
      }
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
    }
  }

  return html`<li class="row-item row-wraps">
    <div>
      <p>${t('doubtful', { time: dateTime(new Date(tapped.at).toISOString()), what: whatOf(tapped) })}</p>
    </div>
    <div class="row-under">
      ${problem && html`<${ProblemNotice} problem=${problem} />`}
      <div class="row">
        <button type="button" class="button small primary" aria-disabled=${busy ? 'true' : undefined} onClick=${order}>${t('orderNow')}</button>
        <button type="button" class="button small" onClick=${() => drop(tapped)}>${t('forgetOrder')}</button>
      </div>
    </div>
  </li>`;
}

/** @param {Tap} tapped */
function whatOf(tapped) {
  const order = orderIn(tapped);
  if (!order) return t('tryAgain');
  const { service, quantity = 1, max_price_minor: price } = order;
  return `${quantity > 1 ? `${quantity} × ` : ''}${serviceLabel(service)}, ${money(quantity * (price ?? 0))}`;
}
