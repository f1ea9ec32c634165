import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, pass, refusal, serve, settle, stopTime } from './browser.js';

const MINUTE = 60_000;
let issued;

/** An answer with the next token; each is good for ten minutes. */
const token = () => ({ access_token: `token-${(issued += 1)}`, expires_in: 600 });

async function page() {
  const load = openPage();
  return { ...(await load('core/session.js')), api: await load('core/api.js'), storage: await load('core/storage.js') };
}

/** Signed in here before: the browser has the cookie, the page has its mark. */
async function returning() {
  const opened = await page();
  opened.storage.remember('signed_in', true);
  return opened;
}

const countOf = (requests, path) => requests.filter((each) => each.path === path).length;

beforeEach(() => {
  stopTime();
  issued = 0;
  newBrowser();
});

test('a browser that never signed in sends no request', async () => {
  const requests = serve({});
  const { openSession, session } = await page();
  await openSession();
  assert.equal(session.value, 'out');
  assert.equal(requests.length, 0);
});

test('a browser that was signed in renews its session at once', async () => {
  const requests = serve({ 'POST /sessions/refresh': token });
  const { openSession, session, accessToken } = await returning();
  assert.equal(session.value, 'unknown');
  await openSession();
  assert.equal(session.value, 'in');
  assert.equal(await accessToken(), 'token-1');
  assert.equal(requests[0].headers['X-Requested-With'], 'callbox');
});

test('without a network the session is unreachable, not over', async () => {
  serve({ 'POST /sessions/refresh': offline });
  const { openSession, session, storage } = await returning();
  await openSession();
  assert.equal(session.value, 'unreachable');
  assert.equal(storage.recall('signed_in'), true);
});

test('a refused renewal signs out', async () => {
  serve({ 'POST /sessions/refresh': () => refusal(401, 'session_revoked') });
  const { openSession, session, storage } = await returning();
  await openSession();
  assert.equal(session.value, 'out');
  assert.equal(storage.recall('signed_in', false), false);
});

test('concurrent requests wait for one renewal of the session', async () => {
  const requests = serve({ 'POST /sessions/refresh': token, 'GET /wallet': ({ headers }) => ({ by: headers.Authorization }) });
  const { openSession, api } = await returning();
  const opened = openSession();
  const answers = await Promise.all([api.get('/wallet'), api.get('/wallet'), api.get('/wallet')]);
  await opened;
  assert.equal(countOf(requests, '/sessions/refresh'), 1);
  assert.deepEqual(new Set(answers.map((each) => each.by)), new Set(['Bearer token-1']));
});

test('a token is renewed shortly before it expires, once for all callers', async () => {
  const requests = serve({ 'POST /sessions/refresh': token });
  const { openSession, accessToken } = await returning();
  await openSession();
  await pass(9 * MINUTE, MINUTE);
  assert.equal(await accessToken(), 'token-1');
  await pass(45_000, 5000);
  assert.deepEqual(await Promise.all([accessToken(), accessToken()]), ['token-2', 'token-2']);
  assert.equal(countOf(requests, '/sessions/refresh'), 2);
});

test('a request refused for its token is repeated once with a new one', async () => {
  const requests = serve({
    'POST /sessions/refresh': token,
    'POST /deposits': ({ headers }) => (headers.Authorization === 'Bearer token-1' ? refusal(401, 'unauthenticated') : { ok: true }),
  });
  const { openSession, api } = await returning();
  await openSession();
  assert.deepEqual(await api.post('/deposits', { amount_minor: 5 }, { 'Idempotency-Key': 'k' }), { ok: true });
  const sent = requests.filter((each) => each.path === '/deposits');
  assert.deepEqual(sent.map((each) => each.headers['Idempotency-Key']), ['k', 'k']);
  assert.deepEqual(sent.map((each) => each.body), [{ amount_minor: 5 }, { amount_minor: 5 }]);
});

test('a request refused twice for its token is not sent a third time', async () => {
  const requests = serve({ 'POST /sessions/refresh': token, 'GET /wallet': () => refusal(401, 'unauthenticated') });
  const { openSession, api } = await returning();
  await openSession();
  await assert.rejects(api.get('/wallet'), { code: 'unauthenticated' });
  assert.equal(countOf(requests, '/wallet'), 2);
});

test('a request refused for another reason is not repeated', async () => {
  const requests = serve({ 'POST /sessions/refresh': token, 'GET /wallet': () => refusal(503, 'unavailable') });
  const { openSession, api } = await returning();
  await openSession();
  await assert.rejects(api.get('/wallet'), { code: 'unavailable' });
  assert.equal(countOf(requests, '/wallet'), 1);
  assert.equal(countOf(requests, '/sessions/refresh'), 1);
});

test('a session that was ended elsewhere is over here too, after one question', async () => {
  let renewals = 0;
  const requests = serve({
    'POST /sessions/refresh': () => ((renewals += 1) === 1 ? token() : refusal(401, 'session_revoked')),
    'POST /deposits': () => refusal(401, 'session_revoked'),
  });
  const { openSession, session, api } = await returning();
  await openSession();
  await assert.rejects(api.post('/deposits', {}), { code: 'session_revoked' });
  assert.equal(session.value, 'out');
  assert.deepEqual([countOf(requests, '/deposits'), countOf(requests, '/sessions/refresh')], [1, 2]);
});

test('two tabs renew one after the other, since a cookie sent twice ends the session', async () => {
  let underWay = 0;
  let most = 0;
  serve({
    'POST /sessions/refresh': async () => {
      most = Math.max(most, (underWay += 1));
      await settle();
      underWay -= 1;
      return token();
    },
  });
  const tabs = [await returning(), await returning()];
  await Promise.all(tabs.map((tab) => tab.openSession()));
  assert.equal(most, 1);
  assert.deepEqual(tabs.map((tab) => tab.session.value), ['in', 'in']);
});

test('a page waits for the renewal that the previous page started', async () => {
  const answers = [];
  const requests = serve({ 'POST /sessions/refresh': () => new Promise((resolve) => answers.push(resolve)) });
  (await returning()).openSession();
  await settle();
  newLocks();
  const reloaded = await page();
  const opened = reloaded.openSession();
  await pass(1000);
  assert.equal(requests.length, 1, 'the old cookie is not sent while its answer is awaited');
  answers[0](token());
  await pass(400);
  assert.equal(requests.length, 2);
  answers[1](token());
  await opened;
  assert.equal(reloaded.session.value, 'in');
});

test('a page does not wait for ever for an answer that was lost', async () => {
  const requests = serve({ 'POST /sessions/refresh': () => (requests.length === 1 ? new Promise(() => {}) : token()) });
  (await returning()).openSession();
  await settle();
  newLocks();
  const reloaded = await page();
  reloaded.openSession();
  await pass(5200);
  assert.equal(requests.length, 2);
  assert.equal(reloaded.session.value, 'in');
});

/** A closed page no longer holds a lock. */
function newLocks() {
  navigator.locks = { request: (_name, work) => work() };
}

test('signing out in one tab signs the others out', async () => {
  serve({ 'POST /sessions/refresh': token, 'DELETE /sessions/current': new Response(null, { status: 204 }) });
  const tabs = [await returning(), await returning()];
  for (const tab of tabs) await tab.openSession();
  await tabs[0].signOut();
  assert.deepEqual(tabs.map((tab) => tab.session.value), ['out', 'out']);
  assert.equal(await tabs[1].accessToken(), null);
});

test('signing out without a network still signs out here', async () => {
  serve({ 'POST /sessions/refresh': token, 'DELETE /sessions/current': offline });
  const { openSession, signOut, session, storage } = await returning();
  await openSession();
  await assert.rejects(signOut(), { code: 'unreachable' });
  assert.equal(session.value, 'out');
  assert.equal(storage.recall('signed_in', false), false);
});

test('signing in sends what was typed and remembers that there is a session', async () => {
  const requests = serve({ 'POST /sessions': token });
  const { signIn, session, storage } = await page();
  await signIn('ada@example.com', 'correct horse', '123456');
  assert.deepEqual(requests[0].body, { email: 'ada@example.com', password: 'correct horse', code: '123456' });
  assert.equal(session.value, 'in');
  assert.equal(storage.recall('signed_in'), true);
});

test('after a change of the password whose answer was lost, the page goes on in the new session or asks for a sign-in', async () => {
  for (const [renewed, ends] of [[token, 'in'], [() => refusal(401, 'session_revoked'), 'out']]) {
    const answers = [offline, refusal(401, 'session_revoked'), refusal(401, 'invalid_credentials')];
    const renewals = [token, renewed];
    const requests = serve({ 'POST /sessions/refresh': () => renewals.shift()(), 'PUT /me/password': () => answers.shift() });
    const opened = await returning();
    await opened.openSession();
    await assert.rejects(opened.changePassword('old', 'new'), { code: 'unreachable' });
    await assert.rejects(opened.changePassword('old', 'new'), { code: ends === 'in' ? 'invalid_credentials' : 'session_revoked' });
    assert.equal(opened.session.value, ends);
    assert.equal(countOf(requests, '/me/password'), ends === 'in' ? 3 : 2);
  }
});
