import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from '../../frontend/js/core/csv.js';
import { isolated, plain } from '../../frontend/js/core/plain.js';

// Overrides, embeddings and isolates of direction; marks; zero widths; soft hyphen; BOM; fillers; tags; controls.
const UNSEEN = ['\u202e', '\u202a', '\u2066', '\u2069', '\u200e', '\u061c', '\u200b', '\u034f', '\u2060', '\u00ad', '\ufeff', '\u3164', '\u115f', '\u{e0041}', '\u0000', '\u001b', '\u0085', '\u2028'];

test('characters that hide or reorder others are not shown', () => {
  for (const unseen of UNSEEN) assert.equal(plain(`Your code${unseen} is 482${unseen}913`), 'Your code is 482913', unseen.codePointAt(0)?.toString(16));
});

test('letters, signs and line breaks of all languages stay', () => {
  for (const text of ['Ẹ káàárọ̀', 'رمزك هو 482913', '验证码\n482913', 'Код:\t482913', '₦ 1,664 😀', '👩\u200d💻 ❤\ufe0f', 'می\u200cخواهم']) assert.equal(plain(text), text);
  assert.equal(plain('one\r\ntwo\rthree'), 'one\ntwo\nthree');
});

test('a sender within a sentence cannot turn it around', () => {
  assert.equal(isolated('\u202eevil'), '\u2068evil\u2069');
});

test('an unseen character does not hide a formula from the check of a CSV cell', () => {
  assert.equal(toCsv([['\u200b=1+1', '\u202e@SUM(A1)', 'WhatsApp\u202e']]), "'=1+1,'@SUM(A1),WhatsApp");
});
