/** The wallet, as the server has it; never computed by the page. What comes out of order is dropped by its revision. */
import { get } from '../core/api.js';
import { loadable } from '../core/loadable.js';
import { onPush } from '../core/pushes.js';
/** @import { Wallet, WalletNow } from '../types.d.ts' */

export const wallet = loadable(async () => newer(await get('/wallet')));

/**
 * @param {Wallet} told
 * @returns {Wallet}
 */
function newer(told) {
  const now = wallet.state.peek().value;
  return now && now.revision > told.revision ? now : told;
}

/**
 * Money has moved: take the wallet that came with the answer or the push, or ask for it.
 *
 * @param {WalletNow} [told]
 */
export function moneyMoved(told) {
  const now = wallet.state.peek().value;
  if (told && now) wallet.put(newer({ ...now, ...told }));
  else wallet.reload();
}

onPush(({ wallet: told }) => told && moneyMoved(told));
