import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from '../../frontend/js/core/csv.js';

test('rows end with CR LF, and what would break a cell is quoted', () => {
  assert.equal(toCsv([['a', 'b'], ['1,5', 'say "hi"'], ['two\nlines', '']]), 'a,b\r\n"1,5","say ""hi"""\r\n"two\nlines",');
});

test('a text that a spreadsheet would run as a formula is made harmless', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx']) assert.equal(toCsv([[text]]), `'${text}`, text);
  assert.equal(toCsv([['=a,"b"']]), `"'=a,""b"""`);
});

test('a negative number stays a number', () => {
  assert.equal(toCsv([[-4.5, 3]]), '-4.5,3');
});

test('a missing value is an empty cell', () => {
  assert.equal(toCsv([[null, undefined, 0]]), ',,0');
});
