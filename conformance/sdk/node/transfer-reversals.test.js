// The four operations on transfer reversals.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Account, BALANCE, advance, ids } from './sandbox.js';

let account;
let transfers;
beforeEach(() => {
  account = new Account();
  ({ transfers } = account.client);
});

describe('create', () => {
  test('a reversal is the documented object', async () => {
    const before = await advance(0);
    const transfer = await account.transfer(1000);
    const made = await transfers.createReversal(transfer.id, {
      amount: 400,
      description: 'half or so',
      metadata: { order_id: '6735' },
    });
    assert.ok(before <= made.created && made.created <= (await advance(0)));
    assert.match(made.id, /^trr_[0-9A-Za-z]{24}$/);
    assert.match(made.balance_transaction, /^txn_[0-9A-Za-z]{24}$/);
    assert.match(made.destination_payment_refund, /^pyr_[0-9A-Za-z]{24}$/);
    assert.deepEqual({ ...made }, {
      id: made.id,
      object: 'transfer_reversal',
      amount: 400,
      balance_transaction: made.balance_transaction,
      created: made.created,
      currency: 'usd',
      destination_payment_refund: made.destination_payment_refund,
      metadata: { order_id: '6735' },
      source_refund: null,
      transfer: transfer.id,
    });
  });

  test('without an amount all that is left is reversed', async () => {
    const transfer = await account.transfer(1000);
    assert.equal((await transfers.createReversal(transfer.id, { amount: 1 })).amount, 1);
    assert.equal((await transfers.createReversal(transfer.id)).amount, 999);
  });

  test('the transfer counts what was reversed and is reversed when nothing is left', async () => {
    const transfer = await account.transfer(1000);
    const seen = [[transfer.amount_reversed, transfer.reversed]];
    for (const amount of [300, 300, 400]) {
      await transfers.createReversal(transfer.id, { amount });
      const now = await transfers.retrieve(transfer.id);
      seen.push([now.amount_reversed, now.reversed]);
    }
    assert.deepEqual(seen, [[0, false], [300, false], [600, false], [1000, true]]);
  });

  test('money comes back from the destination', async () => {
    const transfer = await account.transfer(1000);
    assert.deepEqual(await account.both(), [BALANCE - 1000, 1000]);
    await transfers.createReversal(transfer.id, { amount: 400 });
    assert.deepEqual(await account.both(), [BALANCE - 600, 600]);
    await transfers.createReversal(transfer.id);
    assert.deepEqual(await account.both(), [BALANCE, 0]);
  });

  test('both balances have an entry of it', async () => {
    const transfer = await account.transfer(1000);
    const made = await transfers.createReversal(transfer.id, {
      amount: 400,
      expand: ['destination_payment_refund'],
    });
    const entry = await account.client.balanceTransactions.retrieve(made.balance_transaction);
    assert.deepEqual(
      [entry.amount, entry.net, entry.fee, entry.type, entry.reporting_category, entry.source],
      [400, 400, 0, 'transfer_refund', 'transfer_reversal', made.id],
    );
    const refund = made.destination_payment_refund;
    const there = await account.client.balanceTransactions.retrieve(
      refund.balance_transaction,
      {},
      { stripeAccount: account.destination },
    );
    assert.deepEqual(
      [there.amount, there.net, there.type, there.source],
      [-400, -400, 'payment_refund', refund.id],
    );
  });

  test('an empty description and none are taken', async () => {
    const transfer = await account.transfer(1000);
    assert.equal((await transfers.createReversal(transfer.id, { amount: 1, description: '' })).amount, 1);
    assert.equal((await transfers.createReversal(transfer.id, { amount: 2, description: undefined })).amount, 2);
    // The SDK sends null as an empty text.
    assert.equal((await transfers.createReversal(transfer.id, { amount: 3, description: null })).amount, 3);
  });

  test('text outside ASCII comes back as it was sent', async () => {
    const metadata = { 'naïve key & more=': 'a+b c%20d — «e»\n🙂' };
    const made = await transfers.createReversal((await account.transfer()).id, { metadata });
    assert.deepEqual(made.metadata, metadata);
  });

  test('a fee is not asked back where false is sent', async () => {
    const transfer = await account.transfer();
    const made = await transfers.createReversal(transfer.id, { amount: 5, refund_application_fee: false });
    assert.equal(made.amount, 5);
  });
});

describe('retrieve', () => {
  test('what was made is what is retrieved', async () => {
    const transfer = await account.transfer();
    const made = await transfers.createReversal(transfer.id, { amount: 7, metadata: { a: '1' } });
    assert.deepEqual(await transfers.retrieveReversal(transfer.id, made.id), made);
  });

  test('the transfer itself shows its newest ten', async () => {
    const transfer = await account.transfer();
    const newest = [];
    for (let count = 0; count < 12; count += 1) {
      newest.unshift((await transfers.createReversal(transfer.id, { amount: 1 })).id);
    }
    const shown = (await transfers.retrieve(transfer.id)).reversals;
    assert.deepEqual(ids(shown.data), newest.slice(0, 10));
    assert.deepEqual([shown.has_more, shown.url], [true, `/v1/transfers/${transfer.id}/reversals`]);
  });
});

describe('update', () => {
  let made;
  beforeEach(async () => {
    const transfer = await account.transfer();
    made = await transfers.createReversal(transfer.id, { amount: 1, metadata: { a: '1', b: '2', c: '3' } });
  });

  async function update(params) {
    const updated = await transfers.updateReversal(made.transfer, made.id, params);
    assert.deepEqual(await transfers.retrieveReversal(made.transfer, made.id), updated);
    assert.deepEqual({ ...updated, metadata: null }, { ...made, metadata: null });
    return updated.metadata;
  }

  test('metadata is merged', async () => {
    assert.deepEqual(await update({ metadata: { b: 'two', d: '4' } }), { a: '1', b: 'two', c: '3', d: '4' });
  });

  test('an empty value removes its key, and so does null', async () => {
    assert.deepEqual(await update({ metadata: { a: '', missing: '' } }), { b: '2', c: '3' });
    assert.deepEqual(await update({ metadata: { b: null } }), { c: '3' });
  });

  test('an empty text removes every key', async () => {
    assert.deepEqual(await update({ metadata: '' }), {});
  });

  test('null removes every key', async () => {
    assert.deepEqual(await update({ metadata: null }), {});
  });

  test('nothing changes nothing', async () => {
    assert.deepEqual(await update({}), { a: '1', b: '2', c: '3' });
    assert.deepEqual(await update({ metadata: undefined }), { a: '1', b: '2', c: '3' });
  });

  test('limits hold at their edges', async () => {
    await update({ metadata: '' });
    const longest = { ['k'.repeat(40)]: 'v'.repeat(500) };
    assert.deepEqual(await update({ metadata: longest }), longest);
    await update({ metadata: '' });
    const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`k${number}`, 'v']));
    assert.deepEqual(await update({ metadata: fifty }), fifty);
    // Removing one makes room for another.
    const { k0: _gone, ...rest } = fifty;
    assert.deepEqual(await update({ metadata: { k0: '', new: 'v' } }), { ...rest, new: 'v' });
  });
});
