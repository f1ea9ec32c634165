/** The time that is left, as a ring and in minutes; announced once a minute. */
import { html, useEffect, useState } from '../../vendor.js';
import { nowMs } from '../core/clock.js';
import { minutesLeft } from '../core/format.js';
import { t } from '../texts/index.js';
import { announce } from './announce.js';

const LOW_MS = 60_000;

/** @param {{from: string, until: string, small?: boolean}} props */
export function Ring({ from, until, small }) {
  const [now, setNow] = useState(nowMs());
  const endsAt = Date.parse(until);
  const left = Math.max(0, endsAt - now);
  const minutes = Math.ceil(left / 60_000);

  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (!small && left > 0) announce(t('timeLeftSpoken', { count: minutes }));
  }, [minutes]);

  const share = Math.min(100, (left / Math.max(1, endsAt - Date.parse(from))) * 100);
  return html`<div class=${`ring${small ? ' ring-small' : ''}${left < LOW_MS ? ' ring-low' : ''}`}>
    <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <circle class="ring-track" cx="32" cy="32" r="28" />
      <circle class="ring-left" cx="32" cy="32" r="28" pathLength="100" stroke-dasharray=${`${share.toFixed(2)} 100`} />
    </svg>
    <span class="ring-text"><b>${minutesLeft(left)}</b>${!small && html`<small>${t('timeLeft')}</small>`}</span>
  </div>`;
}
