/**
 * The sound of a code that comes: two tones, made here, without a file.
 *
 * A browser lets a page sound after a tap or a key, and some only what was begun within one: so each wakes the player.
 */
import { soundOn } from './preferences.js';

const TONES_HZ = [660, 880];
const TONE_S = 0.15;
const LOUDNESS = 0.2;
const LATE_MS = 2000; // some browsers let a page sound with the next tap only, and then the code is old news
const ONCE_MS = 8000; // a hidden tab hears of the same code up to 7 s later

/** @type {AudioContext | undefined} */
let player;

function wake() {
  if (!soundOn.value || typeof AudioContext === 'undefined') return;
  player ??= new AudioContext();
  player.resume().catch(() => {}); // it stays silent until the next tap
}

/** Sound now. Silent if it is switched off or nothing was tapped before. */
export async function play() {
  const wasTapped = navigator.userActivation?.hasBeenActive ?? player;
  if (!soundOn.value || !wasTapped) return;
  wake();
  const asked = Date.now();
  await player?.resume();
  if (!player || Date.now() - asked > LATE_MS) return;
  for (const [place, tone] of TONES_HZ.entries()) strike(player, tone, player.currentTime + place * TONE_S);
}

/** @type {(on: AudioContext, tone: number, from: number) => void} */
function strike(on, tone, from) {
  const source = new OscillatorNode(on, { frequency: tone });
  const loudness = new GainNode(on, { gain: 0 });
  loudness.gain.setValueAtTime(LOUDNESS, from);
  loudness.gain.exponentialRampToValueAtTime(0.001, from + TONE_S); // without it the end clicks
  source.connect(loudness).connect(on.destination);
  source.start(from);
  source.stop(from + TONE_S);
}

/** Sound in one of the open tabs, and once for codes that come together. */
export function playOnce() {
  if (!navigator.locks) return play();
  return navigator.locks.request('sound', { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await play();
    await new Promise((resolve) => setTimeout(resolve, ONCE_MS));
  });
}

addEventListener('click', wake, { capture: true });
addEventListener('keydown', wake, { capture: true });
