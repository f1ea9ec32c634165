import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadable } from '../../frontend/js/core/loadable.js';

/** A loadable whose answers arrive when the test sends them. */
function answered() {
  const asked = [];
  const made = loadable((name) => new Promise((resolve, reject) => asked.push({ name, resolve, reject })));
  return { ...made, asked };
}

test('it is loading until it is ready', async () => {
  const { state, reload, asked } = answered();
  assert.equal(state.value.status, 'idle');
  const done = reload('x');
  assert.equal(state.value.status, 'loading');
  assert.equal(asked[0].name, 'x');
  asked[0].resolve(1);
  assert.deepEqual(await done, { status: 'ready', value: 1, problem: null });
});

test('a failure keeps the previous value', async () => {
  const { state, reload, asked } = answered();
  const first = reload();
  asked[0].resolve(1);
  await first;
  const second = reload();
  assert.deepEqual(state.value, { status: 'loading', value: 1, problem: null });
  const problem = new Error('no');
  asked[1].reject(problem);
  await second;
  assert.deepEqual(state.value, { status: 'failed', value: 1, problem });
});

test('all callers get the newest of several answers', async () => {
  const { state, reload, asked } = answered();
  const first = reload('a');
  const second = reload('b');
  asked[1].resolve('new');
  await second;
  asked[0].resolve('old');
  assert.equal((await first).value, 'new');
  assert.equal(state.value.value, 'new');
});

test('the first caller waits for the newest answer as well', async () => {
  const { reload, asked } = answered();
  const first = reload('a');
  reload('b');
  asked[0].resolve('old');
  asked[1].resolve('new');
  assert.equal((await first).value, 'new');
});

test('an answer that arrives after clearing is ignored', async () => {
  const { state, reload, clear, asked } = answered();
  const late = reload();
  clear();
  asked[0].resolve('of the customer before');
  await late;
  assert.deepEqual(state.value, { status: 'idle', value: null, problem: null });
});
