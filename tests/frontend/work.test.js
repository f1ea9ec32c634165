/** The worker does the work that the server checks: see callbox/domain/work.py. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

/** Run the worker's own source with a message, and return what it posts. */
function answersTo(data) {
  const posted = [];
  const worker = createContext({ postMessage: (message) => posted.push(message), onmessage: null });
  runInContext(readFileSync(new URL('../../frontend/work.js', import.meta.url), 'utf8'), worker);
  worker.onmessage({ data });
  return posted;
}

const zeroBits = (text) => Math.clz32(createHash('sha256').update(text).digest().readUInt32BE(0));

test('each number of the proof gives a hash that begins with the zero bits, and is the first that does', () => {
  const challenge = 'Aa0_-'.repeat(8) + 'xyz';

  const { proof } = answersTo({ challenge, bits: 8, parts: 16 }).at(-1);

  const [named, ...numbers] = proof.split('.');
  assert.equal(named, challenge);
  assert.equal(numbers.length, 16);
  numbers.forEach((number, part) => {
    assert.ok(zeroBits(`${challenge}.${part}.${number}`) >= 8);
    for (let earlier = 0; earlier < Number(number); earlier++) assert.ok(zeroBits(`${challenge}.${part}.${earlier}`) < 8);
  });
});

test('it tells after each part how far it is', () => {
  const posted = answersTo({ challenge: 'c', bits: 4, parts: 3 });

  assert.deepEqual(posted.map(({ done }) => done), [1, 2, 3, 3]);
});
