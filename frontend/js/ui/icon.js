/** Small line icons, drawn here so that they cost no request. Decoration only: the words are beside them. */
import { html } from '../../vendor.js';

const paths = {
  get: 'M5 4h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-7l-4 4v-4H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1M8.5 10h.01M12 10h.01M15.5 10h.01',
  history: 'M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4l3 2',
  wallet: 'M4 7.5V17a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H5.5A1.5 1.5 0 0 1 4 6.5 1.5 1.5 0 0 1 5.5 5H17M16 13.5h.01',
  settings: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.8 15.8 20 20',
  copy: 'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1M5 15H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1',
  check: 'M5 12.5 10 17.5 19.5 7',
  shield: 'M12 3l7 3v5.5c0 4.3-2.9 7.9-7 9.5-4.1-1.6-7-5.2-7-9.5V6zM9 12l2.2 2.2L15.2 10',
  cross: 'M6 6l12 12M18 6 6 18',
  alert: 'M12 8v5M12 16.5h.01M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17',
  next: 'M9 5l7 7-7 7',
  down: 'M12 4v12M7 11.5l5 5 5-5M5 20.5h14',
  star: 'M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z',
  again: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4.5V9H15',
  back: 'M9 6 4 11l5 5M4 11h10a5 5 0 0 1 0 10h-3',
  many: 'M4 4h11v11H4zM9 19h11V8',
};

/** @param {{name: keyof typeof paths}} props */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${paths[name]} /></svg>`;
}

/** The logo: a box with the slots of a code, one of them lit. */
export function Mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect class="mark-box" x="1" y="1" width="30" height="30" rx="9" />
    <rect class="mark-slot" x="7" y="10" width="4.5" height="12" rx="2.25" />
    <rect class="mark-lit" x="13.75" y="10" width="4.5" height="12" rx="2.25" />
    <rect class="mark-slot" x="20.5" y="10" width="4.5" height="12" rx="2.25" />
  </svg>`;
}

/**
 * The first letter of a service: its own logo would be a trademark and cost a request.
 *
 * @param {{of: string}} props
 */
export function Monogram({ of }) {
  return html`<span class="monogram" aria-hidden="true">${of.charAt(0).toUpperCase()}</span>`;
}
