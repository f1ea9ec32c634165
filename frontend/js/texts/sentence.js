/** A problem in the customer's words. */
import { dateTime, money } from '../core/format.js';
import { hasText, t } from './index.js';

/** @param {Partial<import('../core/problem.js').Problem>} problem a Problem, or any error at all */
export function sentence({ code, detail, facts = {} }) {
  const known = sharper(code, facts);
  if (!hasText(`problem.${known}`)) return detail || t('problem.internal_error');
  return t(`problem.${known}`, {
    area_code: facts.area_code,
    near: facts.near,
    wait: wait(facts.retry_after_s ?? 60),
    price: money(facts.price_minor ?? 0),
    limit: money(facts.limit_minor ?? 0),
    time: facts.resets_at ? dateTime(facts.resets_at) : '',
  });
}

/**
 * The error of a field. The server's own words are used if the page has none for the code.
 *
 * @param {import('../core/problem.js').FieldProblem} error
 */
export function fieldSentence({ field, code, message, least, most }) {
  const known = code === 'out_of_range' ? `${code}${least === undefined ? '' : '.least'}${most === undefined ? '' : '.most'}` : code;
  if (!hasText(`field.${known}`)) return message;
  const shown = field.endsWith('_minor') ? money : String;
  return t(`field.${known}`, { least: shown(least ?? 0), most: shown(most ?? 0) });
}

/** @type {(code: string | undefined, facts: Record<string, any>) => string | undefined} */
function sharper(code, facts) {
  if (code === 'rate_limited' && facts.limit_name) return 'rate_limited.account';
  if (code === 'price_changed' && facts.price_minor) return 'price_changed.to';
  return facts.what && hasText(`problem.${code}.${facts.what}`) ? `${code}.${facts.what}` : code;
}

/**
 * A span of time in one unit: "5 hours".
 *
 * @param {number} seconds
 */
export function wait(seconds) {
  if (seconds < 90) return t('wait.seconds', { count: Math.ceil(seconds) });
  return seconds < 90 * 60 ? t('wait.minutes', { count: Math.ceil(seconds / 60) }) : t('wait.hours', { count: Math.ceil(seconds / 3600) });
}
