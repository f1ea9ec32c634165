import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, serve } from './browser.js';

let page;
beforeEach(() => {
  newBrowser();
  page = openPage();
});

/** Open the history with these filters. @returns what the server was asked. */
async function opened(address, answers) {
  const requests = serve({ 'GET /verifications': () => answers.shift() });
  const { pastOnes } = await page('data/history.js');
  const { navigate } = await page('core/router.js');
  navigate(address);
  await pastOnes.reload();
  return { asked: requests.map((each) => ({ ...each.query })), list: pastOnes.state.value.value };
}

test('the filters of the address are asked of the server, with the days of this device', async () => {
  const { asked } = await opened('/history?state=none&service=signal&from=2026-11-01&to=2026-11-29&label=ci', [{ verifications: [], next_cursor: null }]);
  const midnight = (day) => new Date(2026, 10, day).toISOString();
  assert.deepEqual(asked, [{ outcome: 'none', service: 'signal', from: midnight(1), to: midnight(30), label: 'ci', limit: '20' }]);
});

test('filters that the page does not know are left out', async () => {
  const { asked } = await opened('/history?state=lost&from=yesterday', [{ verifications: [], next_cursor: null }]);
  assert.deepEqual(asked, [{ limit: '20' }]);
});

test('an empty page with a cursor is not the end: the next one is asked for', async () => {
  const found = { id: 'a', state: 'expired', created_at: '2026-11-23T12:00:00Z' };
  const { asked, list } = await opened('/history?label=rare', [
    { verifications: [], next_cursor: 'c1' },
    { verifications: [], next_cursor: 'c2' },
    { verifications: [found], next_cursor: null },
  ]);
  assert.deepEqual(asked.map((each) => each.cursor), [undefined, 'c1', 'c2']);
  assert.deepEqual(list, { items: [found], next: null });
});
