import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, refusal, serve, settle, stopTime } from './browser.js';

const ORDER = { service: 'telegram', country: 'US', capability: 'sms', area_codes: ['312'], carriers: [], max_price_minor: 45_000 };

/** The account's list, which answers as the API does. */
function account(saved = []) {
  const kept = new Map(saved.map((each) => [each.id, each]));
  let reachable = true;
  const answer = (work) => (request) => (reachable ? work(request.path.split('/').at(-1), request) : offline);
  const routes = new Proxy({}, {
    get(_, route) {
      if (route === 'GET /templates') return answer(() => ({ templates: [...kept.values()] }));
      if (route.startsWith('PUT'))
        return answer((id, { body }) =>
          body.area_codes.includes('999') ? refusal(422, 'area_code_unknown', { area_code: '999', near: '989' }) : (kept.set(id, { id, ...body }), { template: kept.get(id) }),
        );
      return answer((id) => (kept.delete(id) ? new Response(null, { status: 204 }) : refusal(404, 'not_found')));
    },
  });
  return { kept, requests: serve(routes), cut: () => (reachable = false), mend: () => (reachable = true) };
}

const open = () => openPage()('data/templates.js');
const names = (page) => page.templates.value.map((each) => each.name);

beforeEach(() => {
  stopTime();
  newBrowser();
});

test('a saved order is shown at once and sent to the account', async () => {
  const { kept } = account();
  const page = await open();
  await page.openTemplates('ada');
  const saved = page.saveTemplate('Telegram 312', ORDER);
  assert.deepEqual(names(page), ['Telegram 312']);
  await settle();
  assert.deepEqual(kept.get(saved.id), { id: saved.id, name: 'Telegram 312', ...ORDER });
});

test('a wish that cannot be ordered is told, and holds up no other template', async () => {
  const { kept } = account();
  const page = await open();
  await page.openTemplates('ada');
  page.saveTemplate('Telegram 999', { ...ORDER, area_codes: ['999'] });
  page.saveTemplate('Telegram 312', ORDER);
  await settle();
  assert.deepEqual(names(page), ['Telegram 312']);
  assert.deepEqual([...kept.values()].map((each) => each.name), ['Telegram 312']);
  assert.equal(page.refusedTemplate.value.facts.area_code, '999');
});

test('without a network it is kept in the browser and sent to the account later', async () => {
  const server = account();
  server.cut();
  const page = await open();
  await page.openTemplates('ada');
  page.saveTemplate('Telegram', ORDER);
  await settle();
  const reloaded = await open();
  await reloaded.openTemplates('ada');
  assert.deepEqual(names(reloaded), ['Telegram']);
  server.mend();
  await reloaded.openTemplates('ada');
  assert.equal(server.kept.size, 1);
});

test('a template deleted without a network does not come back', async () => {
  const server = account([{ id: 't1', name: 'Old', ...ORDER }]);
  const page = await open();
  await page.openTemplates('ada');
  server.cut();
  page.deleteTemplate('t1');
  await settle();
  assert.deepEqual(names(page), []);
  server.mend();
  await page.openTemplates('ada');
  assert.deepEqual(names(page), []);
  assert.equal(server.kept.size, 0);
});

test('a template deleted on another device disappears, and deleting it again is not an error', async () => {
  const server = account([{ id: 't1', name: 'Old', ...ORDER }]);
  const page = await open();
  await page.openTemplates('ada');
  server.kept.clear();
  page.deleteTemplate('t1');
  await settle();
  assert.deepEqual(names(page), []);
  await page.openTemplates('ada');
  assert.equal(server.requests.filter((each) => each.method === 'DELETE').length, 1);
});

test('a local change is not undone by the account’s older version', async () => {
  const server = account([{ id: 't1', name: 'Old', ...ORDER }]);
  const page = await open();
  await page.openTemplates('ada');
  server.cut();
  page.editTemplate('t1', { name: 'New' });
  await settle();
  assert.deepEqual(names(page), ['New']);
  server.mend();
  await page.openTemplates('ada');
  assert.equal(server.kept.get('t1').name, 'New');
});

test('a change or deletion during a fetch of the list is not undone by it', async () => {
  let answer;
  const list = new Promise((resolve) => (answer = resolve));
  const page = await open();
  account([{ id: 't1', name: 'A', ...ORDER }, { id: 't2', name: 'B', ...ORDER }]);
  await page.openTemplates('ada');
  serve({ 'GET /templates': () => list, 'PUT /templates/t1': offline, 'DELETE /templates/t2': offline });
  const opened = page.openTemplates('ada');
  await settle();
  page.editTemplate('t1', { name: 'New' });
  page.deleteTemplate('t2');
  answer({ templates: [{ id: 't1', name: 'A', ...ORDER }, { id: 't2', name: 'B', ...ORDER }] });
  await opened;
  assert.deepEqual(names(page), ['New']);
});

test('the template used last comes first', async () => {
  account([{ id: 't1', name: 'A', ...ORDER }, { id: 't2', name: 'B', ...ORDER }]);
  const page = await open();
  await page.openTemplates('ada');
  page.noteUsed('t2');
  assert.deepEqual(names(page), ['B', 'A']);
});

test('each customer of a browser has their own templates', async () => {
  account();
  const page = await open();
  page.showTemplates('ada');
  page.saveTemplate('Of Ada', ORDER);
  page.closeTemplates();
  assert.deepEqual(names(page), []);
  page.showTemplates('obi');
  assert.deepEqual(names(page), []);
  page.showTemplates('ada');
  assert.deepEqual(names(page), ['Of Ada']);
});

test('signing out deletes the browser’s copy, except what the account does not have yet', async () => {
  const server = account();
  const page = await open();
  await page.openTemplates('ada');
  page.saveTemplate('Sent', ORDER);
  await settle();
  page.forgetTemplates();
  page.showTemplates('ada');
  assert.deepEqual(names(page), []);
  server.cut();
  page.saveTemplate('Not sent', ORDER);
  await settle();
  page.forgetTemplates();
  page.showTemplates('ada');
  assert.deepEqual(names(page), ['Not sent']);
  server.mend();
  await page.openTemplates('ada');
  assert.deepEqual(names(page).sort(), ['Not sent', 'Sent']);
});

test('it says when the account can hold no more', async () => {
  account(Array.from({ length: 50 }, (_, n) => ({ id: `t${n}`, name: `${n}`, ...ORDER })));
  const page = await open();
  await page.openTemplates('ada');
  assert.equal(page.templatesFull.value, true);
  page.deleteTemplate('t0');
  assert.equal(page.templatesFull.value, false);
});
