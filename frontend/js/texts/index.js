/**
 * The one catalogue of texts, looked up by key. A language is a folder with one file for each part: `first` and
 * `problems` come with the first load, `doors`, `records` and `account` with the file of that name, the others with later.js.
 */
import first from './en/first.js';
import problems from './en/problems.js';

const plural = new Intl.PluralRules('en');
/** @type {Record<string, string | Record<string, string>>} */
const texts = { ...first, ...problems };

/** @param {Record<string, string | Record<string, string>>} part */
export const addTexts = (part) => Object.assign(texts, part);

/** @param {string} key */
export const hasText = (key) => key in texts;

/**
 * The text of a key with the facts in its placeholders. A text with plural forms picks one by the fact `count`. For a
 * key that the catalogue does not know, such as a state newer than this page, returns the last part of the key.
 *
 * @param {import('./keys.d.ts').Key} key
 * @param {Record<string, string | number>} [facts]
 * @returns {string}
 */
export function t(key, facts = {}) {
  const entry = texts[key] ?? key.split('.').at(-1);
  const text = typeof entry === 'string' ? entry : entry[plural.select(Number(facts.count))];
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
}
