import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, stopTime } from './browser.js';

const page = () => openPage()('data/begun.js');

beforeEach(() => {
  stopTime();
  newBrowser();
});

test('the page of the mailed link goes on where the customer began, for a day', async () => {
  (await page()).keepBegun('/?service=whatsapp');
  const { begun, forgetBegun } = await page();
  assert.equal(begun(), '/?service=whatsapp');
  stopTime('2026-11-24T12:00:01Z');
  assert.equal(begun(), '/');
  stopTime();
  forgetBegun();
  assert.equal(begun(), '/');
});

test('it never leads to another site, whatever is stored', async () => {
  const { begun } = await page();
  for (const target of ['//evil.example', 'https://evil.example', '/\\\\evil.example', 7, null]) {
    localStorage.setItem('callbox.begun', JSON.stringify({ target, at: Date.now() }));
    assert.equal(begun(), '/');
  }
});
