/** Tables as CSV files (RFC 4180), opened by spreadsheets without running anything in them. */

import { plain } from './plain.js';

/** @param {unknown[][]} rows arrays of cells, the first being the heading */
export function toCsv(rows) {
  return rows.map((row) => row.map(cell).join(',')).join('\r\n');
}

/** @param {unknown} value */
function cell(value) {
  const text = plain(String(value ?? ''));
  // Spreadsheets run a text that begins like a formula; a plain number may begin with its sign.
  const harmless = typeof value === 'number' || !/^[=+\-@\t\n]/.test(text) ? text : `'${text}`;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * A moment as this device's clock shows it, with its offset: 2026-11-29T10:00:00+01:00.
 *
 * @param {string} iso
 */
export function localTime(iso) {
  const at = new Date(iso);
  const offset = -at.getTimezoneOffset();
  const shown = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'));
  return `${shown}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/**
 * Let the browser save a text as a file.
 *
 * @param {string} name
 * @param {string} text
 * @param {string} [type]
 */
export function download(name, text, type = 'text/csv') {
  // The byte order mark tells spreadsheets that the file is UTF-8; without it ₦ is garbled. JSON must not have one.
  const mark = type === 'text/csv' ? '\uFEFF' : '';
  const address = URL.createObjectURL(new Blob([mark, text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // slow phones start saving late
}
