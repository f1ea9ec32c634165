import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, serve, settle } from './browser.js';

let wanted;
beforeEach(async () => {
  newBrowser();
  serve({});
  wanted = await openPage()('data/wanted-order.js');
});

const SEVERAL = { service: 'whatsapp', areaCodes: ['212', '646'], carriers: ['vz'], quantity: 3 };

test('an order of several numbers comes through the wallet and back from the payment as it was', async () => {
  const { searchParams } = new URL(wanted.walletFor(SEVERAL), 'https://callbox.example');
  assert.deepEqual(wanted.wantedIn(searchParams), SEVERAL);
  wanted.keepWanted('d1', SEVERAL);
  assert.deepEqual((await openPage()('data/wanted-order.js')).wantedFor('d1'), SEVERAL);
  await settle();
});

for (const quantity of ['', '1', '0', '-2', '2.5', '11', '1e9', 'many', '3,4']) {
  test(`an address that asks for "${quantity}" numbers asks for one`, () => {
    assert.equal(wanted.wantedIn(new URLSearchParams({ service: 'whatsapp', quantity })).quantity, 1);
  });
}
