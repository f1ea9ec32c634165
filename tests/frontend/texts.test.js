import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'acorn';
import { t } from '../../frontend/js/texts/index.js';
import { JS, loadedWith, modules, nodes } from './source.js';

const TEXTS = join(JS, 'texts');
const LANGUAGES = readdirSync(TEXTS, { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name);
const PARTS = readdirSync(join(TEXTS, 'en'));

const partOf = async (language, part) => (await import(join(TEXTS, language, part))).default;
const catalogue = async (language, parts = PARTS) => Object.assign({}, ...(await Promise.all(parts.map((part) => partOf(language, part)))));

const english = await catalogue('en');
const gapsOf = (text) => [text].flatMap((each) => (typeof each === 'string' ? each : Object.values(each))).flatMap((each) => each.match(/\{\w+\}/g) ?? []);

/** The keys that a call can look up: `t('a')`, `t(x ? 'a' : 'b')`, or all that begin like t(`state.${x}`). */
function keysOf(node, file) {
  if (node.type === 'Literal') return [node.value];
  if (node.type === 'ConditionalExpression') return [...keysOf(node.consequent, file), ...keysOf(node.alternate, file)];
  if (node.type === 'TemplateLiteral') {
    const form = new RegExp(`^${node.quasis.map((each) => each.value.raw.replaceAll('.', '\\.')).join('[\\w.]+')}$`);
    const found = Object.keys(english).filter((key) => form.test(key));
    assert.notEqual(found.length, 0, `${file}: no text has a key like ${form}`);
    return found;
  }
  if (node.type === 'Identifier') return constant(node.name, file);
  return assert.fail(`${file}: the key of a text must be seen in the call`);
}

/** The keys that a local constant can hold. */
function constant(name, file) {
  const declared = [...nodes(modules.get(file))].find((each) => each.type === 'VariableDeclarator' && each.id.name === name);
  return keysOf(declared?.init ?? {}, file);
}

/** Each use of a text: its keys, whether they are literals, and the names of its facts. */
function usesIn(file) {
  return [...nodes(modules.get(file))]
    .filter((each) => each.type === 'CallExpression' && each.callee.name === 't')
    .map(({ arguments: [key, facts] }) => ({
      file,
      keys: keysOf(key, file),
      open: key.type === 'TemplateLiteral',
      facts: (facts?.properties ?? []).map((each) => `{${each.key.name}}`),
    }));
}

const uses = [...modules.keys()].filter((file) => !file.startsWith('texts/en') && file !== 'texts/index.js').flatMap(usesIn);

test('every key that is looked up has a text', () => {
  assert.deepEqual(uses.flatMap(({ file, keys }) => keys.filter((key) => !(key in english)).map((key) => `${file}: ${key}`)), []);
});

test('every text is looked up somewhere', () => {
  const used = new Set(uses.flatMap((each) => each.keys));
  assert.deepEqual(Object.keys(english).filter((key) => !used.has(key)), []);
});

test('every placeholder of a text gets its fact, and no fact is unused', () => {
  const wrong = uses.flatMap(({ file, keys, open, facts }) =>
    keys.flatMap((key) => {
      const gaps = new Set([...gapsOf(english[key]), ...(typeof english[key] === 'string' ? [] : ['{count}'])]);
      const lacking = [...gaps].filter((gap) => !facts.includes(gap));
      const vain = open ? [] : facts.filter((fact) => !gaps.has(fact));
      return [...lacking, ...vain].map((gap) => `${file}: ${key} ${gap}`);
    }),
  );
  assert.deepEqual(wrong, []);
});

/** A problem without a text is shown in the server's words, so texts/sentence.js may look up one that is not there yet. */
const mayLack = (key) => /^(problem|field)\./.test(key);

test('no file of the site needs a text that another file brings', async () => {
  const firstFiles = loadedWith('app.js');
  const first = await catalogue('en', ['first.js', 'problems.js']);
  const brought = { 'doors.js': ['doors.js'], 'account.js': ['account.js'], 'later.js': ['later.js', 'rare-problems.js'], 'records.js': ['records.js'] };
  assert.ok(firstFiles.has('screens/get-code.js') && !firstFiles.has('screens/wallet.js'), 'what is loaded first is known');
  assert.deepEqual([...Object.values(brought).flat(), 'first.js', 'problems.js'].sort(), PARTS);

  const missing = [[firstFiles, first]];
  for (const [part, texts] of Object.entries(brought)) {
    missing.push([new Set([...loadedWith(part)].filter((file) => !firstFiles.has(file))), { ...first, ...(await catalogue('en', texts)) }]);
  }
  const lacking = missing.flatMap(([files, there]) =>
    uses.filter((each) => files.has(each.file)).flatMap(({ file, keys }) => keys.filter((key) => !(key in there) && !mayLack(key)).map((key) => `${file}: ${key}`)),
  );
  assert.deepEqual(lacking, []);
});

test('the address fetches the file ahead that holds its screen', () => {
  const paths = (file) => Object.fromEntries([...readFileSync(join(JS, file), 'utf8').matchAll(/'(\/[\w/-]+)': (\w+)/g)].map(([, path, part]) => [path, part]));
  const { '/sign-in': signIn, '/sign-up': signUp, ...shown } = paths('app.js');
  assert.deepEqual(paths('early.js'), shown);
  assert.deepEqual([signIn, signUp], ['doors', 'doors'], 'for visitors each other path is a door');
});

test('no key has two texts', async () => {
  const keys = (await Promise.all(PARTS.map((part) => partOf('en', part)))).flatMap(Object.keys);
  assert.deepEqual(keys.filter((key, place) => keys.indexOf(key) !== place), []);
});

for (const language of LANGUAGES) {
  test(`${language} has every text of every part, with the same placeholders and the plural forms of its language`, async () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    for (const part of PARTS) {
      const [theirs, ours] = [await partOf(language, part), await partOf('en', part)];
      assert.deepEqual(Object.keys(theirs).sort(), Object.keys(ours).sort(), part);
      for (const [key, text] of Object.entries(theirs)) {
        assert.deepEqual(new Set(gapsOf(text)), new Set(gapsOf(ours[key])), key);
        if (typeof ours[key] !== 'string') assert.deepEqual(Object.keys(text).sort(), forms, key);
      }
    }
  });
}

test('a text is filled with its facts and has singular and plural', () => {
  assert.equal(t('shortBy', { missing: '₦50' }), 'Your wallet is ₦50 short.');
  assert.equal(t('servicesCount', { count: 1 }), '1 service');
  assert.equal(t('servicesCount', { count: 0 }), '0 services');
  assert.equal(t('sum.area', { any: '{extra} $&', extra: '₦50' }), '{extra} $& + ₦50 for the area code', 'a fact is never read as a text');
});

test('a state newer than the page is shown by its name', () => {
  assert.equal(t('state.paused'), 'paused');
});

const SPOKEN = /(?:aria-label|title|label|hint|lead|placeholder|alt|text|failed|busyText)="[^"]*[A-Za-z]/;

/** The literal text of an html template: between its tags, and in attributes that screen readers read. */
function saidBy({ quasi }) {
  const markup = quasi.quasis.map((each) => each.value.raw).join('\0');
  const texts = markup.replace(/<[^>]*>/g, '\n').split(/[\n\0]/).filter((text) => /[A-Za-z]/.test(text));
  return [...texts.map((text) => text.trim()), ...(SPOKEN.exec(markup) ?? [])];
}

const isHtml = (node) => node.type === 'TaggedTemplateExpression' && node.tag.name === 'html';
/** Several words that start with a capital and continue in lower case, or that end like a sentence. */
const isSentence = (text) => !text.startsWith('Bearer ') && (/^[A-Z][\w’']*,? [a-z]/.test(text) || /^[A-Z].*[a-z]{2}[.!?…]$/.test(text));

/** The strings of a module, except messages of an Error, which go to the console. */
function strings(all) {
  const errors = all.filter((each) => each.type === 'NewExpression' && /Error$/.test(each.callee.name));
  const thrown = new Set(errors.flatMap((each) => each.arguments));
  const literals = all.filter((each) => each.type === 'Literal' && typeof each.value === 'string' && !thrown.has(each));
  const markup = new Set(all.filter(isHtml).map((each) => each.quasi));
  const templates = all.filter((each) => each.type === 'TemplateLiteral' && !markup.has(each));
  return [...literals.map((each) => each.value), ...templates.map((each) => each.quasis.map((one) => one.value.raw).join('x'))];
}

const ownWords = (tree) => [...[...nodes(tree)].filter(isHtml).flatMap(saidBy), ...strings([...nodes(tree)]).filter(isSentence)];

test('no screen contains literal text', () => {
  const said = [...modules].filter(([file]) => !file.startsWith('texts/')).flatMap(([file, tree]) => ownWords(tree).map((text) => `${file}: ${text}`));
  assert.deepEqual(said, []);
});

for (const code of ["html`<p>Nothing here</p>`", 'html`<p>${n} left</p>`', 'html`<input aria-label="Search" />`', "showToast('It is copied.')", '`Pay ${x} now`', "f('Try again')"]) {
  test(`literal text is found: ${code}`, () => {
    assert.notDeepEqual(ownWords(parse(code, { ecmaVersion: 'latest' })), []);
  });
}
