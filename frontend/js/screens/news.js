/** What happened while the customer looks at another screen: one notice at a time, the newest first, and the app's badge. */
import { effect, html, signal, useEffect } from '../../vendor.js';
import { outcome } from '../core/auto-copy.js';
import { codeGroups, money } from '../core/format.js';
import { route } from '../core/router.js';
import { see } from '../data/seen.js';
import { serviceLabel } from '../data/services.js';
import { isRefunded, newestCode, onArrival, onClosed, unseenOnes, verificationById } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { bulkShown } from '../ui/bulk-pill.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
/** @import { Verification } from '../types.d.ts' */

const SHOWN_MS = 12_000;

/** Ids of verifications, newest first. */
const news = signal(/** @type {string[]} */ ([]));

/** @param {Verification} verification */
function tell({ id, batch_id: batchId }) {
  const isShown = route.peek().path === `/v/${id}` || (batchId && bulkShown.peek());
  if (!isShown) news.value = [id, ...news.peek().filter((each) => each !== id)];
}

onArrival(tell);
onClosed((verification) => {
  if (isRefunded(verification) && verification.state !== 'cancelled') tell(verification);
});
effect(() => {
  const count = unseenOnes.value.length;
  const change = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  change?.catch(() => {}); // not installed
});

const close = () => {
  news.value = [];
};

export function News() {
  const ids = news.value;
  const newest = ids.length > 0 ? verificationById(ids[0]) : null;
  useEffect(() => {
    if (ids.length === 0) return undefined;
    const timer = setTimeout(close, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [ids]);
  useEffect(() => {
    news.value = news.peek().filter((id) => route.value.path !== `/v/${id}`);
  }, [route.value.path]);
  // The region stands empty before the first news: screen readers announce only what changes in a region they know.
  return html`<div class="news" role="status">
    ${newest && html`<${Told} key=${ids[0]} verification=${newest} more=${ids.length - 1} />`}
  </div>`;
}

/**
 * The text with a code that never breaks at the end of a line.
 *
 * @param {string} text
 * @param {string} code
 */
function unbroken(text, code) {
  const at = text.lastIndexOf(code);
  return html`${text.slice(0, at)}<span class="whole">${code}</span>${text.slice(at + code.length)}`;
}

/** @param {{verification: Verification, more: number}} props */
function Told({ verification, more }) {
  const { id, service, price_minor: price, currency } = verification;
  const code = newestCode(verification);
  const isCopied = outcome.value?.id === id && outcome.value.how === 'copied';
  const name = serviceLabel(service);
  const shown = code ? codeGroups(code).join(' ') : '';
  const text = code
    ? t(isCopied ? 'newsCopied' : 'newsCode', { service: name, code: shown })
    : isRefunded(verification)
      ? t('newsNone', { service: name, price: money(price, currency) })
      : t('newsMessage', { service: name });
  return html`<div class="news-box">
    <p>${shown ? unbroken(text, shown) : text}${more > 0 && html` <span class="quiet">${t('newsMore', { count: more })}</span>`}</p>
    <button type="button" class="icon-button" aria-label=${t('close')} onClick=${close}><${Icon} name="cross" /></button>
    ${code && html`<span class=${isCopied ? 'keeps-place' : ''}><${CopyButton} text=${code} onCopied=${() => see(verification)}>${t('copy')}<//></span>`}
    <a href=${`/v/${id}`}>${t('show')}</a>
  </div>`;
}
