/**
 * What the first screens do not need, fetched as one file when the first part is shown. One file and not many:
 * on a slow network each request costs more than the other parts' bytes.
 */
// It shares all of the first load, so the bundler keeps that in one file, which compresses better than two.
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
