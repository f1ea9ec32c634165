/**
 * A worker that does the proof of work the server asks for: for each part the first number whose SHA-256 of
 * `<challenge>.<part>.<number>` begins with `bits` zero bits. Plain JavaScript: `crypto.subtle` takes ten times as long
 * for such short texts. One file without imports, so that it is the same with and without the bundle.
 */
const ROUNDS = new Uint32Array(64);
const START = new Uint32Array(8);
fillConstants();

onmessage = ({ data: { challenge, bits, parts } }) => {
  const numbers = [];
  for (let part = 0; part < parts; part++) {
    numbers.push(solve(`${challenge}.${part}.`, bits));
    postMessage({ done: part + 1 });
  }
  postMessage({ done: parts, proof: [challenge, ...numbers].join('.') });
};

/** @type {(prefix: string, bits: number) => number} the prefix has at most 51 characters, so that one block holds all */
function solve(prefix, bits) {
  const block = new Uint8Array(64);
  const words = new DataView(block.buffer);
  const schedule = new Uint32Array(64);
  for (let i = 0; i < prefix.length; i++) block[i] = prefix.charCodeAt(i);
  for (let number = 0; ; number++) {
    const digits = String(number);
    let end = prefix.length;
    for (let i = 0; i < digits.length; i++) block[end++] = digits.charCodeAt(i);
    block[end] = 0x80;
    words.setUint32(60, end * 8);
    if (firstWord(words, schedule) >>> (32 - bits) === 0) return number;
  }
}

/** The first 32 bits of the SHA-256 of a text that one block holds (FIPS 180-4, 6.2.2). */
function firstWord(/** @type {DataView} */ block, /** @type {Uint32Array} */ w) {
  for (let i = 0; i < 16; i++) w[i] = block.getUint32(i * 4);
  for (let i = 16; i < 64; i++) {
    const early = w[i - 15];
    const late = w[i - 2];
    const s0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const s1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  return (START[0] + a) >>> 0;
}

/** The fractional parts of the square and cube roots of the first primes, as the standard makes them. */
function fillConstants() {
  const fraction = (/** @type {number} */ root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  for (let candidate = 2, found = 0; found < 64; candidate++) {
    let isPrime = true;
    for (let i = 2; i * i <= candidate; i++) if (candidate % i === 0) isPrime = false;
    if (!isPrime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    ROUNDS[found++] = fraction(Math.cbrt(candidate));
  }
}
