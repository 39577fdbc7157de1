// The `expand` parameter on every operation.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Account, refused } from './sandbox.js';

let account;
beforeEach(() => {
  account = new Account();
});

describe('transfer reversals', () => {
  let transfers;
  let transfer;
  beforeEach(async () => {
    ({ transfers } = account.client);
    transfer = await account.transfer(1000);
  });
  const reverse = (params) => transfers.createReversal(transfer.id, { amount: 1, ...params });

  test('members are IDs until they are expanded', async () => {
    const made = await reverse({ expand: ['transfer', 'balance_transaction', 'destination_payment_refund'] });
    const { transfer: of, balance_transaction: entry, destination_payment_refund: refund } = made;
    assert.deepEqual([of.object, of.id, of.amount_reversed, of.reversed], ['transfer', transfer.id, 1, false]);
    assert.deepEqual([entry.object, entry.source], ['balance_transaction', made.id]);
    assert.deepEqual(
      [refund.object, refund.amount, refund.charge, refund.source_transfer_reversal],
      ['refund', 1, transfer.destination_payment, made.id],
    );
    const plain = await transfers.retrieveReversal(transfer.id, made.id);
    assert.deepEqual(
      [plain.transfer, plain.balance_transaction, plain.destination_payment_refund],
      [transfer.id, entry.id, refund.id],
    );
  });

  test('expansion goes four levels deep', async () => {
    const made = await reverse();
    const found = await transfers.retrieveReversal(transfer.id, made.id, {
      expand: ['balance_transaction.source.balance_transaction.source'],
    });
    assert.deepEqual(found.balance_transaction.source.balance_transaction.source, { ...made });
  });

  test('paths that share a beginning are all expanded', async () => {
    const made = await reverse();
    const found = await transfers.retrieveReversal(transfer.id, made.id, {
      expand: ['transfer.destination', 'transfer.balance_transaction'],
    });
    assert.deepEqual(found.transfer.destination, { id: account.destination, object: 'account' });
    assert.equal(found.transfer.balance_transaction.source, transfer.id);
  });

  test('update expands, and a null stays null', async () => {
    const made = await reverse();
    const found = await transfers.updateReversal(transfer.id, made.id, { expand: ['transfer', 'source_refund'] });
    assert.deepEqual([found.transfer.id, found.source_refund], [transfer.id, null]);
  });

  test('a list expands through data', async () => {
    const made = [await reverse(), await reverse()];
    const { data } = await transfers.listReversals(transfer.id, {
      expand: ['data.balance_transaction.source', 'data.transfer'],
    });
    assert.deepEqual(data.map((each) => each.balance_transaction.source.id), [made[1].id, made[0].id]);
    assert.deepEqual(data.map((each) => each.transfer.amount_reversed), [2, 2]);
  });

  test('what cannot be expanded is refused by name', async () => {
    const { id } = await reverse();
    const deep = 'balance_transaction.source.balance_transaction.source.transfer';
    for (const [call, message] of [
      [() => transfers.retrieveReversal(transfer.id, id, { expand: ['amount'] }), 'This property cannot be expanded (amount).'],
      [() => reverse({ expand: ['transfer', 'nothing'] }), 'This property cannot be expanded (nothing).'],
      [
        () => transfers.listReversals(transfer.id, { expand: ['transfer'] }),
        "This property cannot be expanded (transfer). You may want to try expanding 'data.transfer' instead.",
      ],
      [
        () => transfers.updateReversal(transfer.id, id, { expand: [deep] }),
        `You cannot expand more than 4 levels of a property. Property: ${deep}`,
      ],
    ]) {
      await refused(call, { message });
    }
    // The refused create has taken nothing back.
    assert.equal((await transfers.retrieve(transfer.id)).amount_reversed, 1);
  });
});

describe('credit reversals', () => {
  test('the transaction is an ID until it is expanded', async () => {
    const { creditReversals } = account.client.treasury;
    const credit = await account.receivedCredit(500);
    const made = await creditReversals.create({ received_credit: credit.id, expand: ['transaction'] });
    const { transaction } = made;
    assert.deepEqual(
      [transaction.object, transaction.amount, transaction.flow, transaction.flow_type, transaction.status],
      ['treasury.transaction', -500, made.id, 'credit_reversal', 'open'],
    );
    assert.equal((await creditReversals.retrieve(made.id)).transaction, transaction.id);
    assert.deepEqual(await creditReversals.retrieve(made.id, { expand: ['transaction'] }), made);
    const { data } = await creditReversals.list({
      financial_account: account.financialAccount,
      expand: ['data.transaction'],
    });
    assert.deepEqual(data.map((each) => each.transaction), [transaction]);
  });

  test('what cannot be expanded is refused by name', async () => {
    const { creditReversals } = account.client.treasury;
    const credit = await account.receivedCredit();
    for (const name of ['received_credit', 'financial_account', 'data.transaction']) {
      await refused(() => creditReversals.create({ received_credit: credit.id, expand: [name] }), {
        message: `This property cannot be expanded (${name}).`,
      });
    }
    await refused(() => creditReversals.list({ financial_account: 'fa_1', expand: ['transaction'] }), {
      message:
        "This property cannot be expanded (transaction). You may want to try expanding 'data.transaction' instead.",
    });
  });
});
