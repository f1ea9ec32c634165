/** The messages that a number received, newest first, without characters that hide or reorder others. */
import { html } from '../../vendor.js';
import { timeOfDay } from '../core/format.js';
import { isolated, plain } from '../core/plain.js';
import { t } from '../texts/index.js';
/** @import { Message } from '../types.d.ts' */

/** @param {{messages: Message[]}} props */
export function Messages({ messages }) {
  if (messages.length === 0) return html`<p class="quiet">${t('messageGone')}</p>`;
  const sorted = [...messages].sort((a, b) => b.received_at.localeCompare(a.received_at));
  return html`<section class="messages">
    <h2 class="label">${t('messages', { count: messages.length })}</h2>
    ${sorted.map(
      (message) => html`<figure key=${message.received_at + message.text} class="message">
        <blockquote dir="auto">${plain(message.text)}</blockquote>
        <figcaption>
          ${message.sender ? t('messageFrom', { sender: isolated(message.sender), time: timeOfDay(message.received_at) }) : t('messageAt', { time: timeOfDay(message.received_at) })}
        </figcaption>
      </figure>`,
    )}
  </section>`;
}
