/** The address bar as a signal, and links that change it without loading a page. */
import { signal } from '../../vendor.js';

/** What the server sends as pages of their own (frontend/pages). Every other path of this site is a screen. */
const PAGES = /^\/(help|support|terms|privacy|refunds|fair-use|security|status|prices|services|docs)(\/|$)/;

const here = () => ({ path: location.pathname.replace(/(.)\/$/, '$1'), query: new URLSearchParams(location.search) });

/** `{path, query}` of the screen that is shown. */
export const route = signal(here());

/**
 * Go to a path of this site. `replace` leaves no history entry, for screens that only redirect.
 *
 * @param {string} target
 */
export function navigate(target, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', target);
  route.value = here();
  scrollTo(0, 0);
}

/**
 * A path to return to after signing in; anything that could lead to another site becomes `/`.
 *
 * @param {string | null} target
 */
export function safeReturn(target) {
  return target && /^\/(?![/\\])/.test(target) ? target : '/';
}

addEventListener('popstate', () => {
  route.value = here();
});

document.addEventListener('click', (event) => {
  const link = /** @type {HTMLAnchorElement | null | undefined} */ (/** @type {Element} */ (event.target).closest?.('a[href]'));
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute('download') || link.origin !== location.origin || link.hash || PAGES.test(link.pathname)) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
});
