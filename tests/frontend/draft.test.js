import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

let page;
beforeEach(async () => {
  newBrowser();
  const load = openPage();
  page = { ...(await load('data/draft.js')), ...(await load('core/router.js')) };
});

const NOTHING = { service: null, wishes: { areaCodes: '', carrier: '', label: '' }, search: '', all: false };
const MINE = { service: 'discord', wishes: { areaCodes: '212', carrier: 'vz', label: 'for work' }, search: 'disc', all: true };

/** What the first screen begins with at this address, to which a link led. */
function come(address) {
  page.navigate(address);
  return page.openDraft(page.route.value.query);
}

test('an order in the making is there again after another screen', () => {
  assert.deepEqual(come('/'), NOTHING);
  page.keepDraft(MINE);
  page.navigate('/wallet');
  assert.deepEqual(come('/'), MINE);
});

test('a link that names a service begins anew, and going back to it finds what was changed since', () => {
  const telegram = { ...NOTHING, service: 'telegram', wishes: { areaCodes: '305', carrier: '', label: '' } };
  page.keepDraft(MINE);
  assert.deepEqual(come('/?service=telegram&area_codes=305&carrier=made-up'), telegram);
  page.keepDraft(MINE);
  page.navigate('/wallet');
  history.back();
  assert.deepEqual(page.openDraft(page.route.value.query), MINE);
  assert.deepEqual(come('/?service=telegram&area_codes=305'), telegram);
});

test('what was ordered, or whose session ended, is not offered again', () => {
  page.keepDraft(MINE);
  page.forgetDraft();
  assert.deepEqual(come('/'), NOTHING);
});
