/** Make an account with email, password and the terms; the customer is signed in at once. */
import { html } from '../../vendor.js';
import { navigate, route, safeReturn } from '../core/router.js';
import { signIn } from '../core/session.js';
import { signUp } from '../data/account.js';
import { keepBegun } from '../data/begun.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { later } from '../ui/lazy.js';
import { PasswordField } from '../ui/password-field.js';
import { Screen } from '../ui/screen.js';
import { Working, useWork } from '../ui/working.js';
import { checkEmail, checkNewPassword } from './credentials.js';
/** @import { FromInput } from '../types.d.ts' */

export default function SignUp() {
  const work = useWork();
  const form = useForm({
    initial: { email: '', password: '', accepted_terms: false },
    check: ({ email, password, accepted_terms: accepted }) => ({
      ...checkEmail(email),
      ...checkNewPassword(password),
      ...(accepted ? {} : { accepted_terms: t('termsMissing') }),
    }),
    fieldOf: { email_taken: 'email', too_many_accounts: 'email' },
    send: async ({ email, password }) => {
      const next = safeReturn(route.value.query.get('next'));
      later.fetchAhead(); // the first screen's notice about the address must not come late
      try {
        await signUpOrIn(work, email.trim(), password);
      } catch (problem) {
        if (problem.code !== 'stopped') throw problem;
        return;
      }
      keepBegun(next);
      navigate(next, { replace: true });
    },
  });
  return html`<${Screen} title=${t('signUpTitle')} lead=${t('signUpLead')} narrow>
    <${Form} of=${form}>
      <${Field} ...${form.field('email')} label=${t('email')} type="email" autocomplete="username" inputmode="email" autocapitalize="none" />
      <${PasswordField} ...${form.field('password')} hint=${t('passwordHint')} autocomplete="new-password" />
      <${Terms} ...${form.field('accepted_terms')} />
      <${Submit} busy=${form.busy} busyText=${t('signUpBusy')}>${t('signUpButton')}<//>
      <${Working} work=${work} />
    <//>
    <p class="aside-line">${t('signUpHave')} <a href=${`/sign-in${location.search}`}>${t('signInButton')}</a></p>
  <//>`;
}

/**
 * An address that is taken may be taken by an earlier tap whose answer was lost: then the same password opens the account.
 *
 * @type {(work: ReturnType<typeof useWork>, email: string, password: string) => Promise<void>}
 */
async function signUpOrIn(work, email, password) {
  /** @type {import('../core/problem.js').Problem | null} */
  let taken = null;
  try {
    await work.send((headers) => signUp(email, password, headers));
  } catch (problem) {
    if (problem.code !== 'email_taken') throw problem;
    taken = problem;
  }
  try {
    await work.send((headers) => signIn(email, password, undefined, headers));
  } catch (problem) {
    throw taken && !problem.uncertain ? taken : problem;
  }
}

/** @param {{name: string, value: boolean, error?: string, onValue: (accepted: boolean) => void}} props */
function Terms({ name, value, error, onValue }) {
  return html`<div class=${error ? 'field field-bad' : 'field'}>
    <div class="check">
      <input
        type="checkbox"
        id=${name}
        name=${name}
        checked=${value}
        onChange=${(/** @type {FromInput} */ event) => onValue(event.currentTarget.checked)}
        aria-invalid=${error ? 'true' : undefined}
        aria-describedby=${error ? `${name}-error` : undefined}
      />
      <label for=${name}>${t('acceptTerms')} <a href="/terms" target="_blank">${t('acceptTermsLink')}</a></label>
    </div>
    ${error && html`<p class="field-error" id=${`${name}-error`}>${error}</p>`}
  </div>`;
}
