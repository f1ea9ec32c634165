import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, stopTime } from './browser.js';

const next = { missing_minor: 180_000, currency: 'NGN', not_before: null, open_verifications: 10 };
let missingFor;

beforeEach(async () => {
  stopTime();
  newBrowser();
  const page = openPage();
  await page('texts/account.js');
  ({ missingFor } = await page('screens/standing.js'));
});

const inHours = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();

test('what is missing for more numbers at once is said in money and time', () => {
  assert.equal(missingFor({ ...next, not_before: inHours(5) }), '₦1,800 more and 5 hours until 10 numbers at once.');
  assert.match(missingFor(next), /^₦1,800 more until 10 numbers at once\./);
  assert.equal(missingFor({ ...next, missing_minor: 0, not_before: inHours(5) }), '5 hours until 10 numbers at once.');
  assert.equal(missingFor({ ...next, missing_minor: 0, not_before: inHours(-1) }), 'In a moment 10 numbers at once.');
});
