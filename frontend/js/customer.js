/** What begins when a customer is signed in, and what is forgotten when they sign out. */
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

/** Somebody was signed in here last time: what is theirs on this phone is shown before the server has said who it is. */
function expect() {
  const last = recall('last_user');
  if (last) showTemplates(last);
}

function begin() {
  account.reload();
  wallet.reload();
  fetchOpen().catch(() => {}); // the screens that need it ask again and show what went wrong
}

/**
 * Now it is known who it is, what belongs to them alone can be shown and gone on with.
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

/** Sign out, and wipe the traces of what was bought: the next one at this phone may be another person. */
export async function leave() {
  forgetDeposits();
  forgetRecent();
  forget('last_user');
  await signOut();
}

/**
 * An answer to something tapped before the reload. It is shown, not acted upon, so that the page leads nowhere by surprise.
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
