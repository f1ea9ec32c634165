/** Looks again and again for what happens elsewhere: often at first, then seldom, while the page is in front, and with an end. */
const OFTEN_MS = 3000;
const OFTEN_FOR_MS = 2 * 60_000;
const SELDOM_MS = 30_000;
const FOR_MS = 10 * 60_000;

/**
 * @param {() => unknown} look
 * @returns a function that ends it
 */
export function lookAgainAndAgain(look) {
  const began = Date.now();
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  function plan() {
    const age = Date.now() - began;
    if (age >= FOR_MS) return;
    timer = setTimeout(() => {
      if (!document.hidden) look();
      plan();
    }, age < OFTEN_FOR_MS ? OFTEN_MS : SELDOM_MS);
  }
  plan();
  return () => clearTimeout(timer);
}
