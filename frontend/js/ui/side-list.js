/** On a desktop: the parts of a long screen, as links that scroll to them. It reads the headings, so that it never lacks one. */
import { html, useEffect, useState } from '../../vendor.js';
import { t } from '../texts/index.js';

const HEADINGS = '.screen-body h2[id]';

export function SideList() {
  const [parts, setParts] = useState('[]');
  useEffect(() => {
    const read = () => setParts(JSON.stringify([...document.querySelectorAll(HEADINGS)].map(({ id, textContent }) => [id, textContent])));
    read();
    const changed = new MutationObserver(read);
    changed.observe(/** @type {HTMLElement} */ (document.getElementById('main')), { childList: true, subtree: true });
    return () => changed.disconnect();
  }, []);

  /** @type {(event: Event, id: string) => void} */
  function show(event, id) {
    event.preventDefault();
    const heading = document.getElementById(id);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: 'start' });
  }

  return html`<nav class="side-list" aria-label=${t('settingsParts')}>
    ${JSON.parse(parts).map(
      (/** @type {[string, string]} */ [id, text]) => html`<a key=${id} href=${`#${id}`} onClick=${(/** @type {Event} */ event) => show(event, id)}>${text}</a>`,
    )}
  </nav>`;
}
