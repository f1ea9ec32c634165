/** What happened, whether the money is safe, what to do, and a reference for support. */
import { html } from '../../vendor.js';
import { query } from '../core/api.js';
import { userId } from '../data/account.js';
import { sentence } from '../texts/sentence.js';
import { t } from '../texts/index.js';
import { Icon } from './icon.js';
/** @import { Problem } from '../core/problem.js' */
/** @import { Children } from '../types.d.ts' */

/** Problems that a person of ours has to look at. */
const forPeople = new Set(['account_frozen', 'purchases_paused']);

/** @typedef {'bad' | 'warn' | 'good' | 'back' | 'plain'} Kind */

/** @type {Record<Kind, 'alert' | 'check' | 'back' | 'shield'>} */
const icons = { bad: 'alert', warn: 'alert', good: 'check', back: 'back', plain: 'shield' };

/**
 * @param {object} props
 * @param {Kind} [props.kind] 'back' for money that came back, which is no success; role alert only for what the customer must not miss.
 * @param {string} [props.title]
 * @param {'alert' | 'status'} [props.role]
 * @param {Children} [props.children]
 */
export function Notice({ kind = 'plain', title, role, children }) {
  return html`<div class=${`notice notice-${kind}`} role=${role}>
    <${Icon} name=${icons[kind]} />
    <div class="notice-body">${title && html`<p class="notice-title">${title}</p>`}${children}</div>
  </div>`;
}

/**
 * A problem in words, with a button to try again if that makes sense.
 *
 * @param {{problem: Problem, title?: string, onRetry?: (() => void) | null, children?: Children}} props
 */
export function ProblemNotice({ problem, title, onRetry, children }) {
  return html`<${Notice} kind="bad" title=${title} role="alert">
    <p>${sentence(problem)}</p>
    ${problem.requestId && html`<p class="reference">${t('reference', { id: problem.requestId })}</p>`}
    ${(onRetry || children || forPeople.has(problem.code)) &&
    html`<div class="notice-actions">
      ${forPeople.has(problem.code) && html`<a class="button small" href=${`/support${query({ account: userId.value, reference: problem.requestId })}`}>${t('writeToUs')}</a>`}
      ${onRetry && html`<button type="button" class="button small" onClick=${onRetry}>${t('tryAgain')}</button>`}${children}
    </div>`}
  <//>`;
}
