import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, pass, refusal, serve, settle, stopTime } from './browser.js';

const LEFT = { last_user: 'ada', recent_services: ['whatsapp'], deposits: { ref: 'd1' }, 'templates.ada': { list: [{ id: 't1', name: 'Mine' }], gone: [] } };
const OF_THE_BROWSER = { theme: 'dark', shortcuts: false };

/** A page whose customer has bought and saved orders here. */
async function page() {
  const load = openPage();
  const storage = await load('core/storage.js');
  for (const [name, value] of Object.entries({ signed_in: true, ...LEFT, ...OF_THE_BROWSER })) storage.remember(name, value);
  return { storage, session: await load('core/session.js'), ...(await load('customer.js')) };
}

/** The names of what is stored, without those of preferences. */
const stored = ({ storage }) => [...Object.keys(LEFT), 'signed_in'].filter((name) => storage.recall(name) !== null);

beforeEach(() => newBrowser());

test('a session that ended elsewhere leaves nothing of its customer in the browser', async () => {
  serve({ 'POST /sessions/refresh': () => refusal(401, 'session_revoked') });
  const opened = await page();
  opened.startCustomer();
  await opened.session.openSession();
  assert.deepEqual(stored(opened), []);
  assert.equal(opened.storage.recall('theme'), 'dark');
});

test('what a session left that ended before this page was opened goes too', async () => {
  serve({});
  const opened = await page();
  opened.storage.forget('signed_in');
  opened.startCustomer();
  await opened.session.openSession();
  assert.deepEqual(stored(opened), []);
});

test('a page that is looked at again after a while asks what became of the account', async () => {
  stopTime();
  const unavailable = () => refusal(503, 'unavailable');
  const requests = serve({ 'POST /sessions/refresh': { access_token: 'token', expires_in: 9000 }, 'GET /me': unavailable, 'GET /wallet': unavailable });
  const opened = await page();
  opened.startCustomer();
  await opened.session.openSession();
  const asked = async () => (await settle(), requests.filter((each) => each.path === '/me').length);
  assert.equal(await asked(), 1);
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(await asked(), 1);
  await pass(11 * 60_000, 60_000);
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(await asked(), 2);
});

test('what another tab bought or paid is shown here once its answer came', async () => {
  const requests = serve({ 'POST /sessions/refresh': { access_token: 'token', expires_in: 900 }, 'GET /me': refusal(503, 'unavailable'), 'GET /wallet': { balance_minor: 1 }, 'GET /verifications': { verifications: [] } });
  const opened = await page();
  opened.startCustomer();
  await opened.session.openSession();
  const changed = async (facts) => {
    dispatchEvent(Object.assign(new Event('storage'), facts));
    await settle();
    return ['/wallet', '/verifications'].map((path) => requests.filter((each) => each.path === path).length);
  };
  assert.deepEqual(await changed({ key: 'callbox.theme', oldValue: '"light"', newValue: '"auto"' }), [1, 1]);
  assert.deepEqual(await changed({ key: 'callbox.taps', oldValue: '[]', newValue: '[{}]' }), [1, 1], 'its answer is not there yet');
  assert.deepEqual(await changed({ key: 'callbox.taps', oldValue: '[{}]', newValue: '[]' }), [2, 2]);
  assert.deepEqual(await changed({ key: null, oldValue: null, newValue: null }), [2, 2], 'a wiped storage');
});

test('signing out leaves nothing either, without a network', async () => {
  serve({ 'POST /sessions/refresh': { access_token: 'token', expires_in: 900 }, 'GET /me': refusal(503, 'unavailable'), 'GET /wallet': refusal(503, 'unavailable') });
  const opened = await page();
  opened.startCustomer();
  await opened.session.openSession();
  await settle();
  assert.notDeepEqual(stored(opened), []);
  await assert.rejects(opened.session.signOut());
  assert.deepEqual(stored(opened), []);
});
