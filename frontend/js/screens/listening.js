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
  const earlier = (verification.codes ?? []).slice(1);
  return html`${earlier.length > 0 && (brief ? html`<p class="row-sub">${t('earlier', { codes: earlier.map(spoken).join(' · ') })}</p>` : html`<${Earlier} codes=${earlier} />`)}
    ${isListening(verification) && html`<${Ask} key=${verification.id} verification=${verification} brief=${brief} />`}`;
}

/** @param {Verification['codes'][number]} one */
const spoken = ({ code, received_at: at }) => `${codeGroups(code).join(' ')}, ${timeOfDay(at)}`;

/** @param {{codes: Verification['codes']}} props */
function Earlier({ codes }) {
  return html`<ul class="earlier" aria-label=${t('earlierCodes')}>
    ${codes.map(
      (one) => html`<li key=${one.received_at + one.code}>
        <span>${spoken(one)}</span><${CopyButton} text=${one.code} label=${t('copyEarlier', { code: one.code })}>${t('copy')}<//>
      </li>`,
    )}
  </ul>`;
}

/** @param {{verification: Verification, brief?: boolean}} props */
function Ask({ verification: { id, codes, listening_until: until }, brief }) {
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

  const told = t(brief ? 'listeningBrief' : 'listening', { time: timeOfDay(until ?? '') });
  const [need, asking, looking] = [t('needAnother'), t('needAnotherBusy'), t('needAnotherAsked')];
  return html`<div class="listening">
    <p class="row-sub"><${InTurn} words=${[told, t('lookingForAnother')]} shown=${asked ? t('lookingForAnother') : told} /></p>
    <button type="button" class="button small" aria-disabled=${busy || asked ? 'true' : undefined} onClick=${ask}>
      <${InTurn} words=${[need, asking, looking]} shown=${busy ? asking : asked ? looking : need} />
    </button>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
  </div>`;
}
