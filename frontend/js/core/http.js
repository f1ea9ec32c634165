/** One HTTP exchange with the API: JSON in, JSON out, every failure is a Problem. Does not handle sessions. */
import { noteServerDate } from './clock.js';
import { Problem } from './problem.js';

// A slow 3G phone needs a few seconds for a cold start of the server; after this time the page reports a failure.
const TIMEOUT_MS = 20_000;

/** @typedef {{body?: object, headers?: Record<string, string>, keepalive?: boolean}} Options */

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {Options} [options]
 * @returns {Promise<any>} the parsed body, or null for an empty answer. @throws Problem
 */
export async function send(method, path, { body, headers = {}, keepalive = false } = {}) {
  const response = await exchange(method, path, body, headers, keepalive);
  noteServerDate(response.headers.get('Date'));
  const answer = await parse(response);
  if (response.ok) return answer;
  throw new Problem({ ...answer, status: response.status });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object | undefined} body
 * @param {Record<string, string>} headers
 * @param {boolean} keepalive
 */
async function exchange(method, path, body, headers, keepalive) {
  /** @type {Record<string, string>} */
  const sent = { Accept: 'application/json', ...headers };
  if (body !== undefined) sent['Content-Type'] = 'application/json';
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      keepalive,
      headers: sent,
      cache: 'no-store',
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new Problem({ code: 'unreachable' }, cause);
  }
}

/** @param {Response} response */
async function parse(response) {
  let text;
  try {
    text = await response.text();
  } catch (cause) {
    throw new Problem({ code: 'unreachable' }, cause);
  }
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem({ code: 'unreadable', status: response.status || 502 }, cause);
  }
}
