/**
 * Build the site for release: `npm ci && npm run build` writes build/site.
 *
 * The files of frontend/ work without a build; bundling only saves round trips on a slow network. Scripts and styles go
 * under /a/<release>/ and never change, so that browsers may keep them for ever; the HTML names the release.
 * The build fails when the size exceeds its budget.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const FROM = dirname(fileURLToPath(import.meta.url));
const TO = join(FROM, '..', 'build', 'site');
const ENTRIES = [join(FROM, 'js', 'app.js'), join(FROM, 'js', 'early.js'), join(FROM, 'css', 'app.css'), join(FROM, 'css', 'later.css'), join(FROM, 'js', 'site.js'), join(FROM, 'css', 'site.css')];
// Fetched on their own; js/ui/lazy.js knows when.
const PARTS = ['doors', 'later', 'records', 'account', 'sound', 'notifications'];
// Brotli. Slow 3G carries about 50 KB a second at its best.
const BUDGET = { 'first load js': 30_000, 'first load css': 6_000, 'later css': 6_000, 'first load html': 3_000, doors: 6_000, later: 15_000, records: 15_000, account: 15_000, sound: 1_000, notifications: 2_000, 'public css': 3_000, 'public js': 1_000 };
// The last versions on phones that no longer get system updates.
const TARGET = ['chrome109', 'firefox115', 'safari16'];

/** The commit; files that differ from it add their own hash, since browsers never fetch a release's files again. */
function releaseName() {
  const git = (...args) => execFileSync('git', args, { cwd: FROM, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const commit = git('rev-parse', '--short=12', 'HEAD');
    return git('status', '--porcelain', '.') === '' ? commit : `${commit}-${contentName()}`;
  } catch {
    return contentName(); // built from an archive without history
  }
}

function contentName() {
  const hash = createHash('sha256');
  for (const file of readdirSync(FROM, { recursive: true }).sort()) {
    if (statSync(join(FROM, file)).isFile()) hash.update(file).update(readFileSync(join(FROM, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function bundle(release) {
  const { metafile, outputFiles } = await build({
    entryPoints: ENTRIES,
    outdir: join(TO, 'a', release),
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: TARGET,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  mkdirSync(join(TO, 'a', release));
  for (const { path, text } of outputFiles) writeFileSync(path, withoutIndents(text));
  return Object.entries(metafile.outputs).map(([path, output]) => ({ ...output, path, name: path.split('/').at(-1) }));
}

/**
 * Line breaks are left only within templates, where htm drops a break and all spaces around it: a break alone means the
 * same as a break and an indent.
 */
function withoutIndents(text) {
  return text.replace(/\s*\n\s*/g, '\n');
}

const isKnown = (name) => ['app.js', 'early.js', 'site.js'].includes(name) || PARTS.some((part) => name.startsWith(`${part}-`));

/** The one file with the whole first load. The entry app.js only imports it, so the page names this file and saves a request. */
function firstLoad(outputs) {
  const holding = (/** @type {string} */ source) => outputs.filter((output) => Object.keys(output.inputs).some((input) => input.endsWith(source)));
  const [script, ...more] = holding('frontend/js/app.js');
  const others = outputs.filter(({ path, name }) => name.endsWith('.js') && path !== script.path && !isKnown(name));
  if (more.length > 0 || script.imports.some(({ kind }) => kind === 'import-statement') || others.length > 0) {
    throw new Error(`two parts share code that the first load does not have: ${others.map(({ inputs }) => Object.keys(inputs))}`);
  }
  return script;
}

function writePage(release, script) {
  const page = readFileSync(join(FROM, 'app.html'), 'utf8')
    .replace('/css/app.css', `/a/${release}/app.css`)
    .replace('/js/app.js', `/a/${release}/${script.name}`)
    .replace('/js/early.js', `/a/${release}/early.js`)
    .replace(/\n\s*/g, '\n');
  writeFileSync(join(TO, 'app.html'), page);
  return page;
}

function weigh(outputs, script, page) {
  const compressed = (path) => brotliCompressSync(readFileSync(path)).length;
  const weight = (isMeant) => outputs.filter(isMeant).reduce((total, { path }) => total + compressed(path), 0);
  const weights = {
    'first load js': weight(({ path, name }) => path === script.path || name === 'early.js'),
    'first load css': weight(({ name }) => name === 'app.css'),
    'later css': weight(({ name }) => name === 'later.css'),
    'first load html': brotliCompressSync(page).length,
    'public css': weight(({ name }) => name === 'site.css'),
    'public js': weight(({ name }) => name === 'site.js'),
    ...Object.fromEntries(PARTS.map((part) => [part, weight(({ name }) => name.startsWith(`${part}-`))])),
  };
  for (const [what, bytes] of Object.entries(weights)) {
    console.log(`${what}: ${bytes} bytes after brotli, at most ${BUDGET[what]}`);
    if (bytes > BUDGET[what]) process.exitCode = 1;
  }
}

process.chdir(join(FROM, '..'));
rmSync(TO, { recursive: true, force: true });
mkdirSync(join(TO, 'a'), { recursive: true });
const release = releaseName();
const outputs = await bundle(release);
const script = firstLoad(outputs);
const page = writePage(release, script);
for (const file of ['icons', 'manifest.webmanifest', 'sw.js', 'work.js', 'favicon.ico', 'link-image.jpg']) cpSync(join(FROM, file), join(TO, file), { recursive: true });
weigh(outputs, script, page);
console.log(`build/site holds release ${release}`);
