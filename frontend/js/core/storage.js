/**
 * What this browser stores between visits, as JSON under one prefix.
 * Storage may be full, switched off or wiped at any time: then reads give the fallback, writes return false,
 * and the page continues with what it has in memory.
 */
export const PREFIX = 'callbox.';

/** @type {(name: string, fallback?: any) => any} */
export function recall(name, fallback = null) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

/** @type {(name: string, value: unknown) => boolean} */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
export function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was stored, so there is nothing to delete.
  }
}
