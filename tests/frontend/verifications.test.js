import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, pass, refusal, serve, settle, stopTime } from './browser.js';

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

test('in whatever order answers come, the newest state stays, and its code is told once at most', () => {
  serve({ 'GET /wallet': {}, 'GET /verifications': { verifications: [] } });
  const told = [];
  page.onArrival((each) => told.push(each.id));
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 1000; round++) {
    const states = ['requesting', 'waiting', 'waiting', 'received', 'received'].map((state, at) => one(`v${round}`, state, { revision: at + 1, codes: [] }));
    for (const each of states.map((state) => ({ state, at: random() })).sort((a, b) => a.at - b.at)) page.keep([each.state]);
    assert.equal(page.verificationById(`v${round}`).revision, 5);
  }
  assert.equal(new Set(told).size, told.length);
  assert.ok(told.length > 500);
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

const code = (digits, minute) => ({ code: digits, received_at: `2026-11-23T12:0${minute}:00Z` });

test('a second code is news as well, and the newest is the one to show', () => {
  serve({ 'GET /wallet': {}, 'GET /verifications': { verifications: [] } });
  const news = [];
  page.onArrival((each) => news.push(page.newestCode(each)));
  page.keep([one('a')]);
  page.keep([one('a', 'received', { code: '111111', codes: [code('111111', 1)] })]);
  const both = one('a', 'received', { code: '111111', codes: [code('222222', 2), code('111111', 1)] });
  page.keep([both]);
  page.keep([both]);
  assert.deepEqual(news, ['111111', '222222']);
});

test('a received number is watched while it listens', async () => {
  let until = '2026-11-23T12:15:00Z';
  const requests = serve({ 'GET /verifications': () => ({ verifications: [one('a', 'received', { listening_until: until, next_poll_ms: until && 5000 })] }) });
  page.keep([one('a', 'received', { listening_until: until })]);
  await pass(6000);
  assert.equal(countOf(requests, '/verifications'), 2);
  until = null;
  await pass(6000);
  await pass(60_000, 1000);
  assert.equal(countOf(requests, '/verifications'), 3);
});

test('the first screen has codes not seen yet, then open numbers, then other ends of the last day', async () => {
  serve({ 'GET /verifications': { verifications: [] } });
  const { see } = await openPage()('data/seen.js');
  const now = Date.now();
  const ago = (minutes) => ({ created_at: new Date(now - minutes * 60_000).toISOString() });
  const fresh = one('fresh', 'received', { codes: [code('111111', 1)], ...ago(50) });
  page = await openPage()('data/verifications.js');
  page.keep([fresh, one('open', 'waiting', ago(10)), one('back', 'expired', ago(1)), one('old', 'received', { codes: [], ...ago(25 * 60) })]);
  const shown = () => page.yourOnes.value.map((each) => each.id);
  assert.deepEqual(shown(), ['fresh', 'open', 'back']);
  see(fresh);
  const next = openPage();
  page = await next('data/verifications.js');
  page.keep([fresh, one('open', 'waiting', ago(10)), one('back', 'expired', ago(1))]);
  assert.deepEqual(shown(), ['open', 'back', 'fresh'], 'seen codes are remembered on this device');
  page.keep([{ ...fresh, codes: [code('222222', 2), ...fresh.codes] }]);
  assert.deepEqual(shown()[0], 'fresh', 'another code makes it new again');
});

test('a wish for another code whose answer was lost is under way when the next one comes too early', async () => {
  const answers = [offline, refusal(429, 'rate_limited'), refusal(429, 'rate_limited')];
  serve({ 'POST /verifications/a/listen': () => answers.shift(), 'POST /verifications/b/listen': () => answers.shift() });
  await assert.rejects(page.listen('a'), { code: 'unreachable' });
  await page.listen('a');
  await assert.rejects(page.listen('b'), { code: 'rate_limited' });
});
