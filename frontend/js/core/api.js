/** Calls as the signed-in customer: sends the token; if it has expired, renews it and repeats the request once. */
import { send } from './http.js';
import { accessToken, refresh, session } from './session.js';

/** @param {string} path */
export const get = (path) => call('GET', path);
/** @type {(path: string, body?: object, headers?: Record<string, string>) => Promise<any>} */
export const post = (path, body, headers) => call('POST', path, body, headers);
/** @type {(path: string, body: object) => Promise<any>} */
export const put = (path, body) => call('PUT', path, body);
/** @type {(path: string, body: object) => Promise<any>} */
export const patch = (path, body) => call('PATCH', path, body);
/** @param {string} path */
export const remove = (path) => call('DELETE', path);

/** @type {(method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<any>} */
async function call(method, path, body, headers = {}) {
  const attempt = async () => {
    const token = await accessToken();
    /** @type {Record<string, string>} */
    const bearer = token ? { Authorization: `Bearer ${token}` } : {};
    return send(method, path, { body, headers: { ...bearer, ...headers } });
  };
  try {
    return await attempt();
  } catch (problem) {
    // a session that ended elsewhere ends here, unless this browser has begun another one
    const over = problem.code === 'unauthenticated' || (problem.code === 'session_revoked' && session.value === 'in');
    if (!over || !(await refresh())) throw problem;
    return attempt();
  }
}

/**
 * `?a=1&b=2` from the values that are set, or nothing.
 *
 * @param {Record<string, string | number | null | undefined>} values
 */
export function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}
