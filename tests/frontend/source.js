/** The site's source as syntax trees, for tests that check the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';

export const JS = fileURLToPath(new URL('../../frontend/js/', import.meta.url));

/** Every module under frontend/js by its path there, parsed. */
export const modules = new Map(
  readdirSync(JS, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => [file, parse(readFileSync(join(JS, file), 'utf8'), { ecmaVersion: 'latest', sourceType: 'module' })]),
);

/** Every node of a tree. */
export function* nodes(node) {
  if (Array.isArray(node)) for (const each of node) yield* nodes(each);
  if (!node || typeof node.type !== 'string') return;
  yield node;
  for (const value of Object.values(node)) if (value && typeof value === 'object') yield* nodes(value);
}

/** A module and all that it imports, directly or not, without dynamic imports. */
export function loadedWith(entry, found = new Set()) {
  if (found.has(entry) || !modules.has(entry)) return found;
  found.add(entry);
  for (const { type, source } of modules.get(entry).body) {
    const imports = type === 'ImportDeclaration' || (type.startsWith('Export') && source);
    if (imports && source.value.startsWith('.')) loadedWith(relative(JS, join(JS, dirname(entry), source.value)), found);
  }
  return found;
}
