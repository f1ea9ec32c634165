/** Money, time and numbers as people read them. */
const LOCALE = 'en-NG';
const NAIRA_MINOR = 100;

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @type {(currency: string, digits: number) => Intl.NumberFormat} */
function moneyFormat(currency, digits) {
  const name = currency + digits;
  const known = formats.get(name);
  if (known) return known;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const made = new Intl.NumberFormat(LOCALE, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...fraction });
  formats.set(name, made);
  return made;
}

/**
 * ₦450, or ₦450.50 with kobo; negative amounts have a minus sign, not a hyphen.
 *
 * @param {number} minor
 */
export function money(minor, currency = 'NGN') {
  const text = moneyFormat(currency, minor % NAIRA_MINOR === 0 ? 0 : 2).format(minor / NAIRA_MINOR);
  return text.replace('-', '−');
}

/**
 * Money with its sign always shown, for statements.
 *
 * @param {number} minor
 */
export function signedMoney(minor, currency = 'NGN') {
  return (minor > 0 ? '+' : '') + money(minor, currency);
}

/**
 * Kobo from the typed text ("5,000", "₦ 5000.50"), or null if it is not an amount.
 *
 * @param {string} text
 */
export function parseMoney(text) {
  const plain = text.replace(/[₦,\s]|NGN/gi, '');
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain)) return null;
  const [naira, kobo = ''] = plain.split('.');
  return Number(naira) * NAIRA_MINOR + Number(kobo.padEnd(2, '0'));
}

const moment = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });

/** @param {string} iso */
export const dateTime = (iso) => moment.format(new Date(iso));
/** @param {string} iso */
export const timeOfDay = (iso) => clock.format(new Date(iso));

const localDay = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
const dayAndMonth = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/**
 * The local calendar day of a moment, as 2026-11-23: a key to group by, shown with shortDay.
 *
 * @param {number} ms
 */
export const dayOf = (ms) => localDay.format(ms);
/** @param {string} day */
export const shortDay = (day) => dayAndMonth.format(new Date(`${day}T00:00:00Z`));

/**
 * The time that is left, as 14:05.
 *
 * @param {number} ms
 */
export function minutesLeft(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * The parts of an E.164 number: `['+1', '312', '555', '0142']`, or the whole when the plan is unknown.
 *
 * @param {string | null} number
 */
export function numberParts(number) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number ?? '');
  return match ? ['+1', ...match.slice(1)] : [number ?? ''];
}

/**
 * The number for a form without a country field.
 *
 * @param {string} number
 */
export const nationalNumber = (number) => number.replace(/^\+1(?=\d{10}$)/, '');

/**
 * A code in readable groups: 482 913. Codes with letters or signs stay as the sender wrote them.
 *
 * @param {string} code
 */
export function codeGroups(code) {
  if (!/^\d{6,}$/.test(code)) return [code];
  const half = Math.floor(code.length / 2);
  return code.length <= 8 ? [code.slice(0, half), code.slice(half)] : (code.match(/\d{1,3}/g) ?? []);
}
