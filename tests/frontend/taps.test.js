import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, pass, refusal, serve, settle, stopTime } from './browser.js';

const ORDER = { service: 'telegram' };
const taps = () => openPage()('core/taps.js');
const keysOf = (requests) => requests.map((each) => each.headers['Idempotency-Key']);

beforeEach(() => {
  stopTime();
  newBrowser();
});

test('each tap has its own key once the previous one was answered', async () => {
  const requests = serve({ 'POST /verifications': { verification: { id: 'v1' } } });
  const { tap } = await taps();
  assert.deepEqual(await tap('verification', '/verifications', ORDER, 'ada'), { verification: { id: 'v1' } });
  await tap('verification', '/verifications', ORDER, 'ada');
  assert.equal(new Set(keysOf(requests)).size, 2);
  assert.deepEqual(requests[0].body, ORDER);
});

test('a second tap joins the first while it is in flight', async () => {
  const requests = serve({ 'POST /verifications': { verification: { id: 'v1' } } });
  const { tap } = await taps();
  const both = await Promise.all([tap('verification', '/verifications', ORDER, 'ada'), tap('verification', '/verifications', ORDER, 'ada')]);
  assert.equal(requests.length, 1);
  assert.deepEqual(both[0], both[1]);
});

test('a request whose answer was lost is repeated under the same key', async () => {
  const requests = serve({ 'POST /verifications': () => (requests.length < 3 ? offline : { verification: { id: 'v1' } }) });
  const { tap } = await taps();
  const tapped = tap('verification', '/verifications', ORDER, 'ada');
  await pass(3500);
  assert.deepEqual(await tapped, { verification: { id: 'v1' } });
  assert.equal(requests.length, 3);
  assert.equal(new Set(keysOf(requests)).size, 1);
});

test('after three attempts the customer is asked, and the next tap uses the same key', async () => {
  const requests = serve({ 'POST /verifications': offline });
  const { tap } = await taps();
  const failed = assert.rejects(tap('verification', '/verifications', ORDER, 'ada'), { code: 'unreachable' });
  await pass(3500);
  await failed;
  assert.equal(requests.length, 3);
  const again = assert.rejects(tap('verification', '/verifications', ORDER, 'ada'));
  await pass(3500);
  await again;
  assert.equal(requests.length, 6);
  assert.equal(new Set(keysOf(requests)).size, 1);
});

test('a refusal is final: it is not repeated, and another tap is a new request', async () => {
  const requests = serve({ 'POST /verifications': () => refusal(402, 'insufficient_funds') });
  const { tap } = await taps();
  for (let round = 0; round < 2; round += 1) {
    await assert.rejects(tap('verification', '/verifications', ORDER, 'ada'), { code: 'insufficient_funds' });
  }
  assert.equal(new Set(keysOf(requests)).size, 2);
});

test('keys never cross accounts, orders or routes', async () => {
  const requests = serve({ 'POST /verifications': offline, 'POST /deposits': offline });
  const { tap } = await taps();
  const all = [
    tap('verification', '/verifications', ORDER, 'ada'),
    tap('verification', '/verifications', ORDER, 'obi'),
    tap('verification', '/verifications', { service: 'whatsapp' }, 'ada'),
    tap('deposit', '/deposits', ORDER, 'ada'),
  ];
  const ends = Promise.allSettled(all);
  await pass(3500);
  await ends;
  assert.equal(new Set(keysOf(requests)).size, 4);
});

/** Tap, and leave the page before any answer arrives. @returns the requests of the next page. */
async function leaveUnanswered(answer) {
  serve({ 'POST /verifications': () => new Promise(() => {}) });
  const { tap } = await taps();
  tap('verification', '/verifications', ORDER, 'ada');
  await settle();
  return serve({ 'POST /verifications': answer });
}

test('a tap before a reload is repeated under its key, for its customer only', async () => {
  const requests = await leaveUnanswered({ verification: { id: 'v1' } });
  const { resendUnanswered } = await taps();
  const answers = [];
  await resendUnanswered('obi', (...answer) => answers.push(answer));
  assert.equal(requests.length, 0);
  await resendUnanswered('ada', (...answer) => answers.push(answer));
  assert.deepEqual(answers, [['verification', { verification: { id: 'v1' } }]]);
  await (await taps()).resendUnanswered('ada', (...answer) => answers.push(answer));
  assert.equal(requests.length, 1, 'once answered it is not sent again');
});

test('an order from more than half a minute before a reload is asked about, and then sent once under its key', async () => {
  const requests = await leaveUnanswered({ verification: { id: 'v1' } });
  await pass(31_000, 1000);
  const { doubtful, resendUnanswered, sendNow } = await taps();
  await resendUnanswered('ada', () => assert.fail('nothing is bought by surprise'));
  assert.equal(requests.length, 0);
  const [asked] = doubtful.value;
  assert.deepEqual(asked.body, ORDER);
  await sendNow(asked);
  assert.deepEqual(keysOf(requests), [asked.key]);
  assert.deepEqual(doubtful.value, []);
  const reloaded = await taps();
  await reloaded.resendUnanswered('ada', () => {});
  assert.deepEqual(reloaded.doubtful.value, []);
});

test('an order that was tapped offline is asked about at once, and can be forgotten', async () => {
  navigator.onLine = false;
  const requests = await leaveUnanswered({ verification: { id: 'v1' } });
  navigator.onLine = true;
  const { doubtful, drop, resendUnanswered } = await taps();
  await resendUnanswered('ada', () => assert.fail('nothing is sent by itself'));
  drop(doubtful.value[0]);
  const reloaded = await taps();
  await reloaded.resendUnanswered('ada', () => {});
  assert.deepEqual([doubtful.value, reloaded.doubtful.value, requests], [[], [], []]);
});

test('an order is asked about for a day', async () => {
  await leaveUnanswered({});
  await pass(24 * 3_600_000 + 1000, 3_600_000);
  const { doubtful, resendUnanswered } = await taps();
  await resendUnanswered('ada', () => {});
  assert.deepEqual(doubtful.value, []);
});

test('a request that the server postponed is repeated by another tap, not by a reload', async () => {
  const requests = serve({ 'POST /verifications': () => refusal(503, 'unavailable') });
  const first = await taps();
  const failed = assert.rejects(first.tap('verification', '/verifications', ORDER, 'ada'), { code: 'unavailable' });
  await pass(3500);
  await failed;
  const sent = requests.length;
  const reloaded = await taps();
  await reloaded.resendUnanswered('ada', () => assert.fail('a reload sends nothing'));
  assert.equal(requests.length, sent);
  const again = assert.rejects(reloaded.tap('verification', '/verifications', ORDER, 'ada'));
  await pass(3500);
  await again;
  assert.equal(new Set(keysOf(requests)).size, 1);
});

test('even without storage, one tap is never sent under two keys', async () => {
  localStorage.broken = true;
  const requests = serve({ 'POST /verifications': () => (requests.length < 2 ? offline : { verification: { id: 'v1' } }) });
  const { tap } = await taps();
  const tapped = tap('verification', '/verifications', ORDER, 'ada');
  await pass(1000);
  await tapped;
  assert.equal(requests.length, 2);
  assert.equal(new Set(keysOf(requests)).size, 1);
});
