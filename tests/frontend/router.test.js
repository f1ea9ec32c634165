import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage } from './browser.js';

const open = (at) => {
  newBrowser({ at });
  return openPage()('core/router.js');
};

/** Click on a link to `href`. @returns whether the page handled the click instead of the browser. */
function click(href, { link = {}, event = {} } = {}) {
  const { origin, pathname, search, hash } = new URL(href, 'https://callbox.example');
  const anchor = { origin, pathname, search, hash, target: '', hasAttribute: () => false, ...link };
  const clicked = Object.assign(new Event('click', { cancelable: true }), { button: 0, ...event });
  Object.defineProperty(clicked, 'target', { value: { closest: () => anchor } });
  document.dispatchEvent(clicked);
  return clicked.defaultPrevented;
}

let router;
beforeEach(async () => {
  router = await open('/');
});

test('the route is the path without its last slash, and the query', async () => {
  const { route } = await open('/wallet/?reference=r1');
  assert.equal(route.value.path, '/wallet');
  assert.equal(route.value.query.get('reference'), 'r1');
  assert.equal((await open('/')).route.value.path, '/');
});

test('going somewhere changes the address and the route', () => {
  router.navigate('/v/1?x=y');
  assert.equal(router.route.value.path, '/v/1');
  assert.equal(router.route.value.query.get('x'), 'y');
  assert.equal(history.pushState.mock.callCount(), 1);
});

test('a screen that only redirects leaves no history entry', () => {
  router.navigate('/wallet', { replace: true });
  assert.equal(history.pushState.mock.callCount(), 0);
  assert.equal(history.replaceState.mock.callCount(), 1);
});

test('going back shows the previous address', () => {
  router.navigate('/wallet');
  location.pathname = '/';
  dispatchEvent(new Event('popstate'));
  assert.equal(router.route.value.path, '/');
});

test('after signing in the page returns to a path of this site only', () => {
  assert.equal(router.safeReturn('/wallet?x=1'), '/wallet?x=1');
  for (const target of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', null]) {
    assert.equal(router.safeReturn(target), '/', String(target));
  }
});

test('a link of this site loads no page', () => {
  assert.equal(click('/history?q=1'), true);
  assert.equal(router.route.value.path, '/history');
  assert.equal(router.route.value.query.get('q'), '1');
});

test('other links are left to the browser', () => {
  assert.equal(click('https://paystack.example/pay'), false);
  assert.equal(click('/terms', { link: { target: '_blank' } }), false);
  assert.equal(click('/a.csv', { link: { hasAttribute: (name) => name === 'download' } }), false);
  assert.equal(click('/#main'), false);
  for (const page of ['/help', '/terms/1', '/services/whatsapp', '/docs/api.html']) assert.equal(click(page), false, page);
  for (const key of ['metaKey', 'ctrlKey', 'shiftKey', 'altKey']) assert.equal(click('/wallet', { event: { [key]: true } }), false, key);
  assert.equal(click('/wallet', { event: { button: 1 } }), false);
  assert.equal(router.route.value.path, '/');
});
