/** The terms, version 1: the version that a sign-up says was accepted (TERMS_VERSION in data/account.js). */
import { html } from '../../vendor.js';
import { Screen } from '../ui/screen.js';

const sections = [
  ['What Callbox does', [
    'Callbox rents you a US phone number for a few minutes and shows you the verification code that is sent to it.',
    'A number is yours only until its time runs out. Later somebody else may receive messages on it, so do not use it for an account you cannot recover in another way.',
  ]],
  ['What it costs', [
    'You see the price before you tap. The price is held while you wait and is charged only if a code arrives. A message in which we find no certain code counts as well: you read it in full.',
    'If no code arrives, if you cancel, or if we find no number, the whole price goes back to your wallet by itself.',
    'Top-ups go through Paystack. Your balance does not expire. If we ever pause your account, the balance stays yours and can be refunded to the one who paid.',
  ]],
  ['Fair use', [
    'Callbox is for testing teams, for privacy, and for people without a local number.',
    'Do not use it to farm accounts, to deceive, to harass, or to get round a ban, and do not sell numbers on.',
    'We do not offer numbers for banks, payments, crypto exchanges, government and tax, health, credit bureaus, elections and emergency services. A message from one of these is withheld and the price returned.',
    'There are limits on how many numbers you can have open and buy; they grow with your history here.',
  ]],
  ['Your data', [
    'We keep your email, your orders and your payments. Texts of messages and codes are deleted after 30 days.',
    'We do not sell data. We never see your card.',
  ]],
];

export default function Terms() {
  return html`<${Screen} title="Terms and fair use" lead="Version 1" narrow>
    ${sections.map(
      ([title, paragraphs]) => html`<section key=${title} class="prose">
        <h2>${title}</h2>
        ${paragraphs.map((text) => html`<p key=${text}>${text}</p>`)}
      </section>`,
    )}
  <//>`;
}
