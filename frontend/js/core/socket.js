/** One connection to the server that pushes: it opens, proves whose it is with its first message, hears, and breaks once. */
import { accessToken } from './session.js';

/**
 * `id` and `revision` stand alone where a verification is too long for a frame.
 *
 * @typedef {{kind: string, id?: string, revision?: number} & import('./pushes.js').Pushed} Frame
 */
/** @typedef {{onFrame: (frame: Frame) => void, onBroken: () => void}} Heard */

/**
 * @param {string} url
 * @param {Heard} heard `onBroken` is not called after `close`
 */
export function connect(url, { onFrame, onBroken }) {
  let ended = false;
  const socket = new WebSocket(url);
  const end = () => {
    if (ended) return;
    ended = true;
    socket.close();
    onBroken();
  };
  socket.onopen = join;
  socket.onmessage = ({ data }) => {
    const frame = ended ? null : parsed(data);
    if (frame) onFrame(frame);
  };
  socket.onerror = end;
  socket.onclose = end;

  /** The token stands in a message, never in an address: those are logged. Sent again for each new token. */
  async function join() {
    try {
      const token = await accessToken();
      if (!ended && token && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ action: 'join', token }));
    } catch {
      end();
    }
  }

  return {
    join,
    close() {
      ended = true;
      socket.close();
    },
  };
}

/** @type {(text: unknown) => Frame | null} */
function parsed(text) {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
