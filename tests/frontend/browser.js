/**
 * The parts of a browser that core/ and data/ need to run under Node: storage, the address bar, events, the network.
 * Pages opened one after the other share the storage, as tabs and reloads do; each has its own copy of all modules.
 */
import { register } from 'node:module';
import { mock } from 'node:test';

register('./own-modules.js', import.meta.url);

const JS = new URL('../../frontend/js/', import.meta.url);
let pages = 0;

class Storage {
  #texts = new Map();
  /** Set to true for a browser that refuses to store anything. */
  broken = false;

  #work() {
    if (this.broken) throw new DOMException('denied', 'SecurityError');
    return this.#texts;
  }
  getItem(name) {
    return this.#work().get(name) ?? null;
  }
  setItem(name, text) {
    this.#work().set(name, text);
  }
  removeItem(name) {
    this.#work().delete(name);
  }
  clear() {
    this.#texts.clear();
    this.broken = false;
  }
}

class Channel extends EventTarget {
  static open = new Set();
  constructor() {
    super();
    Channel.open.add(this);
  }
  postMessage(data) {
    for (const other of Channel.open) if (other !== this) other.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
}

const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/** One after the other, across all pages, as navigator.locks does. */
function makeLocks() {
  let last = Promise.resolve();
  let busy = 0;
  return {
    request(_name, options, work = options) {
      if (options.ifAvailable && busy > 0) return Promise.resolve(work(null));
      busy += 1;
      const mine = last.then(() => work({})).finally(() => (busy -= 1));
      last = mine.catch(() => {});
      return mine;
    },
  };
}

/** A new browser without history. `at` is the address that its pages open. */
export function newBrowser({ at = '/' } = {}) {
  define('localStorage', new Storage());
  define('BroadcastChannel', Channel);
  Channel.open.clear();
  define('navigator', { onLine: true, locks: makeLocks(), clipboard: {} });
  define('location', { origin: 'https://callbox.example', assign: mock.fn(), ...pathAndSearch(at) });
  define('history', makeHistory(at));
  define('scrollTo', () => {});
  return globalThis;
}

/** The entries of one tab. `back` tells the page, as a browser does. */
function makeHistory(at) {
  const entries = [{ state: null, target: at }];
  const show = () => Object.assign(globalThis.location, pathAndSearch(entries.at(-1).target));
  const write = (state, target) => {
    entries.push({ state, target });
    show();
  };
  return {
    get state() {
      return entries.at(-1).state;
    },
    pushState: mock.fn((state, _title, target) => write(state, target)),
    replaceState: mock.fn((state, _title, target = entries.at(-1).target) => {
      entries.pop();
      write(state, target);
    }),
    back() {
      entries.pop();
      show();
      globalThis.dispatchEvent(new Event('popstate'));
    },
  };
}

function pathAndSearch(target) {
  const { pathname, search } = new URL(target, 'https://callbox.example');
  return { pathname, search };
}

/** Open a page, or the same one again after a reload. @returns a function that imports a module of frontend/js into it. */
export function openPage() {
  const events = new EventTarget();
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) define(name, events[name].bind(events));
  define('document', Object.assign(new EventTarget(), { hidden: false, hasFocus: () => true, documentElement: { dataset: {} } }));
  const mark = `?page=${(pages += 1)}`;
  return (path) => import(new URL(path + mark, JS).href);
}

/**
 * Answer the pages' requests. Each entry of `answers` is a body, a function of the request, or an Error for a network
 * that fails; its key is "GET /wallet", without the query. @returns the requests, in order.
 */
export function serve(answers) {
  const requests = [];
  define('fetch', async (url, { method, headers, body }) => {
    const { pathname, searchParams } = new URL(url, 'https://callbox.example');
    const request = { method, headers, path: pathname.replace('/api/v1', ''), query: Object.fromEntries(searchParams), body: body && JSON.parse(body) };
    requests.push(request);
    const entry = answers[`${method} ${request.path}`];
    if (entry === undefined) throw new Error(`nothing answers ${method} ${request.path}`);
    const answer = typeof entry === 'function' ? await entry(request) : entry;
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : Response.json(answer);
  });
  return requests;
}

/** An error as the API answers it. */
export const refusal = (status, code, facts = {}) => Response.json({ status, code, detail: `${code}.`, ...facts }, { status });

export const offline = new TypeError('fetch failed');

/** Wait until everything that needs no timer is done. */
export async function settle() {
  for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Stop the clock at a moment; `pass` advances it by milliseconds and runs the timers in order. */
export function stopTime(at = '2026-11-23T12:00:00Z') {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.parse(at) });
}

export async function pass(ms, step = 100) {
  await settle();
  for (let gone = 0; gone < ms; gone += step) {
    mock.timers.tick(Math.min(step, ms - gone));
    await settle();
  }
}
