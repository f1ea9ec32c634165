import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const { devDependencies: wanted, '//': reasons, dependencies } = read('package.json');
const { packages: locked } = read('package-lock.json');

test('every package has one exact version and a reason, and none is shipped', () => {
  assert.deepEqual(Object.keys(reasons), Object.keys(wanted));
  for (const [name, version] of Object.entries(wanted)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  assert.equal(dependencies, undefined);
});

test('the lock file has the hash of each package and names no host to fetch it from', () => {
  for (const [path, { integrity, resolved, link }] of Object.entries(locked)) {
    if (path === '' || link) continue;
    assert.match(integrity ?? '', /^sha512-/, path);
    assert.equal(resolved, undefined, path);
  }
});

test('the types of vendor.js are those of the versions that vendor.md names', () => {
  const built = readFileSync(new URL('../../frontend/vendor.md', import.meta.url), 'utf8');
  for (const name of ['preact', '@preact/signals']) assert.ok(built.includes(`${name}@${wanted[name]} `), name);
  assert.ok(built.includes(`esbuild@${wanted.esbuild}\n`));
});
