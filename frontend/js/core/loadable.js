/** A value that comes over the network: `idle`, `loading`, `ready` or `failed`, keeping the last good value. */
import { signal } from '../../vendor.js';

export function loadable(load) {
  const state = signal({ status: 'idle', value: null, problem: null });
  let newest = 0;

  /** Load again. Only the newest of several answers counts; a failure keeps the old value to show beside it. */
  async function reload(...args) {
    const mine = (newest += 1);
    state.value = { ...state.value, status: 'loading' };
    try {
      const value = await load(...args);
      if (mine === newest) state.value = { status: 'ready', value, problem: null };
    } catch (problem) {
      if (mine === newest) state.value = { ...state.value, status: 'failed', problem };
    }
    return state.value;
  }

  function clear() {
    newest += 1;
    state.value = { status: 'idle', value: null, problem: null };
  }

  return { state, reload, clear };
}
