/** The button under a paged list; a page that failed to load can be requested again. */
import { html } from '../../vendor.js';
import { t } from '../texts/index.js';
import { ProblemNotice } from './notice.js';
/** @import { PagedList } from '../types.d.ts' */

/** @param {{list: PagedList}} props */
export function ShowMore({ list }) {
  const { value } = list.state.value;
  const { status, problem } = list.more.state.value;
  if (!value?.next) return null;
  if (status === 'failed') return html`<${ProblemNotice} problem=${problem} onRetry=${() => list.more.reload()} />`;
  const busy = status === 'loading';
  return html`<button type="button" class="button wide" aria-disabled=${busy ? 'true' : undefined} onClick=${() => busy || list.more.reload()}>
    ${busy ? t('loading') : t('showMore')}
  </button>`;
}
