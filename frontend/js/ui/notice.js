/** What happened, whether the money is safe, what to do, and a reference for support. */
import { html } from '../../vendor.js';
import { sentence } from '../texts/sentence.js';
import { t } from '../texts/index.js';
import { Icon } from './icon.js';

const icons = { bad: 'alert', warn: 'alert', good: 'check', plain: 'shield' };

/** @param props.kind 'bad' | 'warn' | 'good' | 'plain'; role alert only for what the customer must not miss. */
export function Notice({ kind = 'plain', title, role, children }) {
  return html`<div class=${`notice notice-${kind}`} role=${role}>
    <${Icon} name=${icons[kind]} />
    <div class="notice-body">${title && html`<p class="notice-title">${title}</p>`}${children}</div>
  </div>`;
}

/** A problem in words, with a button to try again where that makes sense. */
export function ProblemNotice({ problem, title, onRetry, children }) {
  return html`<${Notice} kind="bad" title=${title} role="alert">
    <p>${sentence(problem)}</p>
    ${problem.requestId && html`<p class="reference">${t('reference', { id: problem.requestId })}</p>`}
    ${(onRetry || children) &&
    html`<div class="notice-actions">
      ${onRetry && html`<button type="button" class="button small" onClick=${onRetry}>${t('tryAgain')}</button>`}${children}
    </div>`}
  <//>`;
}
