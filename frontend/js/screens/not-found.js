/** The page for an unknown address. */
import { html } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Screen } from '../ui/screen.js';

export default function NotFound() {
  return html`<${Screen} title=${t('notFoundTitle')} lead=${t('notFoundText')} narrow>
    <a class="button primary wide" href="/">${t('toStart')}</a>
  <//>`;
}
