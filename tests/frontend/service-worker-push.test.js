import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mock, test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

const SOURCE = readFileSync(new URL('../../frontend/sw.js', import.meta.url), 'utf8');
const CHROME = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const INSTALLED_ON_IOS = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const FIREFOX = 'Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0';

const page = (path, visibilityState = 'hidden') => ({ url: `https://callbox.example${path}`, visibilityState, focus: mock.fn(async () => {}) });

/** The worker of a browser with these pages open. */
function worker(pages, userAgent = CHROME) {
  const listeners = {};
  const self = {
    location: { origin: 'https://callbox.example' },
    addEventListener: (name, listener) => (listeners[name] = listener),
    clients: { matchAll: async () => pages, openWindow: mock.fn(async () => {}) },
    registration: { showNotification: mock.fn(async () => {}) },
  };
  runInContext(SOURCE, createContext({ self, navigator: { userAgent }, URL, Request }));
  const happen = async (name, facts = {}) => {
    let done;
    listeners[name]({ ...facts, waitUntil: (work) => (done = work) });
    await done;
  };
  return { self, happen };
}

const shown = ({ self }) => self.registration.showNotification.mock.calls.map((call) => call.arguments);

test('a push shows one line without anything of the news in it, in place of the one before', async () => {
  const closed = worker([]);
  await closed.happen('push');
  const [[title, { body, tag, renotify }]] = shown(closed);
  assert.deepEqual([title, body, tag, renotify], ['Callbox', 'News from Callbox. Tap to see it.', 'callbox', true]);
});

test('nothing is shown while the app is in front, and a hidden page or a public page is not the app in front', async () => {
  for (const [pages, count] of [[[page('/', 'visible')], 0], [[page('/wallet', 'visible'), page('/')], 0], [[page('/v/1')], 1], [[page('/help', 'visible')], 1]]) {
    for (const browser of [CHROME, FIREFOX]) {
      const open = worker(pages, browser);
      await open.happen('push');
      assert.equal(shown(open).length, count, pages[0].url);
    }
  }
});

test('iOS, which takes the permission back, is shown the line in any case', async () => {
  const open = worker([page('/', 'visible')], INSTALLED_ON_IOS);
  await open.happen('push');
  assert.equal(shown(open).length, 1);
});

test('a tap comes back to the open app, or opens it', async () => {
  const notification = { close: mock.fn() };
  const [help, wallet] = [page('/help', 'visible'), page('/wallet')];
  const open = worker([help, wallet]);
  await open.happen('notificationclick', { notification });
  assert.deepEqual([help, wallet].map((one) => one.focus.mock.callCount()), [0, 1]);
  assert.equal(open.self.clients.openWindow.mock.callCount(), 0);
  const closed = worker([help]);
  await closed.happen('notificationclick', { notification });
  assert.deepEqual(closed.self.clients.openWindow.mock.calls.map(({ arguments: [path] }) => path), ['/']);
  assert.equal(notification.close.mock.callCount(), 2);
});
