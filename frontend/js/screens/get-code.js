/** Get a code: what is in progress, the services with their prices, and one button in reach of the thumb. */
import { html, useEffect, useState } from '../../vendor.js';
import { navigate } from '../core/router.js';
import { unverified } from '../data/account.js';
import { catalogue, openCatalogue } from '../data/services.js';
import { openOnes } from '../data/verifications.js';
import { getNumber, orderOf } from '../ordering.js';
import { t } from '../texts.js';
import { Empty } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { VerificationRow } from '../ui/verification-row.js';
import { ConfirmEmail } from './confirm-email-notice.js';
import { OrderBar } from './order-bar.js';
import { noOptions, OrderOptions, readOptions } from './order-options.js';
import { ServicePicker } from './service-picker.js';

export default function GetCode() {
  const [service, setService] = useState(null);
  const [options, setOptions] = useState(noOptions);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    openCatalogue();
  }, []);

  function pick(picked) {
    setService(picked);
    setProblem(null);
  }

  async function order(maxPriceMinor) {
    const { areaCodes, carriers, error } = readOptions(options);
    if (busy || error) return;
    setBusy(true);
    setProblem(null);
    try {
      const verification = await getNumber(orderOf(service, { areaCodes, carriers, maxPriceMinor }));
      navigate(`/v/${verification.id}`);
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
      catalogue.reload();
    }
  }

  return html`<${Screen} title=${t.getTitle} lead=${t.getLead} aside=${html`<${InProgress} />`} asideFirst>
    ${unverified.value && html`<${ConfirmEmail} />`}
    <${ServicePicker} picked=${service} onPick=${pick} />
    <${OrderOptions} options=${options} onOptions=${setOptions} />
    <${OrderBar} service=${service} busy=${busy} problem=${problem} onOrder=${order} />
  <//>`;
}

function InProgress() {
  const open = openOnes.value;
  return html`<section class=${open.length === 0 ? 'in-progress in-progress-none' : 'in-progress'} aria-labelledby="in-progress">
    <h2 id="in-progress">${t.openTitle}</h2>
    ${open.length === 0
      ? html`<${Empty} title=${t.openNone} text=${t.openNoneText} />`
      : html`<ul class="rows card">
          ${open.map((each) => html`<${VerificationRow} key=${each.id} verification=${each} />`)}
        </ul>`}
  </section>`;
}
