/**
 * One human sentence or two for each error code: what happened, whether the money is safe, what to do.
 * An unknown code falls back to the server's own words; the reference is added by whoever shows it.
 */
import { money } from './core/format.js';

const waitFor = (facts) => {
  const seconds = facts.retry_after_s ?? 60;
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  return seconds < 90 * 60 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`;
};

export const problemTexts = {
  unreachable: 'We could not reach Callbox. Check your connection, then try again. You will not be charged twice.',
  unreadable: 'We got an answer we could not read. Your money is safe. Please try again in a minute.',
  idempotency_key_missing: 'This page sent an incomplete request, so nothing was charged. Reload the page and try again.',
  idempotency_key_reused: 'This request was mixed up with an earlier one, so nothing was charged. Reload the page and try again.',
  email_taken: 'There is already an account with this email. Sign in instead, or reset your password.',
  invalid_request: 'Something in the form is not right. Nothing was charged. Check it and try again.',
  malformed_json: 'This page sent a broken request, so nothing was done. Reload the page and try again.',
  body_too_large: 'That is more than we can take at once. Nothing was done. Shorten it and try again.',
  invalid_credentials: 'Email and password do not match. Check both, or reset your password.',
  second_factor_required: 'Your account asks for a code of your authenticator app as well. Type its six digits.',
  second_factor_on: 'Your second factor is on already. Turn it off before you set up another one.',
  unauthenticated: 'You have been signed out. Your money is safe. Sign in to go on.',
  session_revoked: 'You were signed out here to keep your account safe. Your money is safe. Sign in to go on.',
  cross_site: 'Your browser did not say where this request came from, so we refused it. Open Callbox in a fresh tab and try again.',
  rate_limited: (facts) =>
    facts.limit_name
      ? `Your account has reached its limit for now. Nothing was charged. In ${waitFor(facts)} there is more.`
      : `Too many tries in a short time. Nothing was charged. Please wait ${waitFor(facts)} and try again.`,
  not_found: 'We could not find that. It may belong to another account, or the link may be incomplete.',
  insufficient_funds: 'Your wallet does not hold enough for this. Nothing was charged. Top up, then try again.',
  price_changed: (facts) =>
    facts.price_minor
      ? `The price has just changed to ${money(facts.price_minor)}. Nothing was charged. Tap again if that is fine.`
      : 'The price has just changed. Nothing was charged. Look at the new price and tap again.',
  service_denied: 'We do not offer numbers for this service. Nothing was charged. Our terms say which ones and why.',
  email_unverified: 'Please confirm your email first. Nothing was charged. Open the link we sent you, or ask for a new one.',
  invalid_code: 'This code is wrong or was used. Wait for the next one.',
  invalid_token: 'This link is used up or too old. Ask for a new one.',
  too_many_open: 'You have as many numbers open as your account allows. Nothing was charged. Wait for one to finish, or cancel one.',
  too_many_templates: 'Your account holds as many saved orders as it can. Delete one in Settings, then save again.',
  not_cancellable: 'This number can no longer be cancelled, since a code came or it has already ended.',
  not_retryable: 'This one cannot be tried again. Nothing was charged. Get a new number instead.',
  account_frozen: 'Purchases on your account are paused. Your balance is safe and stays yours. Please write to support.',
  invalid_signature: 'This link is not valid or was changed on the way. Ask for a new one.',
  payment_provider_unavailable: 'Paystack is not answering right now. You were not charged. Please try again in a few minutes.',
  unavailable: 'Callbox is busy right now. Your money is safe. Please try again in a minute.',
  internal_error: 'Something broke on our side. Your money is safe. Please try again in a minute.',
};

/** @param problem a Problem, or any error at all. */
export function sentence(problem) {
  const text = problemTexts[problem.code];
  if (typeof text === 'function') return text(problem.facts ?? {});
  return text ?? (problem.detail || problemTexts.internal_error);
}
