/**
 * One field that is wrong; `least` and `most` are in its own unit.
 * @typedef {{field: string, code: string, message: string, least?: number, most?: number}} FieldProblem
 */

/**
 * What went wrong: the server's problem (RFC 9457) or a network failure.
 * `code` is the stable name; three are made here: `unreachable` (no answer came), `unreadable`
 * (not our JSON) and `checkout_elsewhere` (the payment page is not the provider's).
 */
export class Problem extends Error {
  /**
   * @param {Record<string, any>} facts what the answer says
   * @param {unknown} [cause]
   */
  constructor(facts, cause) {
    super(facts.detail ?? facts.code, { cause });
    this.name = 'Problem';
    /** @type {string} */
    this.code = facts.code ?? 'unreadable';
    /** @type {number} */
    this.status = facts.status ?? 0;
    /** @type {string} */
    this.detail = facts.detail ?? '';
    /** @type {string | null} */
    this.requestId = facts.request_id ?? null;
    /** @type {FieldProblem[]} */
    this.errors = facts.errors ?? [];
    this.facts = facts;
  }

  /** True if the request may have been carried out although no valid answer came: repeat it with the same key. */
  get uncertain() {
    return this.status === 0 || this.status >= 500;
  }
}
