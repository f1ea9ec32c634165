/** Below a code: the earlier ones, and until when another may come to the same number. */
import { html, useEffect, useState } from '../../vendor.js';
import { beginAutoCopy } from '../core/auto-copy.js';
import { codeGroups, timeOfDay } from '../core/format.js';
import { isListening, listen } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { CopyButton } from '../ui/copy-button.js';
import { InTurn } from '../ui/in-turn.js';
import { ProblemNotice } from '../ui/notice.js';
/** @import { Verification } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const ASK_AGAIN_MS = 60_000; // the server's limit

/** @param {{verification: Verification, brief?: boolean}} props */
export function Listening({ verification, brief }) {
  const asking = useAsking(verification);
  const codes = verification.codes ?? [];
  const listening = isListening(verification);
  // Once another code is asked for, the newest has its place among the earlier ones: nothing moves when the next comes.
  const places = listening && asking.begun ? codes : codes.slice(1);
  return html`${places.length > 0 && html`<${brief ? EarlierLine : Earlier} codes=${places} shown=${codes.length - 1} />`}
    ${listening && html`<${Ask} verification=${verification} asking=${asking} brief=${brief} />`}`;
}

/** @typedef {Verification['codes']} Codes the last `shown` of them are shown, the others have a place */

/** @param {Codes[number]} one */
const spoken = ({ code, received_at: at }) => `${codeGroups(code).join(' ')}, ${timeOfDay(at)}`;

/** @param {Codes} codes */
const line = (codes) => t('earlier', { codes: codes.map(spoken).join(' · ') });

/** @param {{codes: Codes, shown: number}} props */
function EarlierLine({ codes, shown }) {
  const words = [...new Set([line(codes), ...(shown > 0 ? [line(codes.slice(-shown))] : [])])];
  return html`<p class="row-sub"><${InTurn} words=${words} shown=${shown > 0 && words.at(-1)} /></p>`;
}

/** @param {{codes: Codes, shown: number}} props */
function Earlier({ codes, shown }) {
  return html`<ul class="earlier" aria-label=${t('earlierCodes')}>
    ${codes.map(
      (one, place) => html`<li key=${one.received_at + one.code} class=${place < codes.length - shown ? 'keeps-place' : ''}>
        <span>${spoken(one)}</span><${CopyButton} text=${one.code} label=${t('copyEarlier', { code: one.code })}>${t('copy')}<//>
      </li>`,
    )}
  </ul>`;
}

/**
 * What came of the wish for another code. `begun` until that code is there, `asked` for as long as the server takes no other.
 *
 * @param {Verification} verification
 */
function useAsking({ id, codes = [] }) {
  const [begunAt, setBegunAt] = useState(/** @type {number | null} */ (null));
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  useEffect(() => {
    if (!asked) return undefined;
    const timer = setTimeout(() => setAsked(false), ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  useEffect(() => setAsked(false), [codes.length]);

  async function ask() {
    if (busy || asked) return;
    setBegunAt(codes.length);
    setBusy(true);
    setProblem(null);
    const copying = beginAutoCopy(); // within the tap, so that the code is copied when it comes
    try {
      await listen(id);
      copying.claim(id);
      announce(t('lookingForAnother'));
      setAsked(true);
    } catch (refusal) {
      copying.drop();
      setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }
  return { ask, asked, busy, problem, begun: begunAt === codes.length };
}

/** @param {{verification: Verification, asking: ReturnType<typeof useAsking>, brief?: boolean}} props */
function Ask({ verification: { listening_until: until }, asking: { ask, asked, busy, problem }, brief }) {
  const told = t(brief ? 'listeningBrief' : 'listening', { time: timeOfDay(until ?? '') });
  const [need, busyWords, looking] = [t('needAnother'), t('needAnotherBusy'), t('needAnotherAsked')];
  return html`<div class="listening">
    <p class="row-sub"><${InTurn} words=${[told, t('lookingForAnother')]} shown=${asked ? t('lookingForAnother') : told} /></p>
    <button type="button" class="button small" aria-disabled=${busy || asked ? 'true' : undefined} onClick=${ask}>
      <${InTurn} words=${[need, busyWords, looking]} shown=${busy ? busyWords : asked ? looking : need} />
    </button>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
  </div>`;
}
