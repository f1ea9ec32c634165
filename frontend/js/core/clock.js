/**
 * The server's time. Cheap phones are often minutes off, and a wrong countdown for money
 * already spent is worse than none, so the `Date` header of each answer corrects the phone's clock.
 */
let offsetMs = 0;

/**
 * Learn from one answer. The header counts whole seconds, so differences under 2 s are noise and ignored.
 *
 * @param {string | null} header
 */
export function noteServerDate(header) {
  const serverMs = Date.parse(header ?? '');
  if (Number.isNaN(serverMs)) return;
  const difference = serverMs - Date.now();
  offsetMs = Math.abs(difference) < 2000 ? 0 : difference;
}

export function nowMs() {
  return Date.now() + offsetMs;
}
