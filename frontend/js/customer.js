/** What begins when a customer is signed in, and what is forgotten when they sign out. */
import { effect, untracked } from '../vendor.js';
import { session } from './core/session.js';
import { resendUnanswered } from './core/taps.js';
import { account, userId } from './data/account.js';
import { noteDeposit } from './data/deposits.js';
import { bought, fetchOpen, forgetVerifications } from './data/verifications.js';
import { statement, wallet } from './data/wallet.js';
import { readyToPay } from './screens/top-up.js';

export function startCustomer() {
  effect(() => {
    const who = session.value;
    untracked(() => (who === 'in' ? begin() : who === 'out' && end()));
  });
  effect(() => {
    if (userId.value) resendUnanswered(userId.value, takeAnswer);
  });
}

function begin() {
  account.reload();
  wallet.reload();
  fetchOpen().catch(() => {}); // the screens that need it ask again and show what went wrong
}

function end() {
  for (const store of [account, wallet, statement]) store.clear();
  forgetVerifications();
  readyToPay.value = null;
}

/** An answer to something tapped before the reload. Shown, not acted upon: nobody is sent off by surprise. */
function takeAnswer(purpose, answer) {
  if (purpose === 'deposit') {
    noteDeposit(answer.deposit);
    readyToPay.value = answer.deposit;
  } else if (answer.verification) {
    bought(answer.verification);
  }
}
