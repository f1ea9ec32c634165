/** What the site uses of vendor-qr.js. */
export function generate(text: string): { size: number; get(x: number, y: number): boolean };
