/** A value loaded over the network: `idle`, `loading`, `ready` or `failed`; keeps the last good value. */
import { signal } from '../../vendor.js';

/**
 * @template Value
 * @template {any[]} Args
 * @param {(...args: Args) => Promise<Value>} load
 */
export function loadable(load) {
  /** @typedef {import('../types.d.ts').Loaded<Value>} State */
  const state = signal(/** @type {State} */ ({ status: 'idle', value: null, problem: null }));
  let newest = 0;
  /** @type {State | Promise<State>} */
  let outcome = state.value;

  /**
   * Load again. All callers get the newest of several answers; a failure keeps the old value to show
   * beside it.
   *
   * @param {Args} args
   * @returns {Promise<State>}
   */
  function reload(...args) {
    const asked = ask((newest += 1), args);
    outcome = asked;
    return asked;
  }

  /** @type {(mine: number, args: Args) => Promise<State>} */
  async function ask(mine, args) {
    state.value = { ...state.value, status: 'loading' };
    try {
      const value = await load(...args);
      if (mine === newest) state.value = { status: 'ready', value, problem: null };
    } catch (problem) {
      if (mine === newest) state.value = { ...state.value, status: 'failed', problem };
    }
    return mine === newest ? state.value : outcome;
  }

  /**
   * Take a value that came by another way.
   *
   * @param {Value} value
   */
  function put(value) {
    state.value = { status: 'ready', value, problem: null };
  }

  function clear() {
    newest += 1;
    state.value = { status: 'idle', value: null, problem: null };
    outcome = state.value;
  }

  return { state, reload, put, clear };
}
