import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, pass, refusal, serve, settle, stopTime } from './browser.js';

const PATH = 'GET /verifications';
const news = (id, next_poll_ms = 2000) => ({ id, next_poll_ms });

let watch, outOfTouch;
beforeEach(async () => {
  stopTime();
  newBrowser();
  ({ watch, outOfTouch } = await openPage()('core/watch.js'));
});

test('it polls at once, then as often as the server says', async () => {
  const requests = serve({ [PATH]: { verifications: [news('a')] } });
  const told = [];
  watch(['a'], (list) => told.push(list));
  await settle();
  assert.equal(requests.length, 1);
  assert.deepEqual(told, [[news('a')]]);
  await pass(1700);
  assert.equal(requests.length, 1);
  await pass(600);
  assert.equal(requests.length, 2, 'two seconds, give or take a tenth');
});

test('one request polls for all watchers, and each gets its own verifications', async () => {
  const requests = serve({ [PATH]: { verifications: [news('a'), news('b')] } });
  const told = { a: [], b: [] };
  watch(['a'], (list) => told.a.push(...list));
  watch(['b'], (list) => told.b.push(...list));
  await pass(100);
  assert.equal(requests.at(-1).query.ids, 'a,b');
  for (const id of ['a', 'b']) assert.deepEqual(new Set(told[id].map((each) => each.id)), new Set([id]));
});

test('the earliest of several next polls is used', async () => {
  const requests = serve({ [PATH]: { verifications: [news('a', 20_000), news('b', 1000)] } });
  watch(['a', 'b'], () => {});
  await pass(1200);
  assert.equal(requests.length, 2);
});

test('it stops when all have ended, and when there are no watchers', async () => {
  const ended = serve({ [PATH]: { verifications: [news('a', null)] } });
  const stop = watch(['a'], () => {});
  await pass(60_000, 1000);
  assert.equal(ended.length, 1);
  stop();
  const open = serve({ [PATH]: { verifications: [news('a')] } });
  watch(['a'], () => {})();
  await pass(60_000, 1000);
  assert.equal(open.length, 1);
});

test('it never polls more often than the minimum pause', async () => {
  const requests = serve({ [PATH]: { verifications: [news('a', 0)] } });
  watch(['a'], () => {});
  await pass(1000, 20);
  assert.ok(requests.length <= 4, `${requests.length} requests in a second`);
});

test('a hidden page polls rarely, and at once when it is shown', async () => {
  document.hidden = true;
  const requests = serve({ [PATH]: { verifications: [news('a', 1000)] } });
  watch(['a'], () => {});
  await pass(5000);
  assert.equal(requests.length, 1);
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.equal(requests.length, 2);
});

test('a failed poll is repeated after growing pauses, and reported after the second', async () => {
  const requests = serve({ [PATH]: offline });
  watch(['a'], () => {});
  await settle();
  assert.equal(outOfTouch.value, false, 'one lost answer is no news');
  await pass(2300);
  assert.equal(requests.length, 2);
  assert.equal(outOfTouch.value, true);
  await pass(2300);
  assert.equal(requests.length, 2);
  await pass(2300);
  assert.equal(requests.length, 3);
});

test('when the network is back it polls at once and says so', async () => {
  let answer = offline;
  serve({ [PATH]: () => answer });
  watch(['a'], () => {});
  await pass(3000);
  assert.equal(outOfTouch.value, true);
  answer = { verifications: [news('a')] };
  dispatchEvent(new Event('online'));
  await settle();
  assert.equal(outOfTouch.value, false);
});

for (const [status, code] of [[429, 'rate_limited'], [503, 'unavailable']]) {
  test(`it waits as long as a ${status} asks for`, async () => {
    const requests = serve({ [PATH]: () => refusal(status, code, { retry_after_s: 20 }) });
    watch(['a'], () => {});
    await pass(17_000, 500);
    assert.equal(requests.length, 1);
    await pass(6000, 500);
    assert.equal(requests.length, 2);
  });
}

test('it stops when the session has ended', async () => {
  const requests = serve({ [PATH]: () => refusal(401, 'session_revoked') });
  watch(['a'], () => {});
  await pass(60_000, 1000);
  assert.equal(requests.length, 1);
});

test('a verification added during a poll is polled right after it', async () => {
  const answers = [];
  const requests = serve({ [PATH]: () => new Promise((resolve) => answers.push(resolve)) });
  watch(['a'], () => {});
  await settle();
  watch(['b'], () => {});
  await settle();
  assert.equal(requests.length, 1, 'never two at once');
  answers[0]({ verifications: [news('a')] });
  await settle();
  assert.equal(requests[1].query.ids, 'a,b');
});
