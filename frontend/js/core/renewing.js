/**
 * Renewals that outlive their page. A page that is left or reloaded during a renewal cannot say when the new
 * cookie arrives, and sending the old one meanwhile would be a replay, which signs the customer out. So a renewal
 * leaves a mark until it is answered, and the next page waits as long as a slow network and a cold server need.
 */
import { forget, recall, remember } from './storage.js';

const MARK = 'renewing_since';
const WAIT_MS = 5000; // no longer, since the phone may have lost power before the answer
const LOOK_EVERY_MS = 200;
const LEAVING_MS = 1000; // a page that is being left sees a failure first, and must not remove its mark

/**
 * @template Answer
 * @param {() => Promise<Answer>} exchange
 */
export async function renewOnce(exchange) {
  await answerToThePageBefore();
  remember(MARK, Date.now());
  try {
    const answer = await exchange();
    forget(MARK);
    return answer;
  } catch (problem) {
    setTimeout(() => forget(MARK), LEAVING_MS);
    throw problem;
  }
}

async function answerToThePageBefore() {
  const isAwaited = () => Date.now() - recall(MARK, 0) < WAIT_MS;
  for (let look = 0; look < WAIT_MS / LOOK_EVERY_MS && isAwaited(); look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
