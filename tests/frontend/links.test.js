import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { JS, modules } from './source.js';

const PAGES = join(JS, '..', 'pages');

/** As infra/pages.py makes them. */
const idsOf = (page) => readFileSync(join(PAGES, `${page}.md`), 'utf8').match(/^## .*$/gm).map((line) => line.slice(3).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''));

test('a link of the app into a public page leads to a heading that is there', () => {
  const links = [...modules.keys()].flatMap((file) => [...readFileSync(join(JS, file), 'utf8').matchAll(/href="\/([a-z-]+)#([a-z0-9-]+)"/g)]);
  assert.notEqual(links.length, 0);
  for (const [, page, id] of links) assert.ok(idsOf(page).includes(id), `/${page}#${id}`);
});
