import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

const page = () => openPage()('core/tell-offer.js');

/** A code that comes while the page is hidden, or in front. */
function come(opened, mark, hidden = true) {
  document.hidden = hidden;
  opened.noteArrival(mark);
  document.hidden = false;
}

beforeEach(() => {
  newBrowser();
  Object.assign(globalThis, { PushManager: class {}, Notification: { permission: 'default' } });
});

test('it is offered after the second code that came while the page was hidden, once in this browser', async () => {
  const first = await page();
  first.offerToTell();
  come(first, 'v1.1');
  come(first, 'v1.1');
  come(first, 'v2.1', false);
  first.offerToTell();
  assert.equal(first.isOffered.value, false, 'one code was hidden, twice told');
  come(first, 'v1.2');
  first.offerToTell();
  assert.equal(first.isOffered.value, true);
  first.endTellOffer();
  first.offerToTell();
  assert.equal(first.isOffered.value, false);
  const later = await page();
  later.offerToTell();
  assert.equal(later.isOffered.value, false);
});

test('nothing is offered where the question was answered or cannot be asked', async () => {
  for (const there of [{ Notification: { permission: 'denied' } }, { Notification: { permission: 'granted' } }, { PushManager: undefined }]) {
    newBrowser();
    Object.assign(globalThis, { PushManager: class {}, Notification: { permission: 'default' }, ...there });
    if (there.PushManager === undefined && 'PushManager' in there) delete globalThis.PushManager;
    const opened = await page();
    come(opened, 'v1.1');
    come(opened, 'v2.1');
    opened.offerToTell();
    assert.equal(opened.isOffered.value, false);
  }
});

test('on iOS the way to install is offered, and in the installed app the switch', async () => {
  navigator.standalone = false;
  assert.equal((await page()).wayToTell(), 'install');
  navigator.standalone = true;
  assert.equal((await page()).wayToTell(), 'tap');
});
