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
const ENTRIES = { script: join(FROM, 'js', 'app.js'), style: join(FROM, 'css', 'app.css') };
// Brotli, first load. Slow 3G carries about 50 KB a second at its best.
const BUDGET = { js: 30_000, css: 6_000, html: 3_000 };
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
    entryPoints: Object.values(ENTRIES),
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

/** What the page loads at once: the entry and all its static imports. */
function firstLoad(outputs) {
  const byPath = new Map(outputs.map((output) => [output.path, output]));
  const wanted = new Set(outputs.filter((output) => output.name === 'app.js'));
  for (const output of wanted) {
    for (const { path, kind } of output.imports) if (kind === 'import-statement') wanted.add(byPath.get(path));
  }
  return [...wanted];
}

function writePage(release, scripts) {
  const preloads = scripts
    .filter((script) => script.name !== 'app.js')
    .map((script) => `<link rel="modulepreload" href="/a/${release}/${script.name}" />`);
  const page = readFileSync(join(FROM, 'index.html'), 'utf8')
    .replace('/css/app.css', `/a/${release}/app.css`)
    .replace('<script type="module" src="/js/app.js">', `${preloads.join('')}<script type="module" src="/a/${release}/app.js">`)
    .replace(/\n\s*/g, '\n');
  writeFileSync(join(TO, 'index.html'), page);
  return page;
}

function weigh(outputs, scripts, page) {
  const compressed = (path) => brotliCompressSync(readFileSync(path)).length;
  const sum = (files) => files.reduce((total, file) => total + compressed(file.path), 0);
  const weights = {
    js: sum(scripts),
    css: sum(outputs.filter((output) => output.name === 'app.css')),
    html: brotliCompressSync(page).length,
  };
  for (const [what, bytes] of Object.entries(weights)) {
    console.log(`first load ${what}: ${bytes} bytes after brotli, at most ${BUDGET[what]}`);
    if (bytes > BUDGET[what]) process.exitCode = 1;
  }
}

process.chdir(join(FROM, '..'));
rmSync(TO, { recursive: true, force: true });
mkdirSync(join(TO, 'a'), { recursive: true });
const release = releaseName();
const outputs = await bundle(release);
const scripts = firstLoad(outputs);
const page = writePage(release, scripts);
for (const file of ['icons', 'manifest.webmanifest', 'sw.js']) cpSync(join(FROM, file), join(TO, file), { recursive: true });
weigh(outputs, scripts, page);
console.log(`build/site holds release ${release}: ${scripts.length} script files on first load`);
