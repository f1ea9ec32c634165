import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

async function page() {
  const load = openPage();
  return { ...(await load('core/install-offer.js')), ...(await load('core/installing.js')) };
}

const canInstall = () => dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt: async () => {} }));

beforeEach(() => newBrowser());

test('the offer is made once, with the first code, and never again after it was seen', async () => {
  const first = await page();
  first.offerInstall('v1');
  assert.equal(first.offered('v1'), null, 'this browser cannot install it yet');
  canInstall();
  first.offerInstall('v1');
  first.offerInstall('v2');
  assert.deepEqual([first.offered('v1'), first.offered('v2')], ['tap', null]);
  dispatchEvent(new Event('appinstalled'));
  assert.equal(first.offered('v1'), null);
  canInstall();
  first.endOffer();
  first.offerInstall('v3');
  assert.equal(first.offered('v3'), null);
  const later = await page();
  canInstall();
  later.offerInstall('v4');
  assert.equal(later.offered('v4'), null);
});

test('another tab does not repeat the offer', async () => {
  const other = await page();
  canInstall();
  const first = await page();
  canInstall();
  first.offerInstall('v1');
  other.offerInstall('v1');
  assert.equal(other.offered('v1'), null);
});

test('on iOS its menu is explained, and the installed app is offered nothing', async () => {
  navigator.standalone = false;
  const opened = await page();
  opened.offerInstall('v1');
  assert.equal(opened.offered('v1'), 'menu');
  newBrowser();
  navigator.standalone = true;
  const installed = await page();
  installed.offerInstall('v1');
  assert.equal(installed.offered('v1'), null);
});
