/** One verification from order to end: the number, the time left, the code, and what happened to the money. */
import { html, useEffect, useRef, useState } from '../../vendor.js';
import { codeGroups, dateTime, money } from '../core/format.js';
import { openLabels, serviceLabel } from '../data/services.js';
import { see } from '../data/seen.js';
import { fetchOne, isOpen, isRefunded, newestCode, verificationById, whyRefunded } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { Code } from '../ui/code.js';
import { Icon } from '../ui/icon.js';
import { InTurn } from '../ui/in-turn.js';
import { Skeleton } from '../ui/loaded.js';
import { Messages } from '../ui/messages.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { PhoneNumber } from '../ui/number.js';
import { Ring } from '../ui/ring.js';
import { Screen } from '../ui/screen.js';
import { StatePill } from '../ui/state-pill.js';
import { CancelButton } from './cancel-button.js';
import { heldLine } from './held-line.js';
import { InstallOffer } from './install-offer.js';
import { Label } from './label.js';
import { Listening } from './listening.js';
import { Retry } from './retry.js';
import { TellOffer } from './tell-offer.js';
import { WaitingSlots } from './waiting-slots.js';
/** @import { Message } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

/** @param {{id: string}} props */
export default function Verification({ id }) {
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const look = () => {
    setProblem(null);
    fetchOne(id).catch(setProblem);
  };
  useEffect(() => {
    if (!verificationById(id)) look(); // what is known is kept fresh
  }, [id]);
  useEffect(openLabels, []);

  const verification = verificationById(id);
  if (!verification) {
    return html`<${Screen} title=${t('navGet')} narrow>
      ${problem ? html`<${ProblemNotice} problem=${problem} onRetry=${problem.status === 404 ? null : look} />` : html`<${Skeleton} rows=${4} />`}
    <//>`;
  }
  return html`<${Told} key=${id} verification=${verification} />`;
}

/** @param {{verification: import('../types.d.ts').Verification}} props */
function Told({ verification }) {
  const service = serviceLabel(verification.service);
  const title = t('verificationTitle', { service });
  const code = newestCode(verification);
  const draft = useRef(verification.reference ?? '');
  const tabTitle = code ? `${codeGroups(code).join(' ')} · ${service}` : undefined;
  useEffect(() => {
    if (code) see(verification);
  }, [code, verification.codes?.length]);
  return html`<${Screen} title=${title} tabTitle=${tabTitle} kind="ticket" narrow>
    <p class="meta"><${State} state=${verification.state} /> ${t('ordered', { time: dateTime(verification.created_at) })}${verification.attempt > 1 && html` · ${t('attempt', { attempt: verification.attempt })}`}</p>
    ${verification.state === 'received' && html`<${Received} verification=${verification} />`}
    ${isOpen(verification) && html`<${Open} verification=${verification} service=${service} />`}
    ${isRefunded(verification) && html`<${Refunded} verification=${verification} />`}
    <${Label} key=${isRefunded(verification)} verification=${verification} draft=${draft} />
    ${code && html`<${InstallOffer} id=${verification.id} /><${TellOffer} />`}
  <//>`;
}

/** The state; while a number is open, in a place for each that comes. @param {{state: string}} props */
function State({ state }) {
  const words = ['requesting', 'waiting'].map((each) => t(`state.${each}`));
  if (!words.includes(t(`state.${state}`))) return html`<${StatePill} state=${state} />`;
  return html`<span class=${`pill pill-${state}`}><${InTurn} words=${words} shown=${t(`state.${state}`)} /></span>`;
}

/**
 * Before the number is there its place is kept, so that nothing moves when it comes.
 *
 * @param {{verification: import('../types.d.ts').Verification, service: string}} props
 */
function Open({ verification, service }) {
  const { number, messages, state, created_at: from, ends_at: until } = verification;
  const isWaiting = state === 'waiting';
  return html`<section class="card ticket">
    <div class="ticket-main">
      ${isWaiting
        ? html`<${PhoneNumber} number=${number} />`
        : html`<${NumberComing} />`}
      <p class=${isWaiting ? '' : 'keeps-place'}>${t('enterNumber', { service })}</p>
    </div>
    <div class="tear"></div>
    <div class="ticket-more">
      <div class="waiting">
        <${WaitingSlots} />
        ${isWaiting ? html`<${Ring} from=${from} until=${until} />` : html`<div class="ring"></div>`}
      </div>
      ${messages.length > 0 && html`<${UnclearMessages} messages=${messages} />`}
      <p class="money-line">${heldLine(verification)}</p>
      <div class=${messages.length > 0 ? '' : 'cancel-place'}><${CancelButton} verification=${verification} /></div>
    </div>
  </section>`;
}

/** As large as the number and its buttons, with the longest words that stand there. */
function NumberComing() {
  return html`<div class="number">
    <p class="label">${t('numberLabel')}</p>
    <div class="in-turn">
      <p class="number-coming keeps-place">${['+1', '000', '000', '0000'].map((part, place) => html`<span key=${place}>${part}</span>`)}</p>
      <p class="number-coming" role="status">${t('numberComing')}</p>
    </div>
    <div class="row keeps-place">
      ${[t('copyNumber'), t('copyNational')].map((words) => html`<span key=${words} class="button small"><${Icon} name="copy" />${words}</span>`)}
    </div>
  </div>`;
}

/**
 * Messages arrived, but none with a certain code: shown while the page keeps waiting.
 *
 * @param {{messages: Message[]}} props
 */
function UnclearMessages({ messages }) {
  useEffect(() => announce(t('messageCame')), [messages.length]);
  return html`<${Notice} kind="warn"><p>${t('messageCame')}</p><//><${Messages} messages=${messages} />`;
}

/** @param {{verification: import('../types.d.ts').Verification}} props */
function Received({ verification }) {
  const { messages, number, price_minor: price, currency } = verification;
  const code = newestCode(verification);
  return html`<section class="card ticket">
      <div class="ticket-main">
        ${code && html`<${Code} code=${code} /><${Listening} verification=${verification} />`}
        ${!code && html`${messages.length > 0 && html`<${Notice} kind="warn"><p>${t('noCertainCode')}</p><//>`}<${Messages} messages=${messages} />`}
      </div>
      <div class="tear"></div>
      <div class="ticket-more">
        ${number && html`<${PhoneNumber} number=${number} />`}
        <p class="money-line">${t(code ? 'paid' : 'paidMessage', { price: money(price, currency) })}</p>
        ${code && html`<${Messages} messages=${messages} />`}
      </div>
    </section>
    <a class="button wide" href="/">${t('getAnother')}</a>`;
}

/** @param {{verification: import('../types.d.ts').Verification}} props */
function Refunded({ verification }) {
  const price = money(verification.price_minor, verification.currency);
  return html`<div class="refunded">
    <${Notice} kind="back" role="status" title=${t(`refunded.${whyRefunded(verification)}`, { price, codes: verification.area_codes.join(', ') })} />
    <${Retry} verification=${verification} />
  </div>`;
}
