import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

let browser, storage;
beforeEach(async () => {
  browser = newBrowser();
  storage = await openPage()('core/storage.js');
});

test('what is remembered is recalled until it is forgotten', () => {
  assert.equal(storage.remember('order', { service: 'telegram' }), true);
  assert.deepEqual(storage.recall('order'), { service: 'telegram' });
  storage.forget('order');
  assert.equal(storage.recall('order'), null);
});

test('a browser that keeps nothing gives the fallback and says that nothing was kept', () => {
  browser.localStorage.broken = true;
  assert.equal(storage.remember('theme', 'dark'), false);
  assert.equal(storage.recall('theme', 'auto'), 'auto');
  assert.doesNotThrow(() => storage.forget('theme'));
});

test('what another program wrote into our place is not trusted', () => {
  browser.localStorage.setItem('callbox.theme', '{broken');
  assert.equal(storage.recall('theme', 'auto'), 'auto');
});

test('a kept false is no fallback', () => {
  storage.remember('shortcuts', false);
  assert.equal(storage.recall('shortcuts', true), false);
});

test('ids are 128 random bits as hexadecimal', async () => {
  const { newId } = await openPage()('core/ids.js');
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
