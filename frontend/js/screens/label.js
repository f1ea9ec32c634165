/** The customer's own label of a number, changed in place. */
import { html, useEffect } from '../../vendor.js';
import { labelled } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { showToast } from '../ui/announce.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
/** @import { Verification } from '../types.d.ts' */

/** @param {{verification: Verification, draft: {current: string}}} props draft: what is typed, kept when the screen changes around it */
export function Label({ verification: { id, reference }, draft }) {
  const form = useForm({
    initial: { reference: draft.current },
    check: () => ({}),
    send: async ({ reference: typed }) => {
      await labelled(id, typed.trim());
      showToast(t('labelSaved'), 'plain');
    },
  });
  useEffect(() => {
    draft.current = form.values.reference;
  });
  return html`<details class="options" open=${Boolean(reference)}>
    <summary>${t('label')}</summary>
    <${Form} of=${form}>
      <${Field} ...${form.field('reference')} label=${t('labelLabel')} maxlength="64" autocomplete="off" />
      <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('labelSave')}<//>
    <//>
  </details>`;
}
