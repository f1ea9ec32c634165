/** The page for visitors without an account: the promise, an example, and how it works. */
import { html, useEffect } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Icon } from '../ui/icon.js';

const STEPS = ['topUp', 'pick', 'read'];

function Sample() {
  return html`<div class="sample" role="img" aria-label=${t('landingSampleLabel')}>
    <p class="label">${t('landingSampleService')}</p>
    <p class="code"><span>482</span><span>913</span></p>
    <p class="sample-note"><${Icon} name="check" />${t('landingSampleNote')}</p>
  </div>`;
}

export default function Landing() {
  useEffect(() => {
    document.title = `${t('brand')} · ${t('navGet')}`;
  }, []);
  return html`<div class="landing">
    <section class="hero">
      <div>
        <h1>${t('landingTitle')}</h1>
        <p class="lead">${t('landingLead')}</p>
        <div class="row">
          <a class="button primary big" href="/sign-up">${t('landingStart')}</a>
          <a class="button big" href="/sign-in">${t('landingHave')}</a>
        </div>
      </div>
      <${Sample} />
    </section>
    <section>
      <h2>${t('landingStepsTitle')}</h2>
      <ol class="steps">
        ${STEPS.map((step) => html`<li key=${step}><b>${t(`step.${step}`)}</b><span>${t(`stepText.${step}`)}</span></li>`)}
      </ol>
    </section>
    <section class="promise-block">
      <${Icon} name="shield" />
      <div>
        <h2>${t('landingPromiseTitle')}</h2>
        <p>${t('landingPromise')}</p>
      </div>
    </section>
    <p class="small-print">${t('landingFor')} <a href="/terms">${t('landingTerms')}</a></p>
  </div>`;
}
