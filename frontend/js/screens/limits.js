/** Every limit of the account with what is used of it, and the two that customers set themselves. */
import { html, useState } from '../../vendor.js';
import { patch } from '../core/api.js';
import { dateTime, money, parseMoney } from '../core/format.js';
import { account } from '../data/account.js';
import { serviceLabel } from '../data/services.js';
import { t } from '../texts/index.js';
import { showToast } from '../ui/announce.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { PasswordField } from '../ui/password-field.js';
import { CodeField, useProof } from '../ui/proof.js';
/** @import { Account } from '../types.d.ts' */

/** @type {(keyof Account['usage'] & keyof Account['limits'])[]} */
const SHOWN = ['open_verifications', 'purchases_an_hour', 'purchases_a_day', 'same_service_a_day', 'cancels_an_hour', 'top_up_a_day_minor', 'spend_a_day_minor'];

/** @param {{account: Account}} props */
export function Limits({ account: { limits, usage } }) {
  const shown = (/** @type {string} */ name, /** @type {number} */ value) => (name.endsWith('_minor') ? money(value, limits.currency) : String(value));
  return html`${SHOWN.map((name) => {
      const most = limits[name];
      const used = shown(name, Number(usage[name]));
      const what = name === 'same_service_a_day' && usage.same_service ? t('limitSameService', { service: serviceLabel(usage.same_service) }) : t(`limit.${name}`);
      return html`<p key=${name} class="settings-line">
        <span class="anywhere">${what}</span><b>${most === null ? t('limitNone', { used }) : t('limitUsed', { used, most: shown(name, Number(most)) })}</b>
      </p>`;
    })}
    <p class="settings-line"><span>${t('limit.batch_size')}</span><b>${limits.batch_size}</b></p>
    ${limits.spend_a_day_later &&
    html`<p class="field-hint">
      ${limits.spend_a_day_later.spend_a_day_minor === null
        ? t('limitGoes', { time: dateTime(limits.spend_a_day_later.holds_from) })
        : t('limitRises', { amount: money(limits.spend_a_day_later.spend_a_day_minor, limits.currency), time: dateTime(limits.spend_a_day_later.holds_from) })}
    </p>`}
    <${OwnLimits} limits=${limits} />`;
}

/** @param {number | null} minor */
const typed = (minor) => (minor === null ? '' : (minor / 100).toLocaleString('en-NG', { maximumFractionDigits: 2 }));

/** @param {{limits: Account['limits']}} props */
function OwnLimits({ limits }) {
  const [open, setOpen] = useState(false);
  if (!open) return html`<button type="button" class="button small" onClick=${() => setOpen(true)}>${t('limitsOwn')}</button>`;
  return html`<${Fields} limits=${limits} onDone=${() => setOpen(false)} />`;
}

/** @param {{limits: Account['limits'], onDone: () => void}} props */
function Fields({ limits, onDone }) {
  const { asksCode, isDone } = useProof();
  const initial = { spend_a_day_minor: typed(limits.spend_a_day_minor), low_balance_minor: typed(limits.low_balance_minor), limit_password: '', limit_code: '' };
  const more = (/** @type {string} */ text) => limits.spend_a_day_minor !== null && (text.trim() ? Number(parseMoney(text)) > limits.spend_a_day_minor : true);
  const form = useForm({
    initial,
    check: ({ spend_a_day_minor: spend, low_balance_minor: low, limit_password: password }) => ({
      ...(spend.trim() && parseMoney(spend) === null ? { spend_a_day_minor: t('limitAmount') } : {}),
      ...(low.trim() && parseMoney(low) === null ? { low_balance_minor: t('limitAmount') } : {}),
      ...(more(spend) && !password ? { limit_password: t('limitProof') } : {}),
    }),
    fieldOf: { invalid_credentials: 'limit_password', invalid_code: 'limit_code' },
    send: async ({ spend_a_day_minor: spend, low_balance_minor: low, limit_password: password, limit_code: code }) => {
      const proof = more(spend) ? { proof: { password, ...(code ? { code } : {}) } } : {};
      // what is the same is left out: the sum of now, sent again, would call off a higher one that waits
      const changed = {
        ...(spend === initial.spend_a_day_minor ? {} : { spend_a_day_minor: parseMoney(spend) }),
        ...(low === initial.low_balance_minor ? {} : { low_balance_minor: parseMoney(low) }),
      };
      const isSaved = await isDone(async () => {
        const told = await patch('/me', { ...changed, ...proof });
        const { state } = account;
        if (state.value.value) state.value = { ...state.value, value: { ...state.value.value, ...told } };
      });
      if (!isSaved) return;
      showToast(t('limitsSaved'));
      onDone();
    },
  });
  const naira = html`<span class="field-before" aria-hidden="true">₦</span>`;
  return html`<${Form} of=${form}>
    <${Field} ...${form.field('spend_a_day_minor')} label=${t('limitSpend')} hint=${t('limitSpendHint')} inputmode="decimal" autocomplete="off" before=${naira} />
    <${Field} ...${form.field('low_balance_minor')} label=${t('limitLow')} hint=${t('limitLowHint')} inputmode="decimal" autocomplete="off" before=${naira} />
    ${more(form.values.spend_a_day_minor) && html`<${PasswordField} ...${form.field('limit_password')} label=${t('passwordNow')} autocomplete="current-password" />`}
    ${asksCode && html`<${CodeField} ...${form.field('limit_code')} />`}
    <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('save')}<//>
  <//>`;
}
