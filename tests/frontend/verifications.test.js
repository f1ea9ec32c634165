import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, pass, serve, settle, stopTime } from './browser.js';

const one = (id, state = 'waiting', more = {}) => ({ id, state, created_at: '2026-11-23T12:00:00Z', next_poll_ms: null, ...more });

let page;
beforeEach(async () => {
  stopTime();
  newBrowser();
  page = await openPage()('data/verifications.js');
});

const countOf = (requests, path) => requests.filter((each) => each.path === path).length;

test('open verifications are sorted newest first', () => {
  serve({});
  page.keep([one('a', 'waiting', { created_at: '2026-11-23T12:00:00Z' }), one('b', 'requesting', { created_at: '2026-11-23T12:01:00Z' }), one('c', 'received')]);
  assert.deepEqual(page.openOnes.value.map((each) => each.id), ['b', 'a']);
});

test('the end of a verification is reported once, and the wallet is reloaded', async () => {
  const requests = serve({ 'GET /wallet': { balance_minor: 0 }, 'GET /verifications': { verifications: [] } });
  const closed = [];
  const arrived = [];
  page.onClosed((each) => closed.push(each.id));
  page.onArrival((each) => arrived.push(each.id));
  page.keep([one('a'), one('b')]);
  page.keep([one('a', 'received'), one('b', 'expired')]);
  page.keep([one('a', 'received'), one('b', 'expired')]);
  await settle();
  assert.deepEqual(closed, ['a', 'b']);
  assert.deepEqual(arrived, ['a']);
  assert.equal(countOf(requests, '/wallet'), 1);
});

test('a verification that ended before the page loaded is not reported', () => {
  serve({});
  page.onArrival(() => assert.fail('an old code is no news'));
  page.keep([one('a', 'received')]);
});

test('only verifications that ended without a code were refunded', () => {
  const refunded = ['requesting', 'waiting', 'received', 'cancelled', 'expired', 'failed'].filter((state) => page.isRefunded({ state }));
  assert.deepEqual(refunded, ['cancelled', 'expired', 'failed']);
});

test('an open verification is watched until it ends', async () => {
  let state = 'waiting';
  const requests = serve({ 'GET /wallet': {}, 'GET /verifications': () => ({ verifications: [one('a', state, { next_poll_ms: state === 'waiting' ? 1000 : null })] }) });
  page.keep([one('a')]);
  await pass(1500);
  assert.equal(countOf(requests, '/verifications'), 2);
  state = 'received';
  await pass(1500);
  assert.equal(page.verificationById('a').state, 'received');
  await pass(10_000);
  assert.equal(countOf(requests, '/verifications'), 3);
});

test('a number is bought for the customer, and the wallet is reloaded', async () => {
  const requests = serve({ 'POST /verifications': { verification: one('v1') }, 'GET /wallet': {}, 'GET /verifications': { verifications: [] } });
  assert.equal((await page.buy({ service: 'telegram' }, 'ada')).id, 'v1');
  await settle();
  assert.equal(page.verificationById('v1').state, 'waiting');
  assert.equal(countOf(requests, '/wallet'), 1);
});

test('only unknown verifications are fetched for their names, and a failure is ignored', async () => {
  const requests = serve({ 'GET /verifications': ({ query }) => ({ verifications: query.ids.split(',').map((id) => one(id, 'received')) }) });
  page.keep([one('a', 'received')]);
  await page.fetchNamed(['a', 'b', 'b', 'c']);
  assert.equal(requests[0].query.ids, 'b,c');
  await page.fetchNamed(['a', 'b', 'c']);
  assert.equal(requests.length, 1);
  serve({ 'GET /verifications': new TypeError('offline') });
  await page.fetchNamed(['d']);
  assert.equal(page.verificationById('d'), null);
});
