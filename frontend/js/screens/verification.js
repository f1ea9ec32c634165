/** One verification from order to end: the number, the time left, the code, and what happened to the money. */
import { html, useEffect, useState } from '../../vendor.js';
import { codeGroups, dateTime, money, timeOfDay } from '../core/format.js';
import { openLabels, serviceLabel } from '../data/services.js';
import { fetchOne, isRefunded, verificationById } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { Code } from '../ui/code.js';
import { Skeleton } from '../ui/loaded.js';
import { Messages } from '../ui/messages.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { PhoneNumber } from '../ui/number.js';
import { Ring } from '../ui/ring.js';
import { Screen } from '../ui/screen.js';
import { StatePill } from '../ui/state-pill.js';
import { CancelButton } from './cancel-button.js';
import { Retry } from './retry.js';
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
  useEffect(look, [id]);
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
  const tabTitle = verification.code ? `${codeGroups(verification.code).join(' ')} · ${service}` : undefined;
  return html`<${Screen} title=${title} tabTitle=${tabTitle} narrow>
    <p class="meta"><${StatePill} state=${verification.state} /> ${t('ordered', { time: dateTime(verification.created_at) })}${verification.attempt > 1 && html` · ${t('attempt', { attempt: verification.attempt })}`}</p>
    ${verification.state === 'received' && html`<${Received} verification=${verification} />`}
    ${verification.state === 'waiting' && html`<${Waiting} verification=${verification} service=${service} />`}
    ${verification.state === 'requesting' && html`<${Requesting} verification=${verification} />`}
    ${isRefunded(verification) && html`<${Refunded} verification=${verification} />`}
  <//>`;
}

/** @param {{verification: import('../types.d.ts').Verification}} props */
function Requesting({ verification }) {
  return html`<section class="card ticket">
    <p class="label">${t('numberLabel')}</p>
    <p class="number-coming" role="status">${t('numberComing')}</p>
    <${HeldLine} verification=${verification} />
    <${CancelButton} verification=${verification} />
  </section>`;
}

/** @param {{verification: import('../types.d.ts').Verification, service: string}} props */
function Waiting({ verification, service }) {
  const { messages } = verification;
  return html`<section class="card ticket">
    <${PhoneNumber} number=${verification.number} />
    <div class="tear"></div>
    <div class="waiting">
      <${WaitingSlots} />
      <${Ring} from=${verification.created_at} until=${verification.ends_at} />
    </div>
    ${messages.length > 0 ? html`<${UnclearMessages} messages=${messages} />` : html`<p>${t('enterNumber', { service })}</p>`}
    <${HeldLine} verification=${verification} />
    <${CancelButton} verification=${verification} />
  </section>`;
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
  const { code, messages, number, price_minor: price, currency } = verification;
  return html`<section class="card ticket">
      ${code && html`<${Code} code=${code} />`}
      ${!code && messages.length > 0 && html`<${Notice} kind="warn"><p>${t('noCertainCode')}</p><//>`}
      <${Messages} messages=${messages} />
      <div class="tear"></div>
      ${number && html`<${PhoneNumber} number=${number} />`}
      <p class="money-line">${t(code ? 'paid' : 'paidMessage', { price: money(price, currency) })}</p>
    </section>
    <a class="button wide" href="/">${t('getAnother')}</a>`;
}

/** @param {{verification: import('../types.d.ts').Verification}} props */
function Refunded({ verification }) {
  const price = money(verification.price_minor, verification.currency);
  const { state, reason, number } = verification;
  const why = state !== 'failed' ? state : reason === 'service_denied' ? 'withheld' : number ? 'failed' : 'noNumber';
  return html`<${Notice} kind="good" role="status" title=${t(`refunded.${why}`, { price })} />
    <${Retry} verification=${verification} />`;
}

/** @param {{verification: import('../types.d.ts').Verification}} props */
function HeldLine({ verification }) {
  const { price_minor: minor, currency, ends_at: endsAt, messages } = verification;
  const price = money(minor, currency);
  if (!endsAt) return html`<p class="money-line">${t('held', { price })}</p>`;
  const held = messages.length > 0 ? 'heldForMessage' : 'heldUntil';
  return html`<p class="money-line">${t(held, { price, time: timeOfDay(endsAt) })}</p>`;
}
