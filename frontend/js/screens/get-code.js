/** Get a code: open verifications, saved orders, the services with their prices, and one button in reach. */
import { html, useEffect, useState } from '../../vendor.js';
import { navigate, route } from '../core/router.js';
import { unverified } from '../data/account.js';
import { catalogue, openCatalogue, serviceNamed } from '../data/services.js';
import { openAsked, openOnes } from '../data/verifications.js';
import { getNumber, orderOf } from '../ordering.js';
import { t } from '../texts/index.js';
import { lazy } from '../ui/lazy.js';
import { Empty, Skeleton } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { VerificationRow } from '../ui/verification-row.js';
import { OrderBar } from './order-bar.js';
import { OrderOptions, optionsFrom, readOptions } from './order-options.js';
import { ServicePicker } from './service-picker.js';
import { TemplateChips } from './template-chips.js';
/** @import { Order } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const ConfirmEmailNotice = lazy('ConfirmEmailNotice', 0);

export default function GetCode() {
  const asked = route.value.query;
  const [picked, setPicked] = useState(asked.get('service'));
  const [options, setOptions] = useState(() => optionsFrom(asked));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [busy, setBusy] = useState(false);
  const service = serviceNamed(picked);

  useEffect(() => {
    openCatalogue();
  }, []);

  /** @param {string} name */
  function pick(name) {
    setPicked(name);
    setProblem(null);
  }

  /** @param {Order} wanted */
  async function order(wanted) {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const verification = await getNumber(wanted);
      navigate(`/v/${verification.id}`);
    } catch (refusal) {
      setPicked(wanted.service);
      setProblem(refusal);
      setBusy(false);
      catalogue.reload();
    }
  }

  const { areaCodes, carriers, error } = readOptions(options);
  // A customer who came for the options already has a service, so they come first, above the list.
  const forOptions = asked.has('options');
  const wishes = html`<${OrderOptions} options=${options} onOptions=${setOptions} open=${forOptions} avoid=${asked.get('not')} />`;
  const wanted = service && !error ? orderOf(service, { areaCodes, carriers }) : null;
  return html`<${Screen} title=${t('getTitle')} lead=${t('getLead')} aside=${html`<${InProgress} />`} asideFirst>
    ${unverified.value && html`<${ConfirmEmailNotice} />`}
    <${TemplateChips} busy=${busy} onOrder=${order} />
    ${forOptions && wishes}
    <${ServicePicker} picked=${picked} onPick=${pick} />
    ${!forOptions && wishes}
    <${OrderBar} ...${{ service, wanted, busy, problem }} onOrder=${order} />
  <//>`;
}

function InProgress() {
  const open = openOnes.value;
  return html`<section class=${open.length === 0 ? 'in-progress in-progress-none' : 'in-progress'} aria-labelledby="in-progress">
    <h2 id="in-progress">${t('openTitle')}</h2>
    ${open.length > 0
      ? html`<ul class="rows card">
          ${open.map((each) => html`<${VerificationRow} key=${each.id} verification=${each} />`)}
        </ul>`
      : openAsked.value
        ? html`<${Empty} title=${t('openNone')} text=${t('openNoneText')} />`
        : html`<${Skeleton} rows=${2} />`}
  </section>`;
}
