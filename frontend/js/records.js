/** What was bought and what was paid: history, wallet, statement and receipts, fetched as one file after later.js. */
// It shares all of the first load, so the bundler keeps that in one file, which compresses better than two.
import './app.js';
import './texts/records.js';
export { default as History } from './screens/history.js';
export { default as MonthStatement } from './screens/month-statement.js';
export { default as Receipt } from './screens/receipt.js';
export { default as Wallet } from './screens/wallet.js';
export { default as WalletReturn } from './screens/wallet-return.js';
