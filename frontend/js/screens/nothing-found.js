/** A search that found nothing: why we do not sell it, or that we do not have it. The server knows the denied names. */
import { html, useEffect } from '../../vendor.js';
import { get, query } from '../core/api.js';
import { loadable } from '../core/loadable.js';
import { hasText, t } from '../texts/index.js';

const TYPING_PAUSE_MS = 400;

const asked = loadable(async (/** @type {string} */ text) => {
  const { denied } = await get(`/services${query({ q: text, limit: 1 })}`);
  return { text, denied };
});

/** @param {{text: string}} props */
export function NothingFound({ text }) {
  useEffect(() => {
    const timer = setTimeout(() => asked.reload(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const { value, status } = asked.state.value;
  const isAnswer = value?.text === text;
  if (!isAnswer && status !== 'failed') return html`<p class="quiet" role="status">${t('servicesLooking', { text })}</p>`;
  const [first] = isAnswer ? value.denied : [];
  if (first) {
    const why = hasText(`denied.${first.category}`) ? first.category : 'operator';
    return html`<p role="status">
      ${t('deniedNamed', { service: first.label })} ${t(`denied.${why}`)}
      <a href="/fair-use#what-we-do-not-rent-numbers-for">${t('deniedList')}</a>
    </p>`;
  }
  return html`<p class="quiet" role="status">${t('servicesNone', { text })} <a href="/support">${t('servicesTell')}</a></p>`;
}
