/** The proof of an act on the account: its password, and a code of two-step sign-in once the server asks for one. */
import { html, useState } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Field } from './form.js';

/** Whether to show the field of the code, and how to carry out an act that may ask for it. */
export function useProof() {
  const [asksCode, setAsksCode] = useState(false);

  /**
   * Carry out the act.
   *
   * @param {() => Promise<unknown>} act a Problem it throws passes through
   * @returns whether it is done; false when a code has to be typed first
   */
  async function isDone(act) {
    try {
      await act();
      return true;
    } catch (problem) {
      if (problem.code !== 'second_factor_required') throw problem;
      setAsksCode(true);
      return false;
    }
  }
  return { asksCode, isDone };
}

/** @param {Record<string, unknown>} props the field's, as `useForm` gives them */
export function CodeField(props) {
  return html`<${Field} ...${props} label=${t('factorCode')} autocomplete="one-time-code" autocapitalize="none" maxLength="40" />`;
}
