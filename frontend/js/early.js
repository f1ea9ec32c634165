/**
 * Fetches the file of the screen that the address names beside the first load and not after it. Very small and without
 * imports, so that it runs while the first load is on its way.
 */
const doors = () => import('./doors.js');
const later = () => import('./later.js');
const records = () => import('./records.js');
const account = () => import('./account.js');

/** @type {Record<string, () => Promise<unknown>>} */
const customerScreens = { '/wallet': records, '/wallet/return': records, '/wallet/statement': records, '/wallet/receipts': records, '/history': records, '/settings': account };
/** @type {Record<string, () => Promise<unknown>>} */
const openScreens = { '/forgot-password': doors, '/reset-password': doors, '/verify-email': doors, '/sign-in/link': doors, '/link': doors };

/** As core/session.js remembers it. Without storage there is no memory of a session. */
function wasSignedIn() {
  try {
    return localStorage.getItem('callbox.signed_in') !== null;
  } catch {
    return false;
  }
}

const path = location.pathname.replace(/(receipts)\/.*/, '$1');
const wanted = openScreens[path] ?? (wasSignedIn() ? (path.startsWith('/v/') ? later : customerScreens[path]) : doors);
wanted?.().catch(() => {}); // the screen asks again and tells of a failure
