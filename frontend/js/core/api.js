/** Calls as the signed-in customer: carries the token, and where that has run out refreshes once and tries once more. */
import { send } from './http.js';
import { accessToken, refresh } from './session.js';

export const get = (path) => call('GET', path);
export const post = (path, body, headers) => call('POST', path, body, headers);
export const put = (path, body) => call('PUT', path, body);
export const remove = (path) => call('DELETE', path);

async function call(method, path, body, headers = {}) {
  const attempt = async () => {
    const token = await accessToken();
    const bearer = token ? { Authorization: `Bearer ${token}` } : {};
    return send(method, path, { body, headers: { ...bearer, ...headers } });
  };
  try {
    return await attempt();
  } catch (problem) {
    if (problem.code !== 'unauthenticated' || !(await refresh())) throw problem;
    return attempt();
  }
}

/** `?a=1&b=2` from the values that are set, or nothing. */
export function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}
