import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, openPage, pass, refusal, serve, settle, stopTime } from './browser.js';

const deposit = (more = {}) => ({ id: 'd1', reference: 'r1', amount_minor: 200_000, authorization_url: 'https://paystack.example/pay', ...more });
const batchOf = (...ids) => ({ id: 'b1', verifications: ids.map((id) => ({ id, state: 'waiting', created_at: '2026-11-23T12:00:00Z', next_poll_ms: null })) });
const me = { user: { id: 'ada', email: 'ada@example.com', email_verified: true }, limits: { deposit_min_minor: 100_000, deposit_max_minor: 300_000 } };

let page;
beforeEach(() => {
  stopTime();
  newBrowser();
  page = openPage();
});

test('a top-up is found by its reference, by the kept id or in the list of the account', async () => {
  const requests = serve({ 'POST /deposits': { deposit: deposit() }, 'GET /deposits/d1': { deposit: deposit() }, 'GET /deposits': { deposits: [deposit({ id: 'd2', reference: 'r2' })] } });
  const { startDeposit, findDeposit } = await page('data/deposits.js');
  await startDeposit(200_000, 'ada');
  assert.deepEqual(requests[0].body, { amount_minor: 200_000 });
  const again = openPage();
  const { findDeposit: afterReturn } = await again('data/deposits.js');
  const { forgetDeposits } = await again('data/started-deposits.js');
  assert.equal((await afterReturn('r1')).id, 'd1');
  assert.equal((await findDeposit('r2')).id, 'd2');
  assert.equal(await findDeposit('unknown'), null);
  forgetDeposits();
  assert.equal(await findDeposit('r1'), null);
});

test('only the last twenty-one references are kept', async () => {
  const requests = serve({ 'GET /deposits': { deposits: [] } });
  const { findDeposit } = await page('data/deposits.js');
  const { noteDeposit } = await page('data/started-deposits.js');
  for (let n = 0; n < 30; n += 1) noteDeposit(deposit({ id: `d${n}`, reference: `ref-${n}` }));
  await findDeposit('ref-0');
  assert.equal(requests.length, 1);
});

test('the page sends customers to pay at the checkout that the server names, or at Paystack, and nowhere else', async () => {
  serve({ 'GET /me': { ...me, checkout_url: 'https://paystack.example' } });
  const { goToPayment } = await page('data/deposits.js');
  const { account } = await page('data/account.js');
  /** @param {string} host */
  const onlyTo = (host) => {
    const others = ['javascript:alert(1)', `http://${host}/`, `https://${host}@evil.example/`, `https://${host}.evil.example/`, `https://${host}:8443/`, 'https://evil.example/'];
    for (const address of others)
      assert.throws(() => goToPayment(deposit({ authorization_url: address })), { code: 'checkout_elsewhere' }, address);
    goToPayment(deposit({ authorization_url: `https://${host}/pay?x=1` }));
  };

  onlyTo('checkout.paystack.com');
  await account.reload();
  onlyTo('paystack.example');

  assert.throws(() => goToPayment(deposit({ authorization_url: null })), { code: 'payment_provider_unavailable' });
  const went = location.assign.mock.calls.map((call) => call.arguments[0]);
  assert.deepEqual(went, ['https://checkout.paystack.com/pay?x=1', 'https://paystack.example/pay?x=1']);
});

test("the bounds of a top-up are the customer's own once they are known", async () => {
  serve({ 'GET /me': me });
  const { bounds } = await page('data/deposits.js');
  const { account } = await page('data/account.js');
  assert.deepEqual(bounds.value, { least: 1_000_00, most: 500_000_00 });
  await account.reload();
  assert.deepEqual(bounds.value, { least: 100_000, most: 300_000 });
});

test('a tap waits for the account, and fails with the reason when it cannot be loaded', async () => {
  serve({ 'GET /me': me });
  assert.equal(await (await page('data/account.js')).whoTaps(), 'ada');
  serve({ 'GET /me': () => refusal(503, 'unavailable') });
  await assert.rejects((await openPage()('data/account.js')).whoTaps(), { code: 'unavailable' });
});

const answers = { 'POST /verification-batches': { batch: batchOf('a', 'b') }, 'GET /wallet': {}, 'GET /verifications': { verifications: [] } };

test('a batch shows its progress and survives a reload', async () => {
  const requests = serve({ ...answers, 'GET /verification-batches/b1': { batch: batchOf('a', 'b') } });
  const { buyBatch, batchProgress } = await page('data/batches.js');
  await buyBatch({ service: 'telegram' }, 2, 'ada');
  assert.deepEqual(requests[0].body, { service: 'telegram', quantity: 2 });
  const { keep } = await page('data/verifications.js');
  keep([{ ...batchOf('a').verifications[0], state: 'received' }]);
  assert.deepEqual(batchProgress.value, { all: 2, open: 1, received: 1 });
  const { reopenBatch, batch } = await openPage()('data/batches.js');
  await reopenBatch('obi');
  assert.equal(batch.value, null, 'it belongs to its customer only');
  await reopenBatch('ada');
  assert.deepEqual(batch.value.ids, ['a', 'b']);
  await settle();
});

test('a batch that no longer exists is dismissed; a network failure dismisses nothing', async () => {
  serve(answers);
  await (await page('data/batches.js')).buyBatch({ service: 'telegram' }, 2, 'ada');
  const reopened = async (answer) => {
    const requests = serve({ 'GET /verification-batches/b1': answer });
    await (await openPage()('data/batches.js')).reopenBatch('ada');
    return requests.length;
  };
  assert.equal(await reopened(new TypeError('offline')), 1);
  assert.equal(await reopened(() => refusal(404, 'not_found')), 1);
  assert.equal(await reopened(() => refusal(404, 'not_found')), 0);
  await pass(0);
});
