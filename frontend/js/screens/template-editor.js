/** Saved orders: rename them, change their price cap, delete them. */
import { html, useEffect, useState } from '../../vendor.js';
import { money, parseMoney } from '../core/format.js';
import { openLabels, serviceLabel } from '../data/services.js';
import { deleteTemplate, editTemplate, templates } from '../data/templates.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
/** @import { Template } from '../types.d.ts' */

export function TemplateEditor() {
  const [edited, setEdited] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    openLabels();
  }, []);
  if (templates.value.length === 0) return html`<p class="quiet">${t('templatesEmpty')}</p>`;
  return html`<ul class="edit-list">
    ${templates.value.map(
      (each) => html`<li key=${each.id}>
        ${edited === each.id
          ? html`<${Edit} template=${each} onDone=${() => setEdited(null)} />`
          : html`<${Line} template=${each} onEdit=${() => setEdited(each.id)} />`}
      </li>`,
    )}
  </ul>`;
}

/** @param {{template: Template, onEdit: () => void}} props */
function Line({ template: { name, service, max_price_minor: cap }, onEdit }) {
  return html`<div class="edit-line">
    <span class="row-main"><b>${name}</b><span class="row-sub row-words">${serviceLabel(service)}${cap && `, ${t('templateCapShort', { price: money(cap) })}`}</span></span>
    <button type="button" class="button small" onClick=${onEdit}>${t('templateEdit')}<span class="unseen"> ${name}</span></button>
  </div>`;
}

/** @param {{template: Template, onDone: () => void}} props */
function Edit({ template, onDone }) {
  const form = useForm({
    initial: { name: template.name, cap: template.max_price_minor ? String(template.max_price_minor / 100) : '' },
    check: ({ name, cap }) => ({
      ...(name.trim() ? {} : { name: t('templateNameMissing') }),
      ...(parseMoney(cap) ? {} : { cap: t('amountMissing') }),
    }),
    send: async ({ name, cap }) => {
      editTemplate(template.id, { name: name.trim(), max_price_minor: parseMoney(cap) });
      onDone();
    },
  });
  return html`<${Form} of=${form}>
    <${Field} ...${form.field('name')} label=${t('templateName')} maxLength="60" autocomplete="off" />
    <${Field} ...${form.field('cap')} label=${t('templateCap')} inputmode="decimal" autocomplete="off" />
    <${Submit} busy=${form.busy} busyText=${t('save')}>${t('save')}<//>
    <div class="row">
      <button type="button" class="button small" onClick=${onDone}>${t('cancel')}</button>
      <button type="button" class="button small danger" onClick=${() => deleteTemplate(template.id)}>${t('remove')}</button>
    </div>
  <//>`;
}
