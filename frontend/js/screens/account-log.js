/** What happened to the account, opened on request. */
import { html, useState } from '../../vendor.js';
import { dateTime } from '../core/format.js';
import { accountLog } from '../data/account-log.js';
import { hasText, t } from '../texts/index.js';
import { Loaded } from '../ui/loaded.js';
import { ShowMore } from '../ui/show-more.js';
/** @import { AccountEntry, Pages } from '../types.d.ts' */

export function AccountLog() {
  const [open, setOpen] = useState(false);
  const show = () => {
    setOpen(true);
    accountLog.reload();
  };
  if (!open) return html`<button type="button" class="button small" onClick=${show}>${t('accountLogShow')}</button>`;
  return html`<${Loaded} state=${accountLog.state.value} failed=${t('accountLogFailed')} onRetry=${accountLog.reload}>
      ${(/** @type {Pages<AccountEntry>} */ list) => html`<ul class="edit-list">${list.items.map((each) => html`<${Line} key=${each.id} entry=${each} />`)}</ul>`}
    <//>
    <${ShowMore} list=${accountLog} />`;
}

/** @param {{entry: AccountEntry}} props */
function Line({ entry }) {
  // the list of acts grows: an act newer than this page is still a line with its time
  const what = hasText(`act.${entry.what}`) ? t(`act.${entry.what}`) : t('actUnknown');
  const from = [dateTime(entry.at), entry.by.kind === 'link' && t('actByLink'), entry.by.kind === 'operator' && t('actByUs'), entry.address].filter(Boolean).join(' · ');
  return html`<li><div class="edit-line"><span class="row-main"><b>${what}</b><span class="row-sub">${from}</span></span></div></li>`;
}
