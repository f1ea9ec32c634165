/** A value that comes over the network: `idle`, `loading`, `ready` or `failed`, keeping the last good value. */
import { signal } from '../../vendor.js';

export function loadable(load) {
  const state = signal({ status: 'idle', value: null, problem: null });
  let newest = 0;
  let outcome = null;

  /**
   * Load again. Only the newest of several answers counts, for all who asked; a failure keeps the old value to show
   * beside it.
   */
  function reload(...args) {
    outcome = ask((newest += 1), args);
    return outcome;
  }

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

  function clear() {
    newest += 1;
    state.value = { status: 'idle', value: null, problem: null };
    outcome = state.value;
  }

  return { state, reload, clear };
}
