/** Above every screen: what will happen to the account unless its customer stops it. */
import { html } from '../../vendor.js';
import { account as accountFile } from '../ui/lazy.js';
import LostFactor from './lost-factor.js';
/** @import { Account } from '../types.d.ts' */

const Closing = accountFile.part('Closing', 0);

/** @param {{account: Account}} props */
export function AccountNotices({ account: { lost_factor: lost, closing } }) {
  return html`${lost && html`<${LostFactor} lost=${lost} />`}${closing && html`<${Closing} closing=${closing} />`}`;
}
