/**
 * The carriers that an order can choose, by the API's name. Their names are the same in every language.
 *
 * @type {Record<string, string>}
 */
export const CARRIERS = { att: 'AT&T', tmo: 'T-Mobile', vz: 'Verizon' };
