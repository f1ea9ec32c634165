import assert from 'node:assert/strict';
import { test } from 'node:test';

process.env.TZ = 'Africa/Lagos';
const { codeGroups, dateTime, dayOf, minutesLeft, money, nationalNumber, numberParts, parseMoney, shortDay, signedMoney, timeOfDay } = await import(
  '../../frontend/js/core/format.js'
);

test('money is whole naira, and shows kobo only where there are some', () => {
  assert.equal(money(45_000), '₦450');
  assert.equal(money(45_050), '₦450.50');
  assert.equal(money(500_000_00), '₦500,000');
  assert.equal(money(0), '₦0');
});

test('a negative amount has a minus sign and not a hyphen', () => {
  assert.equal(money(-45_000), '−₦450');
  assert.equal(signedMoney(-45_000), '−₦450');
  assert.equal(signedMoney(45_000), '+₦450');
  assert.equal(signedMoney(0), '₦0');
});

test('an amount is read in every common notation', () => {
  for (const text of ['5000', '5,000', '₦5,000', ' ₦ 5 000 ', 'NGN 5000', '5000.0']) assert.equal(parseMoney(text), 500_000, text);
  assert.equal(parseMoney('5000.5'), 500_050);
  assert.equal(parseMoney('0.07'), 7);
});

test('an invalid amount is null', () => {
  for (const text of ['', 'abc', '-5', '5.005', '1e3', '5.', '.5', '12345678901']) assert.equal(parseMoney(text), null, text);
});

test('the time left is never negative and rounds seconds up', () => {
  assert.equal(minutesLeft(845_000), '14:05');
  assert.equal(minutesLeft(900), '0:01');
  assert.equal(minutesLeft(-5000), '0:00');
});

test('a moment is shown in local time', () => {
  assert.equal(timeOfDay('2026-11-23T23:30:00Z').replace(/\s/g, ' '), '00:30');
  assert.match(dateTime('2026-11-23T23:30:00Z'), /24 Nov/);
});

test('a local day is named, and shown without its year', () => {
  assert.equal(dayOf(Date.parse('2026-11-23T23:30:00Z')), '2026-11-24');
  assert.equal(shortDay('2026-11-24'), '24 Nov');
});

test('a US number is grouped; another stays whole', () => {
  assert.deepEqual(numberParts('+13125550142'), ['+1', '312', '555', '0142']);
  assert.deepEqual(numberParts('+2348012345678'), ['+2348012345678']);
  assert.deepEqual(numberParts(null), ['']);
});

test('a number without its country is for US numbers only', () => {
  assert.equal(nationalNumber('+13125550142'), '3125550142');
  assert.equal(nationalNumber('+1312555014'), '+1312555014');
});

test('a code is grouped when it is long and all digits', () => {
  assert.deepEqual(codeGroups('482913'), ['482', '913']);
  assert.deepEqual(codeGroups('12345678'), ['1234', '5678']);
  assert.deepEqual(codeGroups('1234567890'), ['123', '456', '789', '0']);
  assert.deepEqual(codeGroups('4829'), ['4829']);
  assert.deepEqual(codeGroups('G-482913'), ['G-482913']);
});
