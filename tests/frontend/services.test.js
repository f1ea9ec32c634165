import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, serve } from './browser.js';

const PRICES = { any: 45_000, area_code: 63_000, carrier: 64_000, both: 82_000 };
const service = (name, more = {}) => ({ name, label: name[0].toUpperCase() + name.slice(1), capability: 'sms', price_minor: 45_000, prices: PRICES, aliases: [], kind: null, stock: null, ...more });
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

test('an empty list of the last visit does not hide that today’s answer is lost', async () => {
  pages([]);
  await (await open()).openCatalogue();
  serve({ 'GET /services': offline });
  const { catalogue, openCatalogue } = await open();
  await openCatalogue();
  assert.deepEqual([catalogue.state.value.status, catalogue.state.value.value], ['failed', null]);
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

test('the best match comes first: the name, an alias, a beginning, a word, inside', async () => {
  const { matching } = await open();
  const list = [
    service('ateam', { label: 'The Ateam' }),
    service('microsoft', { label: 'Microsoft Team' }),
    service('teams'),
    service('slack', { aliases: ['team'] }),
    service('team'),
  ];
  assert.deepEqual(namesOf(matching(list, ' TEAM ', [])), ['team', 'slack', 'teams', 'microsoft', 'ateam']);
  assert.deepEqual(namesOf(matching(list, 'team micro', [])), ['microsoft']);
  assert.deepEqual(matching(list, 'nothing', []), []);
});

test('one or two letters must begin a name or be one', async () => {
  const { matching } = await open();
  const list = [service('xbox'), service('netflix'), service('twitter', { aliases: ['x'] })];
  assert.deepEqual(namesOf(matching(list, 'x', [])), ['twitter', 'xbox']);
  assert.deepEqual(namesOf(matching(list, 'ix', [])), []);
});

test('Enter picks the only match, or the one that is called so', async () => {
  const { matching, meant } = await open();
  const list = [service('xbox'), service('telegram'), service('telegraph'), service('openai', { aliases: ['chatgpt'] })];
  const picked = (text) => meant(matching(list, text, []), text)?.name ?? null;
  assert.deepEqual(['chatgpt', 'Telegram', 'xb', 'teleg', '', 'nothing'].map(picked), ['openai', 'telegram', 'xbox', null, null, null]);
});

test('an order costs what the server says for its options', async () => {
  const { priceOf } = await open();
  const costs = [[], ['212']].flatMap((areas) => [[], ['vz']].map((carriers) => priceOf(service('telegram'), areas, carriers)));
  assert.deepEqual(costs, [45_000, 64_000, 63_000, 82_000]);
});

test('instead of a service without numbers, three of its kind that have some', async () => {
  const kind = 'messenger';
  pages([service('zalo', { kind }), service('line', { kind, stock: 'none' }), service('viber', { kind, stock: 'few' }), service('etsy', { kind: 'shop' }), service('signal', { kind }), service('imo', { kind })]);
  const { alike, openCatalogue } = await open();
  await openCatalogue();
  assert.deepEqual(namesOf(alike(service('line', { kind }))), ['signal', 'zalo', 'viber']);
  assert.deepEqual(alike(service('other')), []);
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
