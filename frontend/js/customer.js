/** What starts when a customer signs in, and what is deleted when they sign out. */
import { effect, untracked } from '../vendor.js';
import { session, signOut } from './core/session.js';
import { forget, recall, remember } from './core/storage.js';
import { resendUnanswered } from './core/taps.js';
import { account, userId } from './data/account.js';
import { closeBatch, reopenBatch, showBatch } from './data/batches.js';
import { forgetDeposits, noteDeposit, readyToPay } from './data/deposits.js';
import { forgetRecent } from './data/services.js';
import { closeTemplates, openTemplates, showTemplates } from './data/templates.js';
import { bought, fetchOpen, forgetVerifications } from './data/verifications.js';
import { wallet } from './data/wallet.js';

export function startCustomer() {
  effect(() => {
    const who = session.value;
    untracked(() => phases[who]?.());
  });
  effect(() => {
    const id = userId.value;
    if (id) untracked(() => recognise(id));
  });
}

/** @type {Partial<Record<typeof session.value, () => void>>} */
const phases = { unknown: expect, in: begin, out: end };

/** A customer was signed in here last time: show what this phone stores for them before the server confirms it. */
function expect() {
  const last = recall('last_user');
  if (last) showTemplates(last);
}

function begin() {
  account.reload();
  wallet.reload();
  fetchOpen().catch(() => {}); // the screens that need it ask again and show the error
}

/**
 * The customer is known: show and continue what belongs to them alone.
 *
 * @param {string} id
 */
function recognise(id) {
  remember('last_user', id);
  openTemplates(id);
  reopenBatch(id);
  resendUnanswered(id, (purpose, answer) => takeAnswer(purpose, answer, id));
}

function end() {
  account.clear();
  wallet.clear();
  forgetVerifications();
  closeTemplates();
  closeBatch();
  readyToPay.value = null;
}

/** Sign out, and delete the traces of what was bought: another person may use this phone next. */
export async function leave() {
  forgetDeposits();
  forgetRecent();
  forget('last_user');
  await signOut();
}

/**
 * An answer to a tap from before the reload. It is only shown, so that the page does not navigate by surprise.
 *
 * @type {(purpose: string, answer: any, owner: string) => void}
 */
function takeAnswer(purpose, answer, owner) {
  if (purpose === 'deposit') {
    noteDeposit(answer.deposit);
    readyToPay.value = answer.deposit;
  } else if (purpose === 'batch') {
    showBatch(answer.batch, owner);
  } else if (answer.verification) {
    bought(answer.verification);
  }
}
