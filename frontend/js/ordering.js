/** From the tap to the code: the order, the copy begun in the tap, and what happens when the code arrives. */
import { effect } from '../vendor.js';
import { beginAutoCopy, finishAutoCopy, giveUpAutoCopy, outcome } from './core/auto-copy.js';
import { soundOn, vibrateOn } from './core/preferences.js';
import { route } from './core/router.js';
import { announce, showToast } from './ui/announce.js';
import { t } from './texts/index.js';
import { sentence } from './texts/sentence.js';
import { whoTaps } from './data/account.js';
import { noteBought, priceOf, serviceLabel } from './data/services.js';
import { refusedTemplate } from './data/templates.js';
import { buy, isRefunded, newestCode, onArrival, onClosed, tryAgain, verificationById } from './data/verifications.js';
/** @import { Order, Service, Verification } from './types.d.ts' */
/** @import { Problem } from './core/problem.js' */

const BUZZ_MS = 180;

/**
 * The order of a service for the API, capped at its price with these options, which is what the page shows.
 *
 * @param {Service} service
 * @param {{areaCodes?: string[], carriers?: string[], maxPriceMinor?: number}} [wishes]
 * @returns {Order}
 */
export function orderOf(service, { areaCodes = [], carriers = [], maxPriceMinor = priceOf(service, areaCodes, carriers) } = {}) {
  return {
    service: service.name,
    country: service.country,
    capability: service.capability,
    area_codes: areaCodes,
    carriers,
    max_price_minor: maxPriceMinor,
  };
}

/**
 * Order within the tap. @returns the verification. @throws Problem, after releasing the clipboard.
 *
 * @param {Order} order
 */
export function getNumber(order) {
  return inOneTap(async () => {
    const verification = await buy(order, await whoTaps());
    noteBought(order.service);
    return verification;
  });
}

/** @param {string} id */
export const getNumberAgain = (id) => inOneTap(async () => tryAgain(id, await whoTaps()));

/** @param {() => Promise<Verification>} work */
async function inOneTap(work) {
  const copying = beginAutoCopy();
  try {
    const verification = await work();
    copying.claim(verification.id);
    copyIfThere(verification.id);
    return verification;
  } catch (problem) {
    copying.drop();
    throw problem;
  }
}

/**
 * Its end may have been pushed before the order was answered.
 *
 * @param {string} id
 */
function copyIfThere(id) {
  const now = verificationById(id);
  const code = now && newestCode(now);
  if (code) finishAutoCopy(id, code);
  else if (now && isRefunded(now)) giveUpAutoCopy(id);
}

onArrival((verification) => {
  // Before any tap, browsers refuse to vibrate and log an error.
  if (vibrateOn.value && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ_MS);
  if (isShown(verification.id)) announce(t('arrived', { service: serviceLabel(verification.service) })); // elsewhere the news say it
  if (verification.batch_id) return; // the codes of a batch would overwrite each other in the clipboard
  const code = newestCode(verification);
  if (code) finishAutoCopy(verification.id, code);
  else giveUpAutoCopy(verification.id);
});

// The player listens for arrivals by itself.
effect(() => {
  if (soundOn.value) import('./sound.js').catch(() => {});
});

onClosed((verification) => {
  if (isRefunded(verification)) giveUpAutoCopy(verification.id);
});

/** @param {string} id */
const isShown = (id) => route.peek().path === `/v/${id}`;

effect(() => {
  if (!outcome.value || !isShown(outcome.value.id)) return;
  if (outcome.value.how === 'copied') showToast(t('copied'));
  else if (outcome.value.how === 'armed') showToast(t('tapToCopy'), 'plain');
});

effect(() => {
  if (refusedTemplate.value) showToast(sentence(refusedTemplate.value), 'plain');
});
