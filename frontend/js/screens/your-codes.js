/** The first screen's inbox: codes not seen yet, open numbers, what ended within the last day. */
import { html, useEffect, useRef, useState } from '../../vendor.js';
import { nowMs } from '../core/clock.js';
import { codeGroups, dateTime, money, numberParts } from '../core/format.js';
import { heightInRem } from '../core/height.js';
import { recall, remember } from '../core/storage.js';
import { doubtful } from '../core/taps.js';
import { isSeen, see } from '../data/seen.js';
import { serviceLabel } from '../data/services.js';
import { isListening, isRefunded, newestCode, openAsked, whyRefunded, yourOnes } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon, Monogram } from '../ui/icon.js';
import { later } from '../ui/lazy.js';
import { Empty, Skeleton } from '../ui/loaded.js';
import { Ring } from '../ui/ring.js';
import { heldLine } from './held-line.js';
/** @import { Verification } from '../types.d.ts' */

const Doubtful = later.part('Doubtful', 0);
const Listening = later.part('Listening', 0);
const NextAfterRefund = later.part('NextAfterRefund', 0);
const CARDS = 'cards';
const SHOWN_FOR_MS = 24 * 3_600_000;
const SEEN_AFTER_MS = 10_000;
const JUST_NOW_MS = 60_000;

export function YourCodes() {
  const cards = inPlace(useRef(/** @type {string[]} */ ([])), yourOnes.value);
  const count = cards.length + doubtful.value.length;
  const [expected] = useState(expectedHeights); // of last time: the place of the cards is kept until all of them is there
  const waiting = count === 0 && !openAsked.value;
  const isEmpty = count === 0 && !(waiting && expected.length > 0);
  const kept = `${expected.reduce((sum, height) => sum + height, 0)}rem`;
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => noteHeights(list.current, cards), [cards.map(({ id }) => id).join(), openAsked.value]);
  return html`<section class=${isEmpty ? 'in-progress in-progress-none' : 'in-progress'} aria-labelledby="your-codes">
    <h2 id="your-codes">${t('yourCodes')}</h2>
    ${doubtful.value.length > 0 && html`<${Doubtful} />`}
    ${cards.length > 0 &&
    html`<div style=${{ minHeight: kept }}>
      <ul class="rows card" ref=${list}>
        ${cards.map((each) => html`<${Card} key=${each.id} verification=${each} />`)}
      </ul>
    </div>`}
    ${waiting && html`<div class="cards-coming" style=${expected.length > 0 && { height: kept }}><${Skeleton} rows=${Math.max(1, expected.length)} /></div>`}
    ${(cards.length > 0 || (waiting && !isEmpty)) && html`<a class="aside-line" href="/history">${t('allNumbers')}</a>`}
    ${count === 0 && !waiting && html`<${Empty} title=${t('yourNone')} />`}
  </section>`;
}

/** The heights of the cards of the last visit that are still to be shown, in rem. */
function expectedHeights() {
  const kept = /** @type {{until: number, height: number}[]} */ ([recall(CARDS, [])].flat()); // an earlier release kept their number
  return kept.filter(({ until }) => until > nowMs()).map(({ height }) => height);
}

/**
 * Keep how high each card is, also when a part of it comes later, and until when it is shown.
 *
 * @param {HTMLElement | null} list
 * @param {Verification[]} cards
 */
function noteHeights(list, cards) {
  if (!list) {
    if (openAsked.value) remember(CARDS, []);
    return undefined;
  }
  const watcher = new ResizeObserver(() => {
    const until = (/** @type {Verification} */ each) => Date.parse(each.ends_at ?? each.created_at) + SHOWN_FOR_MS;
    remember(CARDS, cards.map((each, place) => ({ until: until(each), height: heightInRem(list.children[place]) })));
  });
  watcher.observe(list);
  return () => watcher.disconnect();
}

/**
 * A card stays where it is while the same ones are shown: it must not move away from a thumb. A new one brings the order.
 *
 * @param {{current: string[]}} shown ids in the order of the last drawing
 * @param {Verification[]} cards
 */
function inPlace(shown, cards) {
  const ids = cards.map(({ id }) => id);
  if (ids.length !== shown.current.length || ids.some((id) => !shown.current.includes(id))) shown.current = ids;
  return shown.current.map((id) => cards[ids.indexOf(id)]);
}

/** @param {{verification: Verification}} props */
function Card({ verification }) {
  if (newestCode(verification)) return html`<${CodeCard} verification=${verification} />`;
  const { id, service, number, created_at: from, ends_at: until, state } = verification;
  const back = isRefunded(verification);
  return html`<li class=${back ? 'row-item row-wraps row-back' : 'row-item row-wraps'}>
    <a href=${`/v/${id}`}>
      ${back ? html`<${Icon} name="back" />` : html`<${Monogram} of=${serviceLabel(service)} />`}
      <span class="row-main">
        <b>${serviceLabel(service)}</b>
        ${number && html`<span class="row-sub whole">${numberParts(number).join('\u00a0')}</span>`}
        <span class="row-sub row-words">${words(verification)}</span>
      </span>
      ${state === 'waiting' && html`<${Ring} small from=${from} until=${until} />`}
    </a>
    <div class="row-under">${back ? html`<${NextAfterRefund} verification=${verification} />` : html`<p class="row-sub row-words">${heldLine(verification)}</p>`}</div>
  </li>`;
}

/** @param {Verification} verification */
function words(verification) {
  const { state, messages, price_minor: price, currency } = verification;
  if (isRefunded(verification)) return t(`refunded.${whyRefunded(verification)}`, { price: money(price, currency), codes: verification.area_codes.join(', ') });
  return state !== 'requesting' && messages.length > 0 ? t('messageToRead') : t(`state.${state}`);
}

/** @param {{verification: Verification}} props */
function CodeCard({ verification }) {
  const { id, service, number, codes } = verification;
  const code = newestCode(verification) ?? '';
  const fresh = !isSeen(verification);
  const at = codes[0].received_at;
  const when = nowMs() - Date.parse(at) < JUST_NOW_MS ? t('justNow') : dateTime(at);
  useEffect(() => {
    if (!fresh) return undefined;
    const timer = setInterval(() => !document.hidden && see(verification), SEEN_AFTER_MS);
    return () => clearInterval(timer);
  }, [fresh, codes.length]);
  return html`<li class="row-item row-wraps row-coded">
    <a href=${`/v/${id}`}>
      <b class="row-code">${codeGroups(code).map((group, place) => html`<span key=${place}>${group}</span>`)}</b>
      <span class=${fresh ? 'pill pill-received' : 'pill keeps-place'}>${t('newCode')}</span>
    </a>
    <${CopyButton} text=${code} onCopied=${() => see(verification)}>${t('copy')}<//>
    <p class="row-from row-sub">${[serviceLabel(service), numberParts(number).join('\u00a0'), when].join(' · ')}</p>
    ${(codes.length > 1 || isListening(verification)) && html`<div class="row-under"><${Listening} verification=${verification} brief /></div>`}
  </li>`;
}
