import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, serve } from './browser.js';

const service = (name, more = {}) => ({ name, label: name[0].toUpperCase() + name.slice(1), capability: 'sms', price_minor: 45_000, ...more });
const namesOf = (list) => list.map((each) => each.name);
const open = () => openPage()('data/services.js');

/** Answer with the pages in order. */
const pages = (...lists) => serve({ 'GET /services': ({ query }) => ({ services: lists[Number(query.cursor ?? 0)], next_cursor: Number(query.cursor ?? 0) + 1 < lists.length ? String(Number(query.cursor ?? 0) + 1) : null }) });

beforeEach(() => {
  newBrowser();
});

test('the catalogue is read page by page without voice services', async () => {
  pages([service('telegram'), service('call', { capability: 'voice' })], [service('discord')]);
  const { catalogue, openCatalogue } = await open();
  await openCatalogue();
  assert.deepEqual(namesOf(catalogue.state.value.value.services), ['telegram', 'discord']);
  assert.equal(catalogue.state.value.value.complete, true);
});

test('it holds five pages and leaves the rest to the server’s search', async () => {
  const requests = pages(...Array.from({ length: 9 }, (_, n) => [service(`s${n}`)]));
  const { catalogue, openCatalogue } = await open();
  await openCatalogue();
  assert.equal(requests.length, 5);
  assert.equal(catalogue.state.value.value.complete, false);
});

test('the last visit’s list is shown before the answer, and stays without one', async () => {
  pages([service('telegram')]);
  await (await open()).openCatalogue();
  serve({ 'GET /services': offline });
  const { catalogue, openCatalogue, serviceLabel } = await open();
  const opened = openCatalogue();
  assert.deepEqual(namesOf(catalogue.state.value.value.services), ['telegram']);
  await opened;
  assert.equal(catalogue.state.value.status, 'failed');
  assert.equal(serviceLabel('telegram'), 'Telegram');
});

test('every word must match; services that begin with the first word come first', async () => {
  const { matching } = await open();
  const list = [service('microsoft', { label: 'Microsoft Teams' }), service('teams'), service('telegram')];
  assert.deepEqual(namesOf(matching(list, 'TEAM', [])), ['teams', 'microsoft']);
  assert.deepEqual(namesOf(matching(list, 'team micro', [])), ['microsoft']);
  assert.deepEqual(matching(list, 'nothing', []), []);
});

test('without a search, recent services come first, then the most popular', async () => {
  const { matching } = await open();
  const list = ['zebra', 'telegram', 'apple', 'whatsapp'].map((name) => service(name));
  assert.deepEqual(namesOf(matching(list, ' ', ['apple'])), ['apple', 'whatsapp', 'telegram', 'zebra']);
});

test('the last five bought are remembered, each once, until they are forgotten', async () => {
  const { noteBought } = await open();
  for (const name of ['a', 'b', 'c', 'a', 'd', 'e', 'f']) noteBought(name);
  const { recentNames, forgetRecent } = await open();
  assert.deepEqual(recentNames.value, ['f', 'e', 'd', 'a', 'c']);
  forgetRecent();
  assert.deepEqual((await open()).recentNames.value, []);
});

test('an unknown service is shown by its name', async () => {
  assert.equal((await open()).serviceLabel('snapchat'), 'Snapchat');
});
