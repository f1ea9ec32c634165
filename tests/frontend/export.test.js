import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newBrowser, openPage, serve } from './browser.js';

test('the export holds every number, entry, payment and act, whatever page of its list it is on', async () => {
  newBrowser();
  const total = { verifications: 230, entries: 101, deposits: 1 };
  const list = (items, key = items) => ({ query }) => {
    const from = Number(query.cursor ?? 0);
    const ids = Array.from({ length: Math.min(Number(query.limit), total[items] - from) }, (_, place) => ({ id: `${key}${from + place}` }));
    const next = from + ids.length;
    return { [items]: ids, next_cursor: next < total[items] ? String(next) : null };
  };
  serve({
    'GET /me': { user: { id: 'u1' } },
    'GET /wallet': { balance_minor: 5 },
    'GET /sessions': { sessions: [{ id: 's1' }] },
    'GET /templates': { templates: [{ id: 't1' }] },
    'GET /second-factor': { enabled: false },
    'GET /verifications': list('verifications'),
    'GET /wallet/entries': list('entries'),
    'GET /deposits': list('deposits'),
    'GET /account-log': list('entries', 'act'),
  });
  const progress = [];
  const found = await (await openPage()('data/export.js')).everythingOfMine((rows) => progress.push(rows));

  const ids = (name) => new Set(found[name].map(({ id }) => id)).size;
  assert.deepEqual([ids('numbers'), ids('entries'), ids('payments'), ids('account_log')], [230, 101, 1, 101]);
  assert.equal(found.account_log[100].id, 'act100');
  assert.deepEqual([found.wallet.balance_minor, found.sessions.length, found.saved_orders.length], [5, 1, 1]);
  assert.equal(progress.at(-1), 433);
});
