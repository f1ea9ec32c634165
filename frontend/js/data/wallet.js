/** The wallet, as the server has it; never computed by the page. What comes out of order is dropped by its revision. */
import { get } from '../core/api.js';
import { loadable } from '../core/loadable.js';
import { onPush } from '../core/pushes.js';
/** @import { Wallet, WalletNow } from '../types.d.ts' */

export const wallet = loadable(async () => newer(await get('/wallet')));

/**
 * The newer of what is known and what was told. Of two with the same revision it is the one that holds less: only a code
 * changes what is held without an entry, and it ends the hold.
 *
 * @param {Wallet} told
 * @returns {Wallet}
 */
function newer(told) {
  const now = wallet.state.peek().value;
  if (!now || now.revision < told.revision) return told;
  return now.revision > told.revision || now.held_minor < told.held_minor ? now : told;
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

onPush(({ verification, wallet: told }) => told && !verification && moneyMoved(told)); // beside a verification `keep` takes it
