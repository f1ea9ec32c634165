/**
 * One sentence or two for each error code: what happened, whether the money is safe, what to do.
 * Then one for each code of a field. An unknown code falls back to the server's own words; the component that shows it
 * adds the reference.
 */
export default {
  'problem.unreachable': 'We could not reach Callbox. Check your connection, then try again. You will not be charged twice.',
  'problem.invalid_credentials': 'Email and password do not match. Check both, or reset your password.',
  'problem.unauthenticated': 'You have been signed out. Your money is safe. Sign in to go on.',
  'problem.session_revoked': 'You were signed out here to keep your account safe. Your money is safe. Sign in to go on.',
  'problem.rate_limited': 'Too many tries in a short time. Nothing was charged. Wait {wait}, then try again.',
  'problem.rate_limited.account': 'Your account has reached its limit for now. Nothing was charged. In {wait} there is more.',
  'problem.not_found': 'We could not find that. It may belong to another account, or the link may be incomplete.',
  'problem.insufficient_funds': 'Your wallet does not hold enough for this. Nothing was charged. Top up, then try again.',
  'problem.price_changed': 'The price has just changed. Nothing was charged. Look at the new price and tap again.',
  'problem.price_changed.to': 'The price has just changed to {price}. Nothing was charged. Tap again if that is fine.',
  'problem.service_denied': 'We do not offer numbers for this service. Nothing was charged. Our terms say which ones and why.',
  'problem.email_unverified': 'Nothing was charged. Confirm your email first: open the link we sent you, or ask for a new one.',
  'problem.invalid_code': 'This code is wrong or was used. Wait for the next one.',
  'problem.too_many_open': 'You have as many numbers open as your account allows. Nothing was charged. Wait for one to finish, or cancel one.',
  'problem.not_cancellable': 'This number can no longer be cancelled, since a code came or it has already ended.',
  'problem.account_frozen': 'Purchases on your account are paused. Your balance is safe and stays yours.',
  'problem.purchases_paused': 'Purchases are paused until we have looked at your account. Nothing was charged. Your balance is safe and can be refunded.',
  'problem.unavailable': 'Callbox is busy right now. Your money is safe. Try again in a minute.',
  'problem.internal_error': 'Something broke on our side. Your money is safe. Try again in a minute.',

  'field.too_short': 'Use at least {least} characters.',
  'field.too_long': 'Use at most {most} characters.',

  'wait.seconds': { one: '1 second', other: '{count} seconds' },
  'wait.minutes': { one: '1 minute', other: '{count} minutes' },
  'wait.hours': { one: '1 hour', other: '{count} hours' },
};
