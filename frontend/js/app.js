/** The table of contents: every path, its screen, and who may see it. */
import { html, render, useEffect } from '../vendor.js';
import { keepShellOffline } from './core/installing.js';
import { navigate, route, safeReturn } from './core/router.js';
import { openSession, session } from './core/session.js';
import { startCustomer } from './customer.js';
import GetCode from './screens/get-code.js';
import Landing from './screens/landing.js';
import NotFound from './screens/not-found.js';
import SignIn from './screens/sign-in.js';
import SignUp from './screens/sign-up.js';
import { Unreachable } from './screens/unreachable.js';
import Verification from './screens/verification.js';
import Wallet from './screens/wallet.js';
import { lazy } from './ui/lazy.js';
import { Skeleton } from './ui/loaded.js';
import { Shell } from './ui/shell.js';

/** @typedef {(props: any) => unknown} Component */

/**
 * For customers. Without a session, these lead to sign-in and back.
 *
 * @type {Record<string, Component>}
 */
const customerScreens = {
  '/': GetCode,
  '/wallet': Wallet,
  '/wallet/return': lazy('WalletReturn'),
  '/history': lazy('History'),
  '/settings': lazy('Settings'),
};

/**
 * For visitors without a session; customers are redirected.
 *
 * @type {Record<string, Component>}
 */
const doors = { '/sign-in': SignIn, '/sign-up': SignUp };

/**
 * With a session or without.
 *
 * @type {Record<string, Component>}
 */
const openScreens = {
  '/terms': lazy('Terms'),
  '/forgot-password': lazy('ForgotPassword'),
  '/reset-password': lazy('ResetPassword'),
  '/verify-email': lazy('ConfirmEmail'),
};

function Current() {
  const { path, query } = route.value;
  const who = session.value;
  if (openScreens[path]) return html`<${openScreens[path]} key=${path} />`;
  // A customer who was signed in last time most likely still is: show the first screen while the session is renewed.
  const isFirst = path === '/' && who === 'unknown';
  if (who === 'unknown' && !isFirst) return html`<${Skeleton} rows=${4} />`;
  if (who === 'unreachable') return html`<${Unreachable} />`;
  if (doors[path]) {
    if (who === 'in') return html`<${GoTo} target=${safeReturn(query.get('next'))} />`;
    return html`<${doors[path]} key=${path} />`;
  }
  const verificationId = /^\/v\/([^/]+)$/.exec(path)?.[1];
  const screen = verificationId ? Verification : customerScreens[path];
  if (!screen) return html`<${NotFound} />`;
  if (who === 'in' || isFirst) return html`<${screen} key=${path} id=${verificationId && decodeURIComponent(verificationId)} />`;
  if (path === '/') return html`<${Landing} />`;
  return html`<${GoTo} target=${`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`} />`;
}

/** @param {{target: string}} props */
function GoTo({ target }) {
  useEffect(() => navigate(target, { replace: true }), [target]);
  return null;
}

startCustomer();
keepShellOffline();
openSession();
render(html`<${Shell}><${Current} /><//>`, /** @type {HTMLElement} */ (document.getElementById('app')));
