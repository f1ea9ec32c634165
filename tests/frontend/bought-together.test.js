import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, serve } from './browser.js';

const AT = '2026-11-30T13:29:02.228Z';
const entry = (id, more = {}) => ({ id, kind: 'purchase', amount_minor: -384_000, created_at: AT, verification_id: `v${id}`, ...more });

let load;
/** The ids of each line. */
let lines;
let wholeOnes;
beforeEach(async () => {
  newBrowser();
  serve({ 'GET /verifications': { verifications: [] } });
  load = openPage();
  const { linesOf, ...more } = await load('data/bought-together.js');
  wholeOnes = more.wholeOnes;
  lines = (...entries) => linesOf(entries).map((line) => line.map((each) => each.id).join(''));
});

test('numbers of one batch are one line among others, before the page knows what they are', () => {
  const other = '2026-11-30T13:30:00Z';
  assert.deepEqual(lines(entry('6', { created_at: other }), entry('5'), entry('4'), entry('3'), entry('2', { kind: 'deposit', amount_minor: 2_000_000 })), ['6', '543', '2']);
  assert.deepEqual(lines(), []);
});

test('refunds of a batch, and orders of one moment with other prices, keep lines of their own', () => {
  assert.deepEqual(lines(entry('2', { kind: 'refund' }), entry('1', { kind: 'refund' })), ['2', '1']);
  assert.deepEqual(lines(entry('2'), entry('1', { amount_minor: -1 })), ['2', '1']);
});

test('orders of one moment and price are told apart by their batch', async () => {
  const { keep } = await load('data/verifications.js');
  const of = (id, batch) => ({ id, state: 'expired', created_at: AT, next_poll_ms: null, batch_id: batch });
  keep([of('v5', 'b1'), of('v4', 'b1'), of('v3', 'b2'), of('v2', null), of('v1', null)]);
  assert.deepEqual(lines(...['5', '4', '3', '2', '1'].map((id) => entry(id))), ['54', '3', '2', '1']);
});

test('a batch is not shown in part: one that goes on behind the pages that came waits for them', () => {
  const items = [entry('4', { kind: 'refund' }), entry('3'), entry('2')];
  const shown = (next, list = items) => wholeOnes({ items: list, next }).map((each) => each.id).join('');
  assert.equal(shown('more'), '4');
  assert.equal(shown(null), '432');
  assert.equal(shown('more', items.slice(0, 2)), '43');
  assert.equal(shown(null, []), '');
});
