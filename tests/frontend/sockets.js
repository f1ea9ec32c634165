/** Sockets as a page opens them, with the test as their server. */

export class Sockets {
  /** Every socket that was opened, oldest first. */
  all = [];
  /** False: the network or the content security policy blocks them. */
  reachable = true;
  /** False: the server never says "joined". */
  joins = true;

  constructor() {
    const sockets = this;
    globalThis.WebSocket = class {
      static OPEN = 1;
      readyState = 0;
      sent = [];
      constructor(url) {
        this.url = url;
        sockets.all.push(this);
        queueMicrotask(() => (sockets.reachable ? this.#open() : this.broken()));
      }
      #open() {
        if (this.readyState !== 0) return;
        this.readyState = 1;
        this.onopen?.();
      }
      send(text) {
        this.sent.push(JSON.parse(text));
        if (sockets.joins) queueMicrotask(() => this.push({ kind: 'joined', at: '2026-11-23T12:00:00.000Z' }));
      }
      close() {
        this.readyState = 3;
      }
      /** The server sends this. */
      push(frame) {
        if (this.readyState === 1) this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
      }
      /** The network or the server ends it. */
      broken() {
        if (this.readyState === 3) return;
        const wasOpen = this.readyState === 1;
        this.readyState = 3;
        if (!wasOpen) this.onerror?.({});
        this.onclose?.({});
      }
    };
  }

  get newest() {
    return this.all.at(-1);
  }
  get open() {
    return this.all.filter((each) => each.readyState < 2);
  }
}
