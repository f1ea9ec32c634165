import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newBrowser, openPage, pass, stopTime } from './browser.js';

test('the page looks each three seconds for two minutes, then each half minute up to ten, and only in front', async () => {
  stopTime();
  newBrowser();
  const { lookAgainAndAgain } = await openPage()('core/looking-again.js');
  let looks = 0;
  const end = lookAgainAndAgain(() => (looks += 1));
  const inTheNext = async (seconds) => {
    const before = looks;
    await pass(seconds * 1000, 1000);
    return looks - before;
  };
  assert.equal(await inTheNext(60), 20);
  document.hidden = true;
  assert.equal(await inTheNext(30), 0);
  document.hidden = false;
  assert.equal(await inTheNext(30), 10);
  assert.equal(await inTheNext(8 * 60), 16);
  assert.equal(await inTheNext(60 * 60), 0);
  end();
});
