import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, pass, settle, stopTime } from './browser.js';

/** Tones that were struck, as {hz, from, until} in seconds. */
let struck;

class Player {
  currentTime = 5;
  destination = {};
  resume = async () => {};
}
class Oscillator {
  constructor(_, { frequency }) {
    this.tone = { hz: frequency };
  }
  connect = (next) => next;
  start = (from) => struck.push(Object.assign(this.tone, { from: rounded(from) }));
  stop = (until) => (this.tone.until = rounded(until));
}
class Gain {
  gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
  connect = (next) => next;
}

const rounded = (seconds) => Math.round(seconds * 100) / 100;

/** A page of a browser; its sound is on if a page before switched it on. */
async function page() {
  const load = openPage();
  return { ...(await load('core/preferences.js')), ...(await load('core/sound.js')) };
}

beforeEach(() => {
  stopTime();
  newBrowser();
  struck = [];
  navigator.userActivation = { hasBeenActive: true };
  Object.assign(globalThis, { AudioContext: Player, OscillatorNode: Oscillator, GainNode: Gain });
});

test('a code sounds as two tones of three tenths of a second together, where it is switched on', async () => {
  const first = await page();
  await first.play();
  assert.deepEqual(struck, [], 'it is off at first');
  first.soundOn.value = true;
  await (await page()).play();
  assert.deepEqual(struck, [{ hz: 660, from: 5, until: 5.15 }, { hz: 880, from: 5.15, until: 5.3 }]);
});

test('nothing sounds before a tap', async () => {
  navigator.userActivation.hasBeenActive = false;
  const opened = await page();
  opened.soundOn.value = true;
  await opened.play();
  assert.deepEqual(struck, []);
});

test('a sound that the browser held back until the next tap is not played late', async () => {
  let allow;
  globalThis.AudioContext = class extends Player {
    resume = () => new Promise((resolve) => (allow = resolve));
  };
  const opened = await page();
  opened.soundOn.value = true;
  const played = opened.play();
  await pass(3000);
  allow();
  await played;
  assert.deepEqual(struck, []);
});

test('two tabs, and codes that come together, sound once', async () => {
  const [one, other] = [await page(), await page()];
  one.soundOn.value = other.soundOn.value = true;
  one.playOnce();
  other.playOnce();
  one.playOnce();
  await settle();
  assert.equal(struck.length, 2);
  await pass(9000);
  other.playOnce();
  await settle();
  assert.equal(struck.length, 4);
});

test('what one tab switches is switched in the others', async () => {
  const { soundOn, vibrateOn } = await page();
  assert.deepEqual([soundOn.value, vibrateOn.value], [false, true]);
  localStorage.setItem('callbox.sound', 'true');
  localStorage.setItem('callbox.vibrate', 'false');
  dispatchEvent(new Event('storage'));
  assert.deepEqual([soundOn.value, vibrateOn.value], [true, false]);
});
