import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newBrowser, offline, openPage, pass, refusal, serve, settle, stopTime } from './browser.js';
import { Sockets } from './sockets.js';

const URL = 'wss://live.example/live';
const QUESTION = 'GET /verifications';
const begun = Date.parse('2026-11-23T12:00:00Z');
const at = (seconds) => new Date(begun + 1000 * seconds).toISOString();
const one = (state = 'waiting', revision = 2, more = {}) => ({
  id: 'a', revision, state, number: state === 'requesting' ? null : '+12025550123', code: null, codes: [], messages: [],
  created_at: at(0), ends_at: at(900), listening_until: null, next_poll_ms: state === 'received' ? null : 1000, ...more,
});
const CODE = { code: '482913', codes: [{ code: '482913', received_at: at(20) }], messages: [{ text: '482913' }] };
const purse = (balance, revision) => ({ balance_minor: balance, held_minor: 0, revision });

let sockets, page, answers, requests, random;
beforeEach(async () => {
  stopTime();
  newBrowser();
  random = Math.random;
  sockets = new Sockets();
  answers = {
    'POST /sessions/refresh': { access_token: 'token', expires_in: 900 },
    'GET /me': { user: { id: 'ada' }, live_url: URL },
    'GET /wallet': { ...purse(1000, 1), currency: 'NGN' },
    [QUESTION]: { verifications: [one()] },
    'POST /verifications': { verification: one('requesting', 1), wallet: purse(900, 2) },
  };
  requests = serve(answers);
  page = await signedIn();
});

/** A page whose customer is signed in, and whose later file is here. */
async function signedIn({ loaded = true } = {}) {
  const load = openPage();
  const parts = { load, session: await load('core/session.js'), pushes: await load('core/pushes.js'), watch: await load('core/watch.js') };
  Object.assign(parts, { verifications: await load('data/verifications.js'), wallet: (await load('data/wallet.js')).wallet });
  if (loaded) parts.live = await load('core/live.js');
  localStorage.setItem('callbox.signed_in', 'true');
  await parts.session.openSession();
  await parts.wallet.reload();
  parts.pushes.liveUrl.value = URL;
  requests.length = 0;
  return parts;
}

const count = (path) => requests.filter((each) => each.method === 'GET' && each.path === path).length;
const rent = () => page.verifications.buy({ service: 'telegram' }, 'ada');
const push = (verification, wallet) => sockets.newest.push({ kind: 'verification', verification, wallet });
function hide(hidden = true) {
  document.hidden = hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}
/** Wait like a rental does until its number is there. */
async function numbered() {
  const bought = await rent();
  push(one());
  await settle();
  requests.length = 0;
  return bought;
}

test('off: no socket before a tap; the tap opens one and joins with the token in the first message', async () => {
  await pass(5000);
  assert.equal(page.live.state(), 'off');
  assert.equal(sockets.all.length, 0);
  const bought = rent();
  assert.equal(sockets.all.length, 1, 'within the tap');
  assert.equal(page.live.state(), 'opening');
  await bought;
  assert.deepEqual([sockets.newest.url, sockets.newest.sent], [URL, [{ action: 'join', token: 'token' }]]);
  assert.equal(page.live.state(), 'live');
});

test('a page with an open verification opens one too, and asks once, since it may have changed before', async () => {
  sockets.joins = false;
  page.verifications.keep([one()]);
  await settle();
  assert.equal(count('/verifications'), 0, 'it was heard of just now');
  assert.equal(sockets.open.length, 1);
  await pass(10, 10);
  sockets.newest.push({ kind: 'joined' });
  await pass(25_000);
  assert.equal(count('/verifications'), 1);
});

test('a rental makes two requests from the tap to the code, and the money comes with them', async () => {
  await rent();
  await pass(800);
  push(one(), undefined);
  await pass(19_000);
  push(one('received', 3, CODE), purse(700, 3));
  await settle();
  assert.deepEqual(requests.map((each) => `${each.method} ${each.path}`), ['POST /verifications']);
  assert.equal(page.verifications.verificationById('a').code, '482913');
  assert.equal(page.wallet.state.value.value.balance_minor, 700);
});

for (const hidden of [false, true]) {
  test(`questions come 30, 120 and 360 s after the number and at its end, and none in between${hidden ? ', of a hidden page too' : ''}`, async () => {
    await numbered();
    if (hidden) hide();
    const moments = [];
    for (let second = 0; second < 905; second += 1) {
      const before = count('/verifications');
      await pass(1000, 1000);
      if (count('/verifications') > before) moments.push(second + 1);
    }
    assert.deepEqual(moments.slice(0, 4), [30, 120, 360, 902]);
  });
}

test('a number that does not come is asked about after 10 s', async () => {
  answers[QUESTION] = { verifications: [one('requesting', 1)] };
  await rent();
  await pass(9500);
  assert.equal(count('/verifications'), 0);
  await pass(1000);
  assert.equal(count('/verifications'), 1);
});

test('an answer with what no push has told closes the socket, and the page polls', async () => {
  await numbered();
  answers[QUESTION] = { verifications: [one('waiting', 3, { messages: [{ text: 'Welcome' }] })] };
  const [first] = sockets.open;
  await pass(30_500);
  assert.equal(page.live.state(), 'live', 'the push may be on its way');
  await pass(1000);
  assert.equal(first.readyState, 3);
  assert.ok(count('/verifications') >= 2);
});

test('an answer that overtakes its push is no fault of the socket', async () => {
  await numbered();
  const next = one('waiting', 3, { messages: [{ text: 'Welcome' }] });
  answers[QUESTION] = { verifications: [next] };
  await pass(30_200);
  push(next);
  await pass(3000);
  assert.equal(sockets.all.length, 1);
  assert.equal(page.live.state(), 'live');
});

test('without "joined" within 2 s the page polls, still takes it later, and gives the socket up after 10 s', async () => {
  sockets.joins = false;
  await rent();
  await pass(1900);
  assert.equal(count('/verifications'), 0);
  await pass(200);
  assert.equal(page.live.state(), 'polling');
  assert.equal(count('/verifications'), 1, 'at once');
  sockets.newest.push({ kind: 'joined' });
  await settle();
  assert.equal(page.live.state(), 'live');

  page = await signedIn();
  await rent();
  await pass(10_500);
  assert.equal(sockets.all.at(-1).readyState, 3);
});

for (const [what, breakIt] of [
  ['is closed', (socket) => socket.broken()],
  ['cannot open', () => {}],
]) {
  test(`a socket that ${what}: polls at once, as often as the server says, until another one is live`, async () => {
    Math.random = () => 0.5;
    sockets.reachable = what === 'is closed';
    await rent();
    await settle();
    const before = count('/verifications');
    breakIt(sockets.newest);
    await settle();
    assert.equal(page.live.state(), 'polling');
    assert.ok(count('/verifications') > before || !sockets.reachable);
    sockets.reachable = true;
    const [polled, opened] = [count('/verifications'), sockets.all.length];
    await pass(900);
    assert.equal(sockets.all.length, opened);
    await pass(300);
    assert.equal(sockets.all.length, opened + 1, 'after a second');
    assert.equal(page.live.state(), 'live');
    await pass(8000);
    assert.ok(count('/verifications') <= polled + 3, 'the question of the new socket is the last');
    Math.random = random;
  });
}

test('tries wait for 1, 2, 4 … 60 s', async () => {
  Math.random = () => 0.5;
  sockets.reachable = false;
  await rent();
  const moments = [];
  for (let second = 0; second < 200; second += 1) {
    const before = sockets.all.length;
    await pass(1000, 1000);
    if (sockets.all.length > before) moments.push(second + 1);
  }
  Math.random = random;
  assert.deepEqual(moments, [1, 3, 7, 15, 31, 63, 123, 183]);
});

test('after three failures within five minutes a socket is not relied on, but heard, until one of them is older', async () => {
  await numbered();
  for (let turn = 0; turn < 3; turn += 1) {
    sockets.newest.broken();
    await pass(6000);
  }
  assert.equal(sockets.open.length, 1);
  assert.equal(page.live.state(), 'polling');
  push(one('waiting', 5, { messages: [{ text: 'Welcome' }] }));
  assert.equal(page.verifications.verificationById('a').revision, 5);
  answers[QUESTION] = { verifications: [one('waiting', 5, { messages: [{ text: 'Welcome' }] })] };
  await pass(300_000, 1000);
  assert.equal(page.live.state(), 'live');
});

test('a hidden page keeps its socket, hears, makes few requests, and one when it is shown', async () => {
  await numbered();
  hide();
  await pass(400_000, 1000);
  assert.deepEqual(requests.map((each) => `${each.method} ${each.path}`), [QUESTION, QUESTION, QUESTION]);
  push(one('waiting', 3, { messages: [{ text: 'Welcome' }] }));
  assert.equal(page.verifications.verificationById('a').messages.length, 1);
  hide(false);
  await settle();
  assert.equal(count('/verifications'), 4);
});

test('a code whose push was lost is on a hidden page half a minute after the number', async () => {
  await numbered();
  hide();
  answers[QUESTION] = { verifications: [one('received', 3, CODE)] };
  await pass(30_500);
  assert.equal(page.verifications.verificationById('a').code, '482913');
});

test('a hidden page whose socket was closed asks once the next one has joined', async () => {
  Math.random = () => 0.5;
  await numbered();
  hide();
  sockets.newest.broken();
  await pass(500);
  answers[QUESTION] = { verifications: [one('received', 3, CODE)] };
  await pass(1000);
  Math.random = random;
  assert.equal(page.live.state(), 'live');
  assert.equal(page.verifications.verificationById('a').code, '482913');
});

for (const event of ['online', 'pageshow']) {
  test(`${event}: asks at once${event === 'online' ? ', and whether the socket outlived it' : ''}`, async () => {
    await numbered();
    sockets.joins = false;
    dispatchEvent(new Event(event));
    await settle();
    assert.equal(count('/verifications'), 1);
    await pass(2500);
    assert.equal(page.live.state(), event === 'online' ? 'polling' : 'live');
  });
}

test('it joins again with each new token, which it renews in time', async () => {
  await numbered();
  answers['POST /sessions/refresh'] = { access_token: 'second', expires_in: 900 };
  await pass(875_000, 5000);
  assert.deepEqual(sockets.newest.sent.map(({ token }) => token), ['token', 'second']);
  assert.equal(sockets.all.length, 1);
});

test('a page that joins again after the end of its token asks once, and what it learns is no fault of the socket', async () => {
  answers[QUESTION] = { verifications: [one('waiting', 2, { ends_at: at(3000) })] };
  await rent();
  push(...answers[QUESTION].verifications);
  answers['POST /sessions/refresh'] = offline;
  await pass(1000_000, 1000);
  const before = count('/verifications');
  answers[QUESTION] = { verifications: [one('received', 3, CODE)] }; // unheard: the server had forgotten the socket
  answers['POST /sessions/refresh'] = { access_token: 'second', expires_in: 900 };
  await pass(15_000);
  assert.equal(count('/verifications'), before + 1);
  assert.equal(page.verifications.verificationById('a').code, '482913');
  assert.deepEqual([sockets.all.length, page.live.state()], [1, 'live']);
});

const LONG = one('waiting', 3, { messages: [{ text: 'x'.repeat(33_000) }] });
const pushLong = (revision) => sockets.newest.push({ kind: 'verification', id: 'a', revision, wallet: purse(800, 7) });

test('a change too long for a frame is asked about at once, and is no fault of the socket', async () => {
  await numbered();
  answers[QUESTION] = { verifications: [LONG] };
  pushLong(3);
  await settle();
  assert.equal(page.verifications.verificationById('a').revision, 3);
  assert.equal(page.wallet.state.value.value.balance_minor, 800);
  pushLong(3);
  await pass(5000);
  assert.deepEqual([count('/verifications'), sockets.all.length, page.live.state()], [1, 1, 'live']);
});

test('a change too long for a frame that comes during a question is asked about after the answer', async () => {
  await numbered();
  let answer;
  answers[QUESTION] = () => new Promise((resolve) => (answer = resolve));
  await pass(30_500);
  pushLong(3);
  answers[QUESTION] = { verifications: [LONG] };
  answer({ verifications: [one()] });
  await pass(3000);
  assert.equal(page.verifications.verificationById('a').revision, 3);
  assert.deepEqual([sockets.all.length, page.live.state()], [1, 'live']);
});

test('a change too long for a frame is asked about until there is an answer, whatever else is pushed', async () => {
  await numbered();
  answers[QUESTION] = offline;
  pushLong(3);
  await settle();
  answers[QUESTION] = { verifications: [LONG] };
  sockets.newest.push({ kind: 'deposit', deposit: { id: 'd1' } });
  await pass(3000);
  assert.equal(page.verifications.verificationById('a').revision, 3);
  assert.deepEqual([sockets.all.length, page.live.state()], [1, 'live']);
});

test('it closes 30 s after the last one ended, and not when another is ordered meanwhile', async () => {
  await numbered();
  push(one('received', 3, CODE), purse(700, 3));
  await pass(29_000);
  assert.equal(sockets.open.length, 1);
  answers['POST /verifications'] = { verification: one('requesting', 1, { id: 'b' }), wallet: purse(600, 4) };
  await rent();
  await pass(8000);
  assert.equal(sockets.open.length, 1);
  push(one('cancelled', 2, { id: 'b' }), purse(700, 5));
  await pass(31_000);
  assert.deepEqual([sockets.open.length, sockets.all.length, page.live.state()], [0, 1, 'off']);
});

test('a socket that breaks while nobody waits is not replaced', async () => {
  await numbered();
  push(one('received', 3, CODE), purse(700, 3));
  await pass(5000);
  sockets.newest.broken();
  await pass(60_000, 1000);
  assert.equal(sockets.all.length, 1);
});

test('a refused order leaves no socket', async () => {
  answers['POST /verifications'] = () => refusal(402, 'insufficient_funds');
  await assert.rejects(rent());
  await pass(31_000);
  assert.equal(sockets.open.length, 0);
});

test('signing out closes it at once, here and in the other tab', async () => {
  await numbered();
  const here = page;
  page = await signedIn();
  await numbered();
  assert.equal(sockets.open.length, 2);
  answers['DELETE /sessions/current'] = () => new Response(null, { status: 204 });
  await here.session.signOut();
  await settle();
  assert.equal(sockets.open.length, 0);
  await pass(5000);
  assert.equal(sockets.all.length, 2);
});

test('without an address it polls as ever', async () => {
  page.pushes.liveUrl.value = null;
  await rent();
  await pass(3500);
  assert.equal(sockets.all.length, 0);
  assert.equal(count('/verifications'), 4);
});

test('before the file with the socket has come it polls as ever', async () => {
  page = await signedIn({ loaded: false });
  await rent();
  await pass(3500);
  assert.equal(count('/verifications'), 4);
  await page.load('core/live.js');
  await pass(20_000);
  assert.equal(sockets.open.length, 1);
  assert.ok(count('/verifications') <= 7);
});

test('a push before the answer of the order makes one card, and the older answer changes nothing', async () => {
  let answer;
  answers['POST /verifications'] = () => new Promise((resolve) => (answer = resolve));
  const bought = rent();
  await settle();
  push(one(), purse(900, 3));
  push(one('received', 3, CODE), purse(700, 4));
  answer({ verification: one('requesting', 1), wallet: purse(900, 2) });
  await bought;
  assert.deepEqual(page.verifications.yourOnes.value.map((each) => [each.id, each.revision]), [['a', 3]]);
  assert.equal(page.wallet.state.value.value.balance_minor, 700);
});

test('whatever the order of answers and pushes, the newest revision stays, of wallet and verification', async () => {
  await numbered();
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 1000; round += 1) {
    const id = `v${round}`;
    const base = 10 * (round + 1);
    const states = ['requesting', 'waiting', 'waiting', 'waiting', 'received'].map((state, place) => ({
      verification: one(state, place + 1, { id, ...(state === 'received' ? CODE : {}) }),
      wallet: purse(base + place, base + place),
    }));
    const shuffled = states.map((each) => ({ each, by: next() })).sort((a, b) => a.by - b.by);
    for (const { each, by } of shuffled) {
      if (by < 0.5) push(each.verification, each.wallet);
      else page.verifications.keep([each.verification], each.wallet);
    }
    assert.equal(page.verifications.verificationById(id).revision, 5);
    assert.equal(page.wallet.state.value.value.revision, base + 4);
  }
});

test('a slow answer about the wallet does not undo a push', async () => {
  await numbered();
  let answer;
  answers['GET /wallet'] = () => new Promise((resolve) => (answer = resolve));
  const asked = page.wallet.reload();
  await settle();
  push(one('received', 3, CODE), purse(700, 9));
  answer({ ...purse(900, 8), currency: 'NGN' });
  await asked;
  assert.deepEqual(page.wallet.state.value, { status: 'ready', value: { ...purse(700, 9), currency: 'NGN' }, problem: null });
});

test('of two wallets with the same revision the one that holds less stays, by answer or push', async () => {
  await numbered();
  const [holds, held] = [{ ...purse(700, 9), held_minor: 300 }, purse(700, 9)];
  push(one('waiting', 3), holds);
  assert.equal(page.wallet.state.value.value.held_minor, 300);
  push(one('received', 4, CODE), held);
  assert.equal(page.wallet.state.value.value.held_minor, 0);
  push(one('received', 5, CODE), holds);
  answers['GET /wallet'] = { ...holds, currency: 'NGN' };
  await page.wallet.reload();
  assert.equal(page.wallet.state.value.value.held_minor, 0);
});

test('a push with a wallet before any is known makes the page ask for it once', async () => {
  await numbered();
  page.wallet.clear();
  push(one('received', 3, CODE), purse(700, 3));
  await settle();
  assert.equal(count('/wallet'), 1);
  push(one('received', 4, CODE), undefined);
  assert.equal(count('/wallet'), 1);
});

test('an answer without a wallet makes the page ask for it', async () => {
  delete answers['POST /verifications'].wallet;
  await rent();
  await settle();
  assert.equal(count('/wallet'), 1);
});

test('nonsense from the server changes nothing', async () => {
  await numbered();
  for (const text of ['', 'x', '[]', 'null', '{"kind":"other"}', '{"kind":"verification"}']) sockets.newest.push(text);
  await settle();
  assert.equal(page.live.state(), 'live');
});

test('a failed question is asked again, and a push says that the server is in touch', async () => {
  await numbered();
  answers[QUESTION] = offline;
  await pass(35_000);
  assert.equal(page.watch.outOfTouch.value, true);
  push(one('waiting', 3));
  assert.equal(page.watch.outOfTouch.value, false);
});

test('a credited top-up is pushed: the return page stops waiting, and the wallet page tells it once', async () => {
  const { newsOf } = await page.load('data/deposits.js');
  const open = await page.load('data/open-deposits.js');
  const deposit = { id: 'd1', status: 'pending', created_at: at(0), amount_minor: 500 };
  answers['GET /deposits'] = { deposits: [deposit] };
  answers['POST /deposits/d1/verify'] = { deposit };
  const credited = [];
  const enough = open.hearAboutThem(({ id }) => credited.push(id));
  await open.openThem(() => assert.fail('nobody paid yet'));
  await settle();
  assert.equal(page.live.state(), 'live');
  const news = newsOf('d1', 5000);
  sockets.newest.push({ kind: 'deposit', deposit: { ...deposit, status: 'credited' }, wallet: purse(1500, 2) });
  assert.equal((await news).deposit.status, 'credited');
  await open.askAbout(deposit, () => assert.fail('it was told'));
  assert.deepEqual([credited, open.openDeposits.value[0].status], [['d1'], 'credited'], 'an older answer changes nothing');
  assert.deepEqual([page.wallet.state.value.value.balance_minor, count('/wallet')], [1500, 0]);
  enough();
  await pass(31_000);
  assert.equal(sockets.open.length, 0);
});

test('without a push the return page goes on after its pause', async () => {
  const { newsOf } = await page.load('data/deposits.js');
  const news = newsOf('d1', 5000);
  page.pushes.pass({ deposit: { id: 'd2' } });
  await pass(5000);
  assert.equal(await news, null);
});
