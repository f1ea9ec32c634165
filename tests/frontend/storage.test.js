import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

let browser, storage;
beforeEach(async () => {
  browser = newBrowser();
  storage = await openPage()('core/storage.js');
});

test('a stored value is returned until it is deleted', () => {
  assert.equal(storage.remember('order', { service: 'telegram' }), true);
  assert.deepEqual(storage.recall('order'), { service: 'telegram' });
  storage.forget('order');
  assert.equal(storage.recall('order'), null);
});

test('without storage, reads give the fallback and writes return false', () => {
  browser.localStorage.broken = true;
  assert.equal(storage.remember('theme', 'dark'), false);
  assert.equal(storage.recall('theme', 'auto'), 'auto');
  assert.doesNotThrow(() => storage.forget('theme'));
});

test('a value that another program stored under our name is not trusted', () => {
  browser.localStorage.setItem('callbox.theme', '{broken');
  assert.equal(storage.recall('theme', 'auto'), 'auto');
});

test('a stored false is not replaced by the fallback', () => {
  storage.remember('shortcuts', false);
  assert.equal(storage.recall('shortcuts', true), false);
});

test('ids are 128 random bits as hexadecimal', async () => {
  const { newId } = await openPage()('core/ids.js');
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
