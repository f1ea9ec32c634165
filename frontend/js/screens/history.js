/** Every number there was, newest first. */
import { html, useEffect } from '../../vendor.js';
import { pastOnes, verificationById } from '../data/verifications.js';
import { t } from '../texts.js';
import { Empty, Loaded } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { ShowMore } from '../ui/show-more.js';
import { VerificationRow } from '../ui/verification-row.js';

export default function History() {
  useEffect(() => {
    pastOnes.reload();
  }, []);
  return html`<${Screen} title=${t.historyTitle} narrow>
    <${Loaded} state=${pastOnes.state.value} failed=${t.historyFailed} onRetry=${pastOnes.reload} rows=${6}>
      ${(list) =>
        list.items.length === 0
          ? html`<${Empty} title=${t.historyEmpty} text=${t.historyEmptyText}>
              <a class="button primary" href="/">${t.navGet}</a>
            <//>`
          : html`<ul class="rows card">
                ${list.items.map((each) => html`<${VerificationRow} key=${each.id} verification=${verificationById(each.id) ?? each} />`)}
              </ul>
              <${ShowMore} list=${pastOnes} />`}
    <//>
  <//>`;
}
