/** A strip under each screen while new terms wait to be accepted. */
import { html, useState } from '../../vendor.js';
import { shortDay } from '../core/format.js';
import { acceptTerms, newTerms } from '../data/account.js';
import { t } from '../texts/index.js';
import { sentence } from '../texts/sentence.js';
/** @import { Problem } from '../core/problem.js' */

export default function NewTerms() {
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const terms = newTerms.value;
  if (!terms) return null;
  const accept = () => acceptTerms(terms.version).catch(setProblem);
  return html`<aside class="new-terms" aria-label=${t('newTermsLabel')}>
    <p>${t('newTerms', { date: shortDay(terms.holds_from.slice(0, 10)), changes: terms.changes })}</p>
    <p class="row">
      <a class="button small" href="/terms" target="_blank">${t('newTermsRead')}</a>
      <button type="button" class="button small" onClick=${accept}>${t('newTermsAccept')}</button>
    </p>
    ${problem && html`<p class="field-error" role="alert">${sentence(problem)}</p>`}
  </aside>`;
}
