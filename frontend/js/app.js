/** The table of contents: every path, its screen, and who may see it. */
import { effect, html, render, useEffect } from '../vendor.js';
import { keepShellOffline } from './core/installing.js';
import { listening, liveUrl } from './core/pushes.js';
import { navigate, route, safeReturn } from './core/router.js';
import { openSession, session } from './core/session.js';
import { startCustomer } from './customer.js';
import GetCode from './screens/get-code.js';
import NotFound from './screens/not-found.js';
import { Unreachable } from './screens/unreachable.js';
import { account, doors, later, records } from './ui/lazy.js';
import { Skeleton } from './ui/loaded.js';
// shared by two of the files that come later, which would make files of their own of them
import './core/csv.js';
import './data/paged-list.js';
import './data/second-factor.js';
import './data/wanted-order.js';
import './ui/in-turn.js';
import './ui/password-field.js';
import './ui/show-more.js';
import './ui/state-pill.js';
import { Shell } from './ui/shell.js';

const AHEAD_MS = 1000; // the first screen's own requests go first

/** @typedef {(props: any) => unknown} Component */

/**
 * For customers. Without a session, these lead to sign-in and back.
 *
 * @type {Record<string, Component>}
 */
const customerScreens = {
  '/': GetCode,
  '/wallet': records.part('Wallet'),
  '/wallet/return': records.part('WalletReturn'),
  '/wallet/statement': records.part('MonthStatement'),
  '/wallet/receipts': records.part('Receipt'),
  '/history': records.part('History'),
  '/settings': account.part('Settings'),
};

const Verification = later.part('Verification');

/**
 * For visitors without a session; customers are redirected.
 *
 * @type {Record<string, Component>}
 */
const visitorScreens = { '/sign-in': doors.part('SignIn'), '/sign-up': doors.part('SignUp') };

/**
 * With a session or without.
 *
 * @type {Record<string, Component>}
 */
const openScreens = {
  '/forgot-password': doors.part('ForgotPassword'),
  '/reset-password': doors.part('ResetPassword'),
  '/verify-email': doors.part('ConfirmEmail'),
  '/sign-in/link': doors.part('SignInLink'),
  '/link': doors.part('FollowLink'),
};

function Current() {
  const { path, query } = route.value;
  const who = session.value;
  if (openScreens[path]) return html`<${openScreens[path]} key=${path} />`;
  // A customer who was signed in last time most likely still is: show the first screen while the session is renewed.
  const isFirst = path === '/' && who === 'unknown';
  if (who === 'unknown' && !isFirst) return html`<${Skeleton} rows=${4} />`;
  if (who === 'unreachable') return html`<${Unreachable} />`;
  if (visitorScreens[path]) {
    if (who === 'in') return html`<${GoTo} target=${safeReturn(query.get('next'))} />`;
    return html`<${visitorScreens[path]} key=${path} />`;
  }
  const [, place, id] = /^(\/v|\/wallet\/receipts)\/([\w-]+)$/.exec(path) ?? [];
  const screen = place === '/v' ? Verification : customerScreens[place ?? path];
  if (!screen) return html`<${NotFound} />`;
  if (who === 'in' || isFirst) return html`<${screen} key=${path} id=${id} />`;
  return html`<${GoTo} target=${path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`} />`;
}

/** @param {{target: string}} props */
function GoTo({ target }) {
  useEffect(() => navigate(target, { replace: true }), [target]);
  return null;
}

/** A customer's next tap must not wait for its screen: fetch it when the first screen is complete. */
function fetchAhead() {
  const begin = () => setTimeout(() => later.fetchAhead().then(records.fetchAhead), AHEAD_MS);
  if (document.readyState === 'complete') begin();
  else addEventListener('load', begin);
}

startCustomer();
keepShellOffline();
openSession();
effect(() => {
  if (session.value === 'in') fetchAhead();
});
// the socket is in that file, and an order does not wait for its place in line
effect(() => {
  if (listening.value > 0 && liveUrl.value) later.fetchAhead();
});
render(html`<${Shell}><${Current} /><//>`, /** @type {HTMLElement} */ (document.getElementById('app')));
