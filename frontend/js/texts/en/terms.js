/** The terms, version 1: the version that a sign-up accepts (TERMS_VERSION in data/account.js). */
export default {
  termsTitle: 'Terms and fair use',
  termsVersion: 'Version 1',

  'terms.what': 'What Callbox does',
  'terms.what.1': 'Callbox rents you a US phone number for a few minutes and shows you the verification code that is sent to it.',
  'terms.what.2': 'A number is yours only until its time runs out. Later somebody else may receive messages on it, so do not use it for an account you cannot recover in another way.',

  'terms.cost': 'What it costs',
  'terms.cost.1': 'You see the price before you tap. The price is held while you wait and is charged only if a code arrives. A message in which we find no certain code counts as well: you read it in full.',
  'terms.cost.2': 'If no code arrives, if you cancel, or if we find no number, the whole price goes back to your wallet by itself.',
  'terms.cost.3': 'Top-ups go through Paystack. Your balance does not expire. If we ever pause your account, the balance stays yours and can be refunded to the one who paid.',

  'terms.fair': 'Fair use',
  'terms.fair.1': 'Callbox is for testing teams, for privacy, and for people without a local number.',
  'terms.fair.2': 'Do not use it to farm accounts, to deceive, to harass, or to get round a ban, and do not sell numbers on.',
  'terms.fair.3': 'We do not offer numbers for banks, payments, crypto exchanges, government and tax, health, credit bureaus, elections and emergency services. A message from one of these is withheld and the price returned.',
  'terms.fair.4': 'There are limits on how many numbers you can have open and buy; they grow with your history here.',

  'terms.data': 'Your data',
  'terms.data.1': 'We keep your email, your orders and your payments. Texts of messages and codes are deleted after 30 days.',
  'terms.data.2': 'We do not sell data. We never see your card.',
};
