/** The frame of a screen: the tab's title, the heading, and the focus, which moves to the heading on navigation. */
import { html, useEffect, useRef } from '../../vendor.js';
import { t } from '../texts/index.js';
/** @import { Children } from '../types.d.ts' */

let arrivedBefore = false;

/**
 * @param {object} props
 * @param {string} props.title
 * @param {string} [props.tabTitle]
 * @param {string} [props.lead]
 * @param {boolean} [props.narrow]
 * @param {Children} props.children
 * @param {Children} [props.aside]
 * @param {boolean} [props.asideFirst]
 */
export function Screen({ title, tabTitle, lead, narrow, children, aside, asideFirst }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    document.title = `${tabTitle ?? title} · ${t('brand')}`;
  }, [title, tabTitle]);
  useEffect(() => {
    // The first screen leaves the focus where the browser put it; screen readers must announce later ones.
    if (arrivedBefore && !heading.current?.closest('main')?.contains(document.activeElement)) {
      heading.current?.focus({ preventScroll: true });
    }
    arrivedBefore = true;
  }, []);
  return html`<div class=${`screen${narrow ? ' screen-narrow' : ''}${aside ? ' screen-wide' : ''}`}>
    <header class="screen-head">
      <h1 tabindex="-1" ref=${heading}>${title}</h1>
      ${lead && html`<p class="lead">${lead}</p>`}
    </header>
    ${aside && asideFirst && html`<aside class="screen-aside">${aside}</aside>`}
    <div class="screen-body">${children}</div>
    ${aside && !asideFirst && html`<aside class="screen-aside">${aside}</aside>`}
  </div>`;
}
