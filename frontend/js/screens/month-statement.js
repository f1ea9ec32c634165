/** The statement of one month, to print or to save: every movement, and the balance before and after. */
import { html, useEffect, useMemo } from '../../vendor.js';
import { dateTime, money, signedMoney } from '../core/format.js';
import { loadable } from '../core/loadable.js';
import { navigate, route } from '../core/router.js';
import { account } from '../data/account.js';
import { openLabels } from '../data/services.js';
import { statement } from '../data/statement.js';
import { fetchNamed } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { Loaded } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { Operator, PrintButton } from './paper.js';
import { titleOf } from './statement-entries.js';
/** @import { Entry, FromInput } from '../types.d.ts' */

const NAMED_AT_ONCE = 100;
const NAMED_MOST = 1000; // ten requests; older rows keep their kind

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;

const thisMonth = () => monthOf(new Date());
/** The month of a time on this device, such as 2026-11. @param {Date} at */
const monthOf = (at) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}`;

export default function MonthStatement() {
  const asked = route.value.query.get('month') ?? '';
  const month = MONTH.test(asked) ? asked : thisMonth();
  const entries = useMemo(() => loadable(() => entriesOf(month)), [month]);
  useEffect(() => {
    openLabels();
    entries.reload();
  }, [entries]);
  return html`<${Screen} title=${t('monthTitle')} narrow>
    <label class="field no-print">${t('month')}
      <input type="month" value=${month} max=${thisMonth()} onChange=${(/** @type {FromInput} */ event) => choose(event.currentTarget.value)} />
    </label>
    <${Loaded} state=${entries.state.value} failed=${t('statementFailed')} onRetry=${entries.reload} rows=${5}>
      ${(/** @type {Entry[]} */ list) => html`<${Paper} month=${month} entries=${list} />`}
    <//>
  <//>`;
}

/** @param {string} month */
const choose = (month) => month && navigate(`/wallet/statement?month=${month}`, { replace: true });

/**
 * The month's movements, oldest first, with the names of their services.
 *
 * @param {string} month
 */
async function entriesOf(month) {
  const [year, number] = month.split('-').map(Number);
  const begin = new Date(year, number - 1, 1).toISOString();
  const end = new Date(year, number, 1).toISOString();
  const found = (await statement.since(begin)).filter((entry) => entry.created_at < end).reverse();
  const ids = found.flatMap((entry) => entry.verification_id ?? []).slice(0, NAMED_MOST);
  for (let start = 0; start < ids.length; start += NAMED_AT_ONCE) await fetchNamed(ids.slice(start, start + NAMED_AT_ONCE));
  return found;
}

/** @param {{month: string, entries: Entry[]}} props */
function Paper({ month, entries }) {
  const email = account.state.value.value?.user.email ?? '';
  const [first, last] = [entries[0], entries.at(-1)];
  return html`<article class="card group paper">
      <${Operator} />
      <p><b>${month}</b> · ${email}</p>
      ${first && last
        ? html`<p>${t('monthBefore', { amount: money(first.balance_after_minor - first.amount_minor, first.currency) })}</p>
            <table class="movements">
              <thead><tr><th>${t('column.time')}</th><th>${t('column.kind')}</th><th>${t('column.amount')}</th><th>${t('column.balance')}</th></tr></thead>
              <tbody>
                ${entries.map(
                  (entry) => html`<tr key=${entry.id}>
                    <td>${dateTime(entry.created_at)}</td>
                    <td class="anywhere">${titleOf(entry)}</td>
                    <td>${signedMoney(entry.amount_minor, entry.currency)}</td>
                    <td>${money(entry.balance_after_minor, entry.currency)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
            <p>${t('monthAfter', { amount: money(last.balance_after_minor, last.currency) })}</p>`
        : html`<p>${t('monthEmpty')}</p>`}
    </article>
    <${PrintButton} />`;
}
