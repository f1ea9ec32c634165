/** The frame of a screen: the tab's title, the heading, and the focus, which moves to the heading on navigation. */
import { html, useEffect, useRef } from '../../vendor.js';
import { codeGroups } from '../core/format.js';
import { serviceLabel } from '../data/services.js';
import { newestCode, unseenOnes } from '../data/verifications.js';
import { t } from '../texts/index.js';
/** @import { Children, Verification } from '../types.d.ts' */

let arrivedBefore = false;

/**
 * The title while codes wait to be seen: a glance at the tab is enough.
 *
 * @param {Verification[]} unseen
 */
function newsTitle(unseen) {
  if (unseen.length > 1) return `${t('newCodes', { count: unseen.length })} · ${t('brand')}`;
  return unseen.length === 1 ? `${codeGroups(newestCode(unseen[0]) ?? '').join(' ')} ${serviceLabel(unseen[0].service)}` : null;
}

/**
 * @param {object} props
 * @param {string} props.title
 * @param {string} [props.tabTitle]
 * @param {string} [props.lead]
 * @param {boolean} [props.narrow]
 * @param {string} [props.kind] of which the style knows how to lay it out in columns
 * @param {Children} props.children
 * @param {Children} [props.aside]
 * @param {boolean} [props.asideFirst]
 */
export function Screen({ title, tabTitle, lead, narrow, kind, children, aside, asideFirst }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const news = newsTitle(unseenOnes.value);
  useEffect(() => {
    document.title = news ?? `${tabTitle ?? title} · ${t('brand')}`;
  }, [title, tabTitle, news]);
  useEffect(() => {
    // The first screen leaves the focus where the browser put it; screen readers must announce later ones.
    if (arrivedBefore && !heading.current?.closest('main')?.contains(document.activeElement)) {
      heading.current?.focus({ preventScroll: true });
    }
    arrivedBefore = true;
  }, []);
  return html`<div class=${`screen${narrow ? ' screen-narrow' : ''}${kind ? ` screen-${kind}` : ''}`}>
    <header class="screen-head">
      <h1 tabindex="-1" ref=${heading}>${title}</h1>
      ${lead && html`<p class="lead">${lead}</p>`}
    </header>
    ${aside && asideFirst && html`<aside class="screen-aside">${aside}</aside>`}
    <div class="screen-body">${children}</div>
    ${aside && !asideFirst && html`<aside class="screen-aside">${aside}</aside>`}
  </div>`;
}
