/** The frame around every screen: the logo, the balance, the navigation, and notices about the connection. */
import { html, signal } from '../../vendor.js';
import { money } from '../core/format.js';
import { route } from '../core/router.js';
import { session } from '../core/session.js';
import { outOfTouch } from '../core/watch.js';
import { account, newTerms } from '../data/account.js';
import { wallet } from '../data/wallet.js';
import { t } from '../texts/index.js';
import { Announcer } from './announce.js';
import { Bulk } from './bulk-pill.js';
import { Icon, Mark } from './icon.js';
import { later } from './lazy.js';
import { helpShown } from './shortcuts.js';
/** @import { Children } from '../types.d.ts' */

const ShortcutHelp = later.part('ShortcutHelp', 0);
const AccountNotices = later.part('AccountNotices', 0);
const NewTerms = later.part('NewTerms', 0);
const News = later.part('News', 0);

const offline = signal(!navigator.onLine);
addEventListener('offline', () => (offline.value = true));
addEventListener('online', () => (offline.value = false));

const places = [
  ['/', 'get', t('navGet')],
  ['/history', 'history', t('navHistory')],
  ['/wallet', 'wallet', t('navWallet')],
  ['/settings', 'settings', t('navSettings')],
];

/** @param {string} path */
function isHere(path) {
  const now = route.value.path;
  return path === '/' ? now === '/' || now.startsWith('/v/') : now.startsWith(path);
}

function Navigation() {
  return html`<nav class="nav" aria-label=${t('navMain')}>
    ${places.map(
      ([path, icon, text]) =>
        html`<a key=${path} href=${path} aria-current=${isHere(path) ? 'page' : undefined}><${Icon} name=${icon} /><span>${text}</span></a>`,
    )}
  </nav>`;
}

function Balance() {
  const { value } = wallet.state.value;
  if (!value) return null;
  const amount = money(value.balance_minor, value.currency);
  return html`<a class="balance" href="/wallet" aria-label=${t('navBalance', { amount })}>${amount}</a>`;
}

/** @param {{children: Children}} props */
export function Shell({ children }) {
  // As far as this browser knows: the frame is shown before the server confirms the session, and without a network.
  const signedIn = session.value !== 'out';
  const mine = account.state.value.value;
  // Without a session, `/` is the landing page, which the server sends: a link with a target loads it.
  return html`<div class="shell">
    <a class="skip" href="#main">${t('skipToContent')}</a>
    <header class="top">
      <a class="brand" href="/" target=${signedIn ? undefined : '_top'}><${Mark} /><span>${t('brand')}</span></a>
      ${signedIn && html`<${Navigation} /><${Balance} />`}
      ${!signedIn && route.value.path !== '/sign-in' && html`<a class="button small" href="/sign-in">${t('signInTitle')}</a>`}
    </header>
    ${offline.value && html`<p class="strip" role="status">${t('offline')}</p>`}
    ${!offline.value && outOfTouch.value && html`<p class="strip" role="status">${t('outOfTouch')}</p>`}
    ${signedIn && html`<${Bulk} />`}
    <main id="main" tabindex="-1">
      ${signedIn && (mine?.lost_factor || mine?.closing) && html`<${AccountNotices} account=${mine} />`}${children}${signedIn && newTerms.value && html`<${NewTerms} />`}
    </main>
    ${signedIn && helpShown.value && html`<${ShortcutHelp} onClose=${() => (helpShown.value = false)} />`}
    ${session.value === 'in' && html`<${News} />`}
    <${Announcer} />
  </div>`;
}
