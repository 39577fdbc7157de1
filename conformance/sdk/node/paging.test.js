// Lists, page by page, in both directions, by the SDK's own paging.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Account, all, ids } from './sandbox.js';

const COUNT = 23;

/** The claims are the same for both resources. */
function pages(it) {
  test('the newest ten come first', async () => {
    const page = await it.list({});
    assert.deepEqual([page.object, page.url, page.has_more], ['list', it.url, true]);
    assert.deepEqual(ids(page.data), it.newest.slice(0, 10));
  });

  for (const limit of [1, 5, 10, 22, 23, 24, 100]) {
    test(`auto-paging by ${limit} yields each once, newest first`, async () => {
      assert.deepEqual(ids(await all(it.list({ limit }))), it.newest);
    });
  }

  for (const place of [0, 11, 21, 22]) {
    test(`auto-paging after number ${place} yields what is older`, async () => {
      const found = await all(it.list({ limit: 4, starting_after: it.newest[place] }));
      assert.deepEqual(ids(found), it.newest.slice(place + 1));
    });
  }

  for (const place of [0, 1, 11, 22]) {
    test(`auto-paging before number ${place} yields what is newer, oldest first`, async () => {
      const found = await all(it.list({ limit: 4, ending_before: it.newest[place] }));
      assert.deepEqual(ids(found), it.newest.slice(0, place).reverse());
    });
  }

  test('a page before a cursor is the nearest, and newest first', async () => {
    const page = await it.list({ limit: 4, ending_before: it.newest[10] });
    assert.deepEqual([ids(page.data), page.has_more], [it.newest.slice(6, 10), true]);
    const last = await it.list({ limit: 4, ending_before: it.newest[2] });
    assert.deepEqual([ids(last.data), last.has_more], [it.newest.slice(0, 2), false]);
  });

  test('has_more is false on the last page only', async () => {
    for (const [limit, more] of [[22, true], [23, false], [24, false]]) {
      assert.equal((await it.list({ limit })).has_more, more, `limit ${limit}`);
    }
  });

  test('auto-paging to an array stops where it is told to', async () => {
    const found = await it.list({ limit: 3 }).autoPagingToArray({ limit: 7 });
    assert.deepEqual(ids(found), it.newest.slice(0, 7));
  });

  test('later pages keep the expansion', async () => {
    const found = await all(it.list({ limit: 10, expand: [`data.${it.expand}`] }));
    assert.deepEqual(new Set(found.map((each) => each[it.expand].object)), new Set([it.expanded]));
  });
}

describe('transfer reversals', () => {
  const it = { expand: 'transfer', expanded: 'transfer' };
  const account = new Account();
  const { transfers } = account.client;
  before(async () => {
    const { id } = await account.transfer();
    it.url = `/v1/transfers/${id}/reversals`;
    it.newest = [];
    for (let count = 0; count < COUNT; count += 1) {
      it.newest.unshift((await transfers.createReversal(id, { amount: 1 })).id);
    }
    it.list = (params) => transfers.listReversals(id, params);
  });
  pages(it);

  test('only reversals of the transfer are listed', async () => {
    const { id } = await account.transfer();
    const one = await transfers.createReversal(id, { amount: 1 });
    assert.deepEqual(ids(await all(transfers.listReversals(id))), [one.id]);
  });

  test('a transfer without reversals has an empty list', async () => {
    const { id } = await account.transfer();
    const page = await transfers.listReversals(id);
    assert.deepEqual([page.data, page.has_more], [[], false]);
    assert.deepEqual(await all(transfers.listReversals(id)), []);
  });
});

describe('credit reversals', () => {
  const it = { url: '/v1/treasury/credit_reversals', expand: 'transaction', expanded: 'treasury.transaction' };
  const account = new Account();
  const { creditReversals } = account.client.treasury;
  let other;
  before(async () => {
    it.newest = [];
    for (let count = 0; count < COUNT; count += 1) {
      const credit = await account.receivedCredit(1);
      it.newest.unshift((await creditReversals.create({ received_credit: credit.id })).id);
    }
    it.list = (params) => creditReversals.list({ financial_account: account.financialAccount, ...params });
    // One of another financial account, which is not to be listed with them.
    const credit = await account.receivedCredit(1, { financial_account: 'fa_other' });
    other = await creditReversals.create({ received_credit: credit.id });
  });
  pages(it);

  test('lists are of one financial account', async () => {
    assert.deepEqual(ids(await all(creditReversals.list({ financial_account: 'fa_other' }))), [other.id]);
  });
});
