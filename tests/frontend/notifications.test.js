import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, mock, test } from 'node:test';
import { newBrowser, openPage, refusal, serve, settle } from './browser.js';

const KEY = 'BKWJOd1E2GIvpFz4JfmCbAF-58ozARZ5cIlSu5tDyCYeVlqMcpNlmmwDftwzom_0rFJvyOg8wmlI9qPL7IbgymU';
const ME = { user: { id: 'ada' }, push_public_key: KEY };
const taken = () => new Response(null, { status: 204 });

let manager;

/** A browser's push service: `subscribe` gives an address that ends with how often it was asked. */
function pushManager() {
  let [count, current] = [0, null];
  return {
    getSubscription: async () => current,
    subscribe: mock.fn(async ({ applicationServerKey }) => {
      count += 1;
      const unsubscribe = mock.fn(async () => ((current = null), true));
      return (current = { endpoint: `https://push.example/${count}`, options: { applicationServerKey: applicationServerKey.buffer }, unsubscribe });
    }),
  };
}

/** The id of an address: the same for the same, so that no device is told twice. */
const idOf = (count) => createHash('sha256').update(`https://push.example/${count}`).digest('hex').slice(0, 32);
const [FIRST, SECOND] = [1, 2].map((count) => [`PUT /push-subscriptions/${idOf(count)}`, taken]);
const told = { ...Object.fromEntries([FIRST, SECOND]), [`DELETE /push-subscriptions/${idOf(1)}`]: taken };

/** A page on which Ada is signed in. */
async function page(answers = {}) {
  const requests = serve({ 'GET /me': ME, 'POST /sessions/refresh': { access_token: 't', expires_in: 900 }, ...answers });
  const load = openPage();
  const { session, refresh } = await load('core/session.js');
  const { account } = await load('data/account.js');
  await refresh();
  await account.reload();
  const { follow, ...opened } = await load('data/notifications.js');
  follow();
  await settle();
  return { ...opened, session, asked: () => requests.filter(({ path }) => path.startsWith('/push-subscriptions/')).map(({ method, path, body }) => ({ method, id: path.split('/')[2], body })) };
}

const granted = { permission: 'default', requestPermission: async () => (globalThis.Notification.permission = 'granted') };
beforeEach(() => {
  newBrowser();
  manager = pushManager();
  navigator.serviceWorker = { ready: Promise.resolve({ pushManager: manager }) };
  Object.assign(globalThis, { PushManager: class {}, Notification: { ...granted } });
});

test('switched on, the server gets the address, and every later page gives it again', async () => {
  const first = await page(told);
  assert.equal(first.telling.value, 'off');
  await first.turnOn();
  assert.equal(first.telling.value, 'on');
  assert.deepEqual(first.asked(), [{ method: 'PUT', id: idOf(1), body: { endpoint: 'https://push.example/1' } }]);
  const later = await page(told);
  while (later.asked().length === 0) await settle();
  assert.deepEqual([later.telling.value, later.asked().length, manager.subscribe.mock.callCount()], ['on', 1, 1]);
});

test('switched off, neither server nor browser has the address', async () => {
  const opened = await page(told);
  await opened.turnOn();
  await opened.turnOff();
  assert.equal(opened.telling.value, 'off');
  assert.deepEqual(opened.asked().map(({ method }) => method), ['PUT', 'DELETE']);
  assert.equal(await manager.getSubscription(), null);
  assert.equal((await page(told)).asked().length, 0);
});

test('an answer of no or none leaves it off, and asks the server nothing', async () => {
  for (const [answer, state] of [['denied', 'blocked'], ['default', 'off']]) {
    globalThis.Notification = { permission: 'default', requestPermission: async () => (globalThis.Notification.permission = answer) };
    const opened = await page();
    await opened.turnOn();
    assert.deepEqual([opened.telling.value, opened.asked()], [state, []]);
  }
});

test('what the server refuses is not on, and the browser forgets its address', async () => {
  for (const [code, state] of [['endpoint_refused', 'failed'], ['too_many_subscriptions', 'full']]) {
    manager = pushManager();
    navigator.serviceWorker = { ready: Promise.resolve({ pushManager: manager }) };
    const opened = await page({ [FIRST[0]]: refusal(409, code) });
    await opened.turnOn();
    assert.deepEqual([opened.telling.value, await manager.getSubscription()], [state, null]);
    Object.assign(globalThis, { Notification: { ...granted } });
  }
});

test('for another key of the server the browser subscribes again', async () => {
  await (await page(told)).turnOn();
  const renewed = await page({ ...told, 'GET /me': { ...ME, push_public_key: `BA${KEY.slice(2)}` } });
  while (renewed.asked().length === 0) await settle(); // the digest of the address is made beside
  assert.deepEqual(renewed.asked(), [{ method: 'PUT', id: idOf(2), body: { endpoint: 'https://push.example/2' } }]);
});

test('without a network it stays as it was, and a session that ends takes the address with it', async () => {
  await (await page(told)).turnOn();
  const opened = await page({ [FIRST[0]]: new TypeError('fetch failed') });
  assert.equal(opened.telling.value, 'on');
  opened.session.value = 'out';
  await settle();
  assert.equal(await manager.getSubscription(), null);
  assert.equal(localStorage.getItem('callbox.told'), null);
});

test('another customer of this browser is not told by the choice of the one before', async () => {
  await (await page(told)).turnOn();
  const bobs = await page({ 'GET /me': { ...ME, user: { id: 'bob' } } });
  assert.deepEqual([bobs.telling.value, bobs.asked()], ['off', []]);
});

test('a browser that cannot do it says so, and iOS says how it can', async () => {
  delete globalThis.PushManager;
  assert.equal((await page()).telling.value, 'unsupported');
  navigator.standalone = false;
  assert.equal((await page()).telling.value, 'install');
});
