/**
 * Proof of work: a busy network is asked for it instead of being refused. A worker does it, so that the page stays free,
 * and the person may stop it.
 */
import { html, useEffect, useState } from '../../vendor.js';
import { Problem } from '../core/problem.js';
import { t } from '../texts/index.js';

const WORKER = '/work.js';
// A phone that changes its network may be asked again, and a proof may come too late: then it starts over.
const MOST_ROUNDS = 4;

/** @typedef {{done: number, parts: number, left: number | null, stop: () => void}} Progress */

/** `send` sends a request, again with the work where it is asked for. @throws Problem, with the code `stopped` too */
export function useWork() {
  const [progress, setProgress] = useState(/** @type {Progress | null} */ (null));
  useEffect(() => () => progress?.stop(), [progress === null]);

  /** @type {(request: (headers: Record<string, string>) => Promise<void>) => Promise<void>} */
  async function send(request) {
    /** @type {Record<string, string>} */
    let headers = {};
    for (let round = 1; ; round++) {
      try {
        return await request(headers);
      } catch (problem) {
        if (!['work_required', 'work_wrong'].includes(problem.code) || round === MOST_ROUNDS) throw problem;
        headers = problem.code === 'work_required' ? { 'X-Callbox-Work': await solve(problem.facts) } : {};
      }
    }
  }

  /** @type {(facts: Record<string, any>) => Promise<string>} */
  function solve({ challenge, bits, parts }) {
    return new Promise((resolve, reject) => {
      const worker = new Worker(/** @type {any} */ (workerAddress()));
      const begun = Date.now();
      const end = () => {
        worker.terminate();
        setProgress(null);
      };
      const stop = () => {
        end();
        reject(new Problem({ code: 'stopped' }));
      };
      const fail = (/** @type {unknown} */ cause) => {
        end();
        reject(new Problem({ code: 'work_required', status: 428 }, cause));
      };
      worker.onmessage = ({ data: { done, proof } }) => {
        setProgress({ done, parts, left: secondsLeft(Date.now() - begun, done, parts), stop });
        if (proof === undefined) return;
        end();
        resolve(proof);
      };
      worker.onerror = fail;
      setProgress({ done: 0, parts, left: null, stop });
      worker.postMessage({ challenge, bits, parts });
    });
  }

  return { progress, send };
}

/** @type {(spentMs: number, done: number, parts: number) => number} */
const secondsLeft = (spentMs, done, parts) => Math.max(1, Math.ceil(((spentMs / done) * (parts - done)) / 1000));

/** A Trusted Types policy that allows only this script URL. */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('app-work', { createScriptURL: () => WORKER });
const workerAddress = () => policy?.createScriptURL('') ?? WORKER;

/** What is going on, how far it is, and a way out. @param {{work: ReturnType<typeof useWork>}} props */
export function Working({ work: { progress } }) {
  return html`<div role="status">
    ${progress &&
    html`<p>${t('working')} ${progress.left !== null && t('workingLeft', { count: progress.left })}</p>
      <progress class="wide" value=${progress.done} max=${progress.parts} aria-label=${t('working')}></progress>
      <button type="button" class="button quiet" onClick=${progress.stop}>${t('workingStop')}</button>`}
  </div>`;
}
