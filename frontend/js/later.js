/**
 * What follows a customer's first paint and first tap: the ticket of a number, dialogs and notices, fetched as one file
 * soon after it. One file and not many: on a slow network each request costs more than the other parts' bytes.
 */
// It shares all of the first load, so the bundler keeps that in one file, which compresses better than two.
import './app.js';
import { effect } from '../vendor.js';
import { noteArrival } from './core/tell-offer.js';
import { recall } from './core/storage.js';
import { session } from './core/session.js';
import { onArrival } from './data/verifications.js';
import './core/live.js';
import './texts/later.js';
export { AccountNotices } from './screens/account-notices.js';
export { default as BulkDialog } from './screens/bulk-dialog.js';
export { ConfirmEmailNotice } from './screens/confirm-email-notice.js';
export { Doubtful } from './screens/doubtful.js';
export { NoStock } from './screens/no-stock.js';
export { NothingFound } from './screens/nothing-found.js';
export { default as NewTerms } from './screens/new-terms.js';
export { Listening } from './screens/listening.js';
export { News } from './screens/news.js';
export { NextAfterRefund } from './screens/next-after-refund.js';
export { default as ShortcutHelp } from './screens/shortcut-help.js';
export { default as Verification } from './screens/verification.js';

onArrival(({ id, codes }) => noteArrival(`${id}.${codes.length}`));

// Where this device is told: its address is given again, and dropped at the sign-out.
effect(() => {
  if (session.value === 'in' && recall('told')) import('./notifications.js').catch(() => {}); // the next visit tries again
});
