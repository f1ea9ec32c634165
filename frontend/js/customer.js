/** What starts when a customer signs in, and what is deleted when the session ends, by a tap or without one. */
import { effect, untracked } from '../vendor.js';
import { liveUrl } from './core/pushes.js';
import { session } from './core/session.js';
import { forget, recall, remember } from './core/storage.js';
import { isAnsweredTap, resendUnanswered } from './core/taps.js';
import { account, forgetMailedTo, userId } from './data/account.js';
import { closeBatch, reopenBatch, showBatch } from './data/batches.js';
import { forgetBegun } from './data/begun.js';
import { forgetDraft } from './data/draft.js';
import { forgetSeen } from './data/seen.js';
import { forgetRecent } from './data/services.js';
import { forgetDeposits, noteDeposit, readyToPay } from './data/started-deposits.js';
import { closeTemplates, forgetTemplates, openTemplates, showTemplates } from './data/templates.js';
import { bought, fetchRecent, forgetVerifications } from './data/verifications.js';
import { wallet } from './data/wallet.js';

// A page may stay open for days, and what becomes of the account shows in it: it is asked for again on return.
const LOOK_AGAIN_MS = 10 * 60_000;
let lookedAt = 0;

export function startCustomer() {
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && session.value === 'in' && Date.now() - lookedAt > LOOK_AGAIN_MS) lookAtAccount();
  });
  addEventListener('storage', ({ key, oldValue, newValue }) => {
    if (session.value === 'in' && isAnsweredTap(key, oldValue, newValue)) lookAtMoney();
  });
  effect(() => {
    const who = session.value;
    untracked(() => phases[who]?.());
  });
  effect(() => {
    liveUrl.value = account.state.value.value?.live_url ?? null;
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
  lookAtAccount();
  lookAtMoney();
}

function lookAtMoney() {
  wallet.reload();
  fetchRecent().catch(() => {}); // the screens that need it ask again and show the error
}

function lookAtAccount() {
  lookedAt = Date.now();
  account.reload();
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

/** Delete the traces of what was bought: another person may use this phone next. */
function end() {
  expect(); // a session that ended while no page was open: what it left is not shown, and deleted all the same
  forgetBegun();
  forgetDraft();
  forgetDeposits();
  forgetMailedTo();
  forgetRecent();
  forgetSeen();
  forgetTemplates();
  forget('last_user');
  forget('cards');
  account.clear();
  wallet.clear();
  forgetVerifications();
  closeTemplates();
  closeBatch();
  readyToPay.value = null;
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
    showBatch(answer, owner);
  } else if (answer.verification) {
    bought(answer);
  }
}
