/** Spending on each of the last fourteen days: bars, and a table for screen readers. */
import { html, useEffect } from '../../vendor.js';
import { nowMs } from '../core/clock.js';
import { dayOf, money, shortDay } from '../core/format.js';
import { loadable } from '../core/loadable.js';
import { statement } from '../data/statement.js';
import { t } from '../texts/index.js';
import { Loaded } from '../ui/loaded.js';
/** @import { Entry } from '../types.d.ts' */

const DAYS = 14;
const DAY_MS = 86_400_000;
const WIDTH = 280;
const HEIGHT = 72;
const GAP = 4;

const spending = loadable(async () => {
  const since = new Date(nowMs() - DAYS * DAY_MS).toISOString();
  return byDay(await statement.since(since));
});

/** @typedef {{day: string, minor: number}} Day */

/**
 * Purchases less refunds by local day, oldest first. A refund counts on the day of the refund, as in the statement.
 *
 * @param {Entry[]} entries
 * @returns {Day[]}
 */
function byDay(entries) {
  const days = Array.from({ length: DAYS }, (_, back) => dayOf(nowMs() - (DAYS - 1 - back) * DAY_MS));
  const spent = new Map(days.map((day) => [day, 0]));
  for (const { kind, amount_minor: amount, created_at: at } of entries) {
    const day = dayOf(Date.parse(at));
    const before = spent.get(day);
    if ((kind === 'purchase' || kind === 'refund') && before !== undefined) spent.set(day, before - amount);
  }
  return days.map((day) => ({ day, minor: Math.max(0, spent.get(day) ?? 0) }));
}

export function SpendingChart() {
  useEffect(() => {
    spending.reload();
  }, [statement.state.value.value?.items[0]?.id]);
  return html`<${Loaded} state=${spending.state.value} failed=${t('spendingFailed')} onRetry=${spending.reload} waiting=${html`<div class="chart"></div>`}>
    ${(/** @type {Day[]} */ days) => html`<${Chart} days=${days} />`}
  <//>`;
}

/** @param {{days: Day[]}} props */
function Chart({ days }) {
  const most = Math.max(...days.map((each) => each.minor), 1);
  const total = days.reduce((sum, each) => sum + each.minor, 0);
  const width = WIDTH / DAYS;
  return html`<figure class="chart">
    <figcaption><span class="label">${t('spendingTitle')}</span><b>${money(total)}</b></figcaption>
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false" preserveAspectRatio="none">
      ${days.map(({ day, minor }, place) => {
        const height = minor === 0 ? 2 : Math.max(4, (minor / most) * HEIGHT);
        const box = { x: place * width + GAP / 2, y: HEIGHT - height, width: width - GAP, height };
        return html`<rect key=${day} class=${minor === 0 ? 'bar bar-none' : 'bar'} rx="2" ...${box} />`;
      })}
    </svg>
    <p class="chart-ends" aria-hidden="true"><span>${shortDay(days[0].day)}</span><span>${shortDay(days[days.length - 1].day)}</span></p>
    <table class="unseen">
      <caption>${t('spendingTable')}</caption>
      <thead><tr><th scope="col">${t('spendingDay')}</th><th scope="col">${t('spendingAmount')}</th></tr></thead>
      <tbody>${days.map(({ day, minor }) => html`<tr key=${day}><th scope="row">${shortDay(day)}</th><td>${money(minor)}</td></tr>`)}</tbody>
    </table>
  </figure>`;
}
