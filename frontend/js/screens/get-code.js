/** Get a code: open verifications, saved orders, the services with their prices, and one button in reach. */
import { html, useEffect, useState } from '../../vendor.js';
import { navigate, route } from '../core/router.js';
import { recall } from '../core/storage.js';
import { isWide } from '../core/wide.js';
import { CONFIRM_HEIGHT, mailedTo, mailedToBefore } from '../data/account.js';
import { forgetDraft, keepDraft, openDraft } from '../data/draft.js';
import { catalogue, openCatalogue, serviceNamed } from '../data/services.js';
import { getNumber, orderOf } from '../ordering.js';
import { t } from '../texts/index.js';
import { later } from '../ui/lazy.js';
import { Screen } from '../ui/screen.js';
import { OrderBar } from './order-bar.js';
import { OrderOptions, readOptions } from './order-options.js';
import { ServicePicker } from './service-picker.js';
import { TemplateChips } from './template-chips.js';
import { YourCodes } from './your-codes.js';
/** @import { Draft } from '../data/draft.js' */
/** @import { Order } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const ConfirmEmailNotice = later.part('ConfirmEmailNotice', 0);

export default function GetCode() {
  const asked = route.value.query;
  const [minHeight] = useState(() => recall(CONFIRM_HEIGHT));
  const [draft, setDraft] = useState(() => openDraft(asked));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [busy, setBusy] = useState(false);
  const service = serviceNamed(draft.service);

  useEffect(() => {
    openCatalogue();
  }, []);
  useEffect(() => keepDraft(draft), [draft]);

  /** @param {Partial<Draft>} part */
  const change = (part) => setDraft((before) => ({ ...before, ...part }));

  /** @param {Partial<Draft>} part */
  function wish(part) {
    change(part);
    setProblem(null); // it was about another order
  }

  const pick = (/** @type {string} */ name) => wish({ service: name });

  /** @param {Order} wanted */
  async function order(wanted) {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const verification = await getNumber(wanted);
      forgetDraft();
      navigate(`/v/${verification.id}`);
    } catch (refusal) {
      change({ service: wanted.service });
      setProblem(refusal);
      setBusy(false);
      catalogue.reload();
    }
  }

  const { areaCodes, carriers, error } = readOptions(draft.wishes);
  // A customer who came for the options already has a service: without room for a panel they come first, above the list.
  const forOptions = asked.has('options');
  const above = forOptions && !isWide.value;
  const wishes = html`<${OrderOptions} options=${draft.wishes} onOptions=${(/** @type {Draft['wishes']} */ wishes) => wish({ wishes })} open=${forOptions || isWide.value} suggest=${forOptions} avoid=${asked.get('not')} />`;
  const label = draft.wishes.label.trim();
  const wanted = service && !error ? { ...orderOf(service, { areaCodes, carriers }), ...(label && { reference: label }) } : null;
  return html`<${Screen} title=${t('getTitle')} lead=${t('getLead')} aside=${html`<${YourCodes} />`} asideFirst kind="get">
    <div class="get-list">
      ${mailedToBefore && html`<div class="confirm" style=${{ minHeight }} role="status"><${ConfirmEmailNotice} email=${mailedToBefore} /></div>`}
      <${TemplateChips} busy=${busy} onOrder=${order} />
      ${above && wishes}
      <${ServicePicker} first=${asked.get('service')} draft=${draft} onDraft=${change} onPick=${pick} />
      ${!mailedToBefore && mailedTo.value && html`<div role="status"><${ConfirmEmailNotice} email=${mailedTo.value} /></div>`}
    </div>
    <div class="get-panel">
      ${!above && wishes}
      <${OrderBar} ...${{ service, wanted, busy, problem }} onOrder=${order} onPick=${pick} />
    </div>
  <//>`;
}
