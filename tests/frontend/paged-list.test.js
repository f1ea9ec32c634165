import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

let pagedList, session;
beforeEach(async () => {
  newBrowser();
  const page = openPage();
  ({ pagedList } = await page('data/paged-list.js'));
  ({ session } = await page('core/session.js'));
});

/** A list of `count` items, newest first, one a minute; records the requests. */
function served(count) {
  const items = Array.from({ length: count }, (_, n) => ({ id: n, created_at: new Date(Date.UTC(2026, 10, 23) - n * 60_000).toISOString() }));
  const asked = [];
  const list = pagedList(
    async (cursor, limit) => {
      asked.push({ cursor, limit });
      const start = Number(cursor ?? 0);
      const next = start + limit;
      return { items: items.slice(start, next), next_cursor: next < count ? String(next) : null };
    },
    (page) => page.items,
  );
  return { ...list, asked, items };
}

test('it shows one page, and one more for each request', async () => {
  const list = served(45);
  await list.reload();
  assert.equal(list.state.value.value.items.length, 20);
  await list.more.reload();
  await list.more.reload();
  assert.deepEqual(list.state.value.value, { items: list.items, next: null });
  assert.deepEqual(list.asked.map((each) => each.cursor), [null, '20', '40']);
});

test('asking for more before the first page sends no request', async () => {
  const list = served(45);
  await list.more.reload();
  assert.equal(list.asked.length, 0);
});

test('fetching everything uses large pages, up to 10,000 items', async () => {
  assert.equal((await served(250).everything()).length, 250);
  const endless = served(20_000);
  assert.equal((await endless.everything()).length, 10_000);
  assert.equal(endless.asked.length, 100);
});

test('items since a time are fetched, and no page beyond it', async () => {
  const list = served(1000);
  const recent = await list.since(list.items[149].created_at);
  assert.deepEqual(recent, list.items.slice(0, 150));
  assert.equal(list.asked.length, 2);
});

test('signing out empties it', async () => {
  const list = served(5);
  await list.reload();
  session.value = 'out';
  assert.equal(list.state.value.value, null);
});
