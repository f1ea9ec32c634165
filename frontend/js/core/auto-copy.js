/**
 * Copy a code that arrives long after the tap. A browser lets a page write to the clipboard for about five seconds
 * after a tap, and most codes arrive later; but a write *begun* in the tap may be finished whenever its
 * promise settles. So the tap that orders a number begins the write, and the arriving code completes it.
 *
 * There is one clipboard, so there is one such write: a newer order takes it over. If it cannot be begun or is
 * refused, the next tap or key anywhere copies the code. "Copied" is said only after a write has succeeded.
 */
import { effect, signal } from '../../vendor.js';
import { copyText } from './clipboard.js';
import { autoCopyOn } from './preferences.js';

/**
 * A write to the clipboard that waits for its text.
 * @typedef {{id: string | null, resolve: (text: string) => void, reject: (cause: Error) => void, done: Promise<boolean>}} Write
 */

/** The outcome of the newest code: `{id, how}` with how 'copied' or 'armed' (the next tap copies it), or null. */
export const outcome = signal(/** @type {{id: string, how: 'copied' | 'armed'} | null} */ (null));

/** @type {Write | null} */
let pending = null;
/** @type {(() => void) | null} */
let disarm = null;

effect(() => {
  if (autoCopyOn.value) return;
  pending?.reject(new Error('switched off'));
  disarm?.();
});

/** Begin the write. Must be called within the tap, before anything is awaited. */
export function beginAutoCopy() {
  pending?.reject(new Error('a newer order took over'));
  disarm?.();
  outcome.value = null;
  pending = autoCopyOn.value ? begin() : null;
  const mine = pending;
  return {
    /**
     * The number was ordered: copy its code.
     * @param {string} id
     */
    claim(id) {
      if (mine) mine.id = id;
    },
    /** Nothing was ordered. */
    drop() {
      mine?.reject(new Error('nothing was ordered'));
    },
  };
}

/**
 * The code arrived: finish the write, or fall back. @returns 'copied', 'armed', or null when switched off.
 *
 * @param {string} id
 * @param {string} code
 */
export async function finishAutoCopy(id, code) {
  if (!autoCopyOn.value) return null;
  await inFront();
  const how = (await finishPending(id, code)) || (await tryWrite(code)) ? 'copied' : arm(id, code);
  outcome.value = { id, how };
  return how;
}

/**
 * No code will arrive: release the clipboard.
 *
 * @param {string} id
 */
export function giveUpAutoCopy(id) {
  if (pending?.id === id) pending.reject(new Error('no code came'));
}

/** @returns {Write | null} */
function begin() {
  if (typeof ClipboardItem === 'undefined' || !navigator.clipboard?.write) return null;
  const write = /** @type {Write} */ ({ id: null });
  const content = new Promise((resolve, reject) => {
    write.resolve = (text) => resolve(new Blob([text], { type: 'text/plain' }));
    write.reject = reject;
  });
  content.catch(() => {}); // a rejection is an expected outcome
  try {
    const item = new ClipboardItem({ 'text/plain': content });
    write.done = navigator.clipboard.write([item]).then(
      () => true,
      () => false,
    );
  } catch {
    return null;
  }
  return write;
}

/** @type {(id: string, code: string) => Promise<boolean>} */
async function finishPending(id, code) {
  if (pending?.id !== id) return false;
  const write = pending;
  pending = null;
  write.resolve(code);
  return write.done;
}

/** @param {string} code */
async function tryWrite(code) {
  try {
    await navigator.clipboard.writeText(code);
    return true;
  } catch {
    return false;
  }
}

/** @type {(id: string, code: string) => 'armed'} */
function arm(id, code) {
  disarm?.();
  const copy = async () => {
    disarm?.();
    if (await copyText(code)) outcome.value = { id, how: 'copied' };
  };
  addEventListener('click', copy, { capture: true });
  addEventListener('keydown', copy, { capture: true });
  disarm = () => {
    removeEventListener('click', copy, { capture: true });
    removeEventListener('keydown', copy, { capture: true });
    disarm = null;
  };
  return 'armed';
}

/** A browser refuses to write for a hidden page; the code waits until the page is visible. */
function inFront() {
  if (!document.hidden && document.hasFocus()) return Promise.resolve();
  return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    const look = () => {
      if (document.hidden || !document.hasFocus()) return;
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
  });
}
