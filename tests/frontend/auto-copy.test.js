import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, settle } from './browser.js';

/** A clipboard that accepts writes begun in a tap, and plain writes if `plain` is set. */
function clipboard({ plain = true } = {}) {
  const texts = [];
  globalThis.ClipboardItem = class {
    constructor(contents) {
      this.content = contents['text/plain'];
    }
  };
  navigator.clipboard = {
    write: async ([item]) => texts.push(await (await item.content).text()),
    writeText: async (text) => {
      if (!navigator.clipboard.plain) throw new DOMException('no tap', 'NotAllowedError');
      texts.push(text);
    },
    plain,
  };
  return texts;
}

let copy;
let preferences;
beforeEach(async () => {
  newBrowser();
  const load = openPage();
  copy = await load('core/auto-copy.js');
  preferences = await load('core/preferences.js');
});

test('a write begun in the tap is finished by the code that comes later', async () => {
  const texts = clipboard({ plain: false });
  copy.beginAutoCopy().claim('v1');
  assert.equal(await copy.finishAutoCopy('v1', '482913'), 'copied');
  assert.deepEqual(texts, ['482913']);
  assert.deepEqual(copy.outcome.value, { id: 'v1', how: 'copied' });
});

test('a code of another order is not written into the write of this one', async () => {
  const texts = clipboard({ plain: false });
  copy.beginAutoCopy().claim('v2');
  assert.equal(await copy.finishAutoCopy('v1', '111111'), 'armed');
  assert.equal(await copy.finishAutoCopy('v2', '222222'), 'copied');
  assert.deepEqual(texts, ['222222']);
});

test('when the write is refused, the next tap copies, once', async () => {
  const texts = clipboard({ plain: false });
  assert.equal(await copy.finishAutoCopy('v1', '482913'), 'armed');
  navigator.clipboard.plain = true;
  dispatchEvent(new Event('click'));
  await settle();
  dispatchEvent(new Event('click'));
  await settle();
  assert.deepEqual(texts, ['482913']);
  assert.deepEqual(copy.outcome.value, { id: 'v1', how: 'copied' });
});

test('a newer order takes over the clipboard, and a failed order releases it', async () => {
  const texts = clipboard({ plain: false });
  copy.beginAutoCopy().claim('v1');
  copy.beginAutoCopy().drop();
  assert.equal(await copy.finishAutoCopy('v1', '111111'), 'armed');
  assert.deepEqual(texts, []);
});

test('nothing is copied while auto-copy is off, and the setting is remembered', async () => {
  const texts = clipboard();
  preferences.autoCopyOn.value = false;
  copy.beginAutoCopy().claim('v1');
  assert.equal(await copy.finishAutoCopy('v1', '482913'), null);
  assert.deepEqual(texts, []);
  assert.equal((await openPage()('core/preferences.js')).autoCopyOn.value, false);
});

test('a hidden page copies when it becomes visible', async () => {
  const texts = clipboard();
  document.hidden = true;
  const finished = copy.finishAutoCopy('v1', '482913');
  await settle();
  assert.deepEqual(texts, []);
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(await finished, 'copied');
  assert.deepEqual(texts, ['482913']);
});
