import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

beforeEach(() => {
  newBrowser();
});

for (const [said, name] of [
  ['Mozilla/5.0 (Linux; Android 11; Pixel 5) Chrome/141.0 Mobile Safari/537.36', 'Chrome, Android'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36', 'Chrome, Linux'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1', 'Safari, iPhone'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0', 'Edge, Windows'],
  ['Mozilla/5.0 (Linux; U; Android 9) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36 OPR/60', 'Opera, Android'],
  ['curl/7.88.1', ''],
  ['', ''],
]) {
  test(`a device is called by its browser and its system: ${name || 'nothing known'} (${said.slice(0, 30)})`, async () => {
    const { deviceName } = await openPage()('data/devices.js');
    assert.equal(deviceName(said), name);
  });
}
