/**
 * What the first screens can do without, fetched as one piece when the first of it is shown. One piece and not many:
 * each request costs a slow network more than the bytes of its neighbours.
 */
// All of the first load is shared with this piece, so the bundler keeps it in one file, which compresses better than two.
import './app.js';
import './texts/later.js';
export { default as BulkDialog } from './screens/bulk-dialog.js';
export { default as ConfirmEmailNotice } from './screens/confirm-email-notice.js';
export { default as ConfirmEmail } from './screens/confirm-email.js';
export { default as ForgotPassword } from './screens/forgot-password.js';
export { default as History } from './screens/history.js';
export { default as ResetPassword } from './screens/reset-password.js';
export { default as Settings } from './screens/settings.js';
export { default as ShortcutHelp } from './screens/shortcut-help.js';
export { default as Statement } from './screens/statement.js';
export { default as Terms } from './screens/terms.js';
export { default as WalletReturn } from './screens/wallet-return.js';
