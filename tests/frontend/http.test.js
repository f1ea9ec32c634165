import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, refusal, serve, stopTime } from './browser.js';

let page, send;
beforeEach(async () => {
  stopTime();
  newBrowser();
  page = openPage();
  ({ send } = await page('core/http.js'));
});

test('a body is sent and answered as JSON', async () => {
  const requests = serve({ 'POST /deposits': { deposit: { id: 'd1' } } });
  assert.deepEqual(await send('POST', '/deposits', { body: { amount_minor: 5 }, headers: { 'X-Mark': '1' } }), { deposit: { id: 'd1' } });
  assert.deepEqual(requests[0].body, { amount_minor: 5 });
  assert.equal(requests[0].headers['Content-Type'], 'application/json');
  assert.equal(requests[0].headers['X-Mark'], '1');
});

test('an empty answer is null', async () => {
  serve({ 'DELETE /templates/1': new Response(null, { status: 204 }) });
  assert.equal(await send('DELETE', '/templates/1'), null);
});

test('a refusal is a problem with its code, status, facts and fields', async () => {
  const errors = [{ field: 'email', message: 'Enter one.' }];
  serve({ 'POST /users': () => refusal(422, 'invalid_request', { request_id: 'r1', errors, limit_name: 'x' }) });
  await assert.rejects(send('POST', '/users', { body: {} }), (problem) => {
    assert.equal(problem.code, 'invalid_request');
    assert.equal(problem.status, 422);
    assert.equal(problem.requestId, 'r1');
    assert.deepEqual(problem.errors, errors);
    assert.equal(problem.facts.limit_name, 'x');
    assert.equal(problem.uncertain, false);
    return true;
  });
});

test('a network failure is uncertain, since the request may have arrived', async () => {
  serve({ 'POST /deposits': offline });
  await assert.rejects(send('POST', '/deposits', { body: {} }), { code: 'unreachable', status: 0, uncertain: true });
});

test('an incomplete answer is uncertain as well', async () => {
  const torn = new ReadableStream({ start: (controller) => controller.error(new TypeError('reset')) });
  serve({ 'GET /wallet': () => new Response(torn) });
  await assert.rejects(send('GET', '/wallet'), { code: 'unreachable', uncertain: true });
});

test("an answer that is not the API's is unreadable and keeps its status", async () => {
  serve({ 'GET /wallet': () => new Response('<html>', { status: 504 }) });
  await assert.rejects(send('GET', '/wallet'), { code: 'unreadable', status: 504, uncertain: true });
});

test("the server's clock corrects the phone's, but not for less than two seconds", async () => {
  const { nowMs } = await page('core/clock.js');
  const answered = (date) => serve({ 'GET /me': new Response('{}', { headers: { Date: date } }) });
  answered('Mon, 23 Nov 2026 12:05:00 GMT');
  await send('GET', '/me');
  assert.equal(nowMs(), Date.parse('2026-11-23T12:05:00Z'));
  answered('Mon, 23 Nov 2026 12:00:01 GMT');
  await send('GET', '/me');
  assert.equal(nowMs(), Date.now());
});

test('a query holds what is set and nothing else', async () => {
  const { query } = await page('core/api.js');
  assert.equal(query({ cursor: null, q: '', state: 'open', limit: 0, ids: undefined }), '?state=open&limit=0');
  assert.equal(query({ cursor: null }), '');
  assert.equal(query({ q: 'a&b c' }), '?q=a%26b+c');
});
