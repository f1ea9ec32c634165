/** Every movement of the wallet with the balance after it, newest first; with a filter, a chart and a download. */
import { html, useEffect, useState } from '../../vendor.js';
import { wholeOnes } from '../data/bought-together.js';
import { openLabels } from '../data/services.js';
import { statement } from '../data/statement.js';
import { t } from '../texts/index.js';
import { Empty, Loaded } from '../ui/loaded.js';
import { ShowMore } from '../ui/show-more.js';
import { SpendingChart } from './spending-chart.js';
import { StatementCsv } from './statement-csv.js';
import { Entries } from './statement-entries.js';
/** @import { Entry, Pages } from '../types.d.ts' */

const FILTERS = ['deposit', 'purchase', 'refund'];

export default function Statement() {
  const [kind, setKind] = useState('');
  useEffect(() => {
    statement.reload();
    openLabels();
  }, []);
  return html`<section aria-labelledby="statement">
    <h2 id="statement">${t('statementTitle')}</h2>
    <${Loaded} state=${statement.state.value} failed=${t('statementFailed')} onRetry=${statement.reload} rows=${5}>
      ${(/** @type {Pages<Entry>} */ list) =>
        list.items.length === 0
          ? html`<${Empty} title=${t('statementEmpty')} text=${t('statementEmptyText')} />`
          : html`<${SpendingChart} />
              <${Filter} kind=${kind} onKind=${setKind} />
              <${Filtered} entries=${wholeOnes(list)} kind=${kind} />
              <${ShowMore} list=${statement} />
              <${StatementCsv} />
              <a class="button small" href="/wallet/statement">${t('monthTitle')}</a>`}
    <//>
  </section>`;
}

/** @param {{kind: string, onKind: (kind: string) => void}} props */
function Filter({ kind, onKind }) {
  const choices = [['', t('filterAll')], ...FILTERS.map((kind) => [kind, t(`entry.${kind}`)])];
  return html`<div class="row" role="group" aria-label=${t('filterLegend')}>
    ${choices.map(
      ([name, text]) => html`<button key=${name} type="button" class="chip" aria-pressed=${kind === name} onClick=${() => onKind(name)}>${text}</button>`,
    )}
  </div>`;
}

/** @param {{entries: Entry[], kind: string}} props */
function Filtered({ entries, kind }) {
  const shown = kind ? entries.filter((entry) => entry.kind === kind) : entries;
  if (shown.length === 0) return html`<p class="quiet" role="status">${t('filterNone')}</p>`;
  return html`<${Entries} entries=${shown} />`;
}
