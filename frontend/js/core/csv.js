/** Tables as CSV files (RFC 4180), opened by spreadsheets without running anything in them. */

/** @param {unknown[][]} rows arrays of cells, the first being the heading */
export function toCsv(rows) {
  return rows.map((row) => row.map(cell).join(',')).join('\r\n');
}

/** @param {unknown} value */
function cell(value) {
  const text = String(value ?? '');
  // Spreadsheets run a text that begins like a formula; a plain number may begin with its sign.
  const harmless = typeof value === 'number' || !/^[=+\-@\t\r]/.test(text) ? text : `'${text}`;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Let the browser save a text as a file.
 *
 * @param {string} name
 * @param {string} text
 */
export function download(name, text) {
  // The byte order mark tells spreadsheets that the file is UTF-8; without it ₦ is garbled.
  const address = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // slow phones start saving late
}
