/** A QR code as one path of black squares on white, also in the dark: cameras expect it so. */
import { generate } from '../../vendor-qr.js';
import { html, useMemo } from '../../vendor.js';

const QUIET = 4; // modules of white around it: ISO/IEC 18004, 9.1

/** @param {{text: string, label: string}} props the label is its name for those who do not see it */
export function QrCode({ text, label }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  const width = size + 2 * QUIET;
  return html`<svg class="qr" viewBox=${`${-QUIET} ${-QUIET} ${width} ${width}`} role="img" aria-label=${label} shape-rendering="crispEdges">
    <path d=${path} />
  </svg>`;
}

/** @param {string} text */
function draw(text) {
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x},${y}h1v1h-1z`;
  }
  return { size: code.size, path };
}
