// What is refused of transfer reversals, and the SDK's errors for it.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import Stripe from 'stripe';
import { Account, BALANCE, refused } from './sandbox.js';

let account;
let transfers;
let unlawful;
let creditReversals;
beforeEach(() => {
  account = new Account();
  ({ transfers } = account.client);
  unlawful = account.unlawful.transfers;
  ({ creditReversals } = account.client.treasury);
});

const reversed = async (transfer) => (await transfers.retrieve(transfer.id)).amount_reversed;

describe('amounts', () => {
  test('more than is left is refused', async () => {
    const { id } = await account.transfer(500);
    await refused(() => transfers.createReversal(id, { amount: 501 }), {
      param: 'amount',
      message: 'Reversal amount ($5.01) is greater than unreversed amount on transfer ($5.00)',
    });
    await transfers.createReversal(id, { amount: 200 });
    await refused(() => transfers.createReversal(id, { amount: 301 }), {
      param: 'amount',
      message: 'Reversal amount ($3.01) is greater than unreversed amount on transfer ($3.00)',
    });
    // What was refused has changed nothing.
    assert.equal(await reversed({ id }), 200);
    assert.deepEqual(await account.both(), [BALANCE - 300, 300]);
  });

  test('a fully reversed transfer is refused with or without an amount', async () => {
    const { id } = await account.transfer(500);
    await transfers.createReversal(id);
    for (const params of [{}, { amount: 1 }]) {
      await refused(() => transfers.createReversal(id, params), {
        message: `The transfer ${id} is already fully reversed.`,
      });
    }
  });

  test('an amount is one at least', async () => {
    const { id } = await account.transfer();
    for (const amount of [0, -1]) {
      await refused(() => unlawful.createReversal(id, { amount }), {
        code: 'parameter_invalid_integer',
        param: 'amount',
        message: 'This value must be greater than or equal to 1.',
      });
    }
  });

  test('an amount is an integer and cannot be unset', async () => {
    const { id } = await account.transfer();
    await refused(() => unlawful.createReversal(id, { amount: 10.5 }), {
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'Invalid integer: 10.5',
    });
    for (const amount of ['', null]) {
      await refused(() => unlawful.createReversal(id, { amount }), { code: 'parameter_invalid_empty', param: 'amount' });
    }
  });

  test('a grouped transfer is reversed as far as the destination has it', async () => {
    const { id } = await account.transfer(500, { transfer_group: 'group' });
    // The destination sends it on.
    const onward = { amount: 400, currency: 'usd', destination: 'acct_elsewhere' };
    await transfers.create(onward, { stripeAccount: account.destination });
    await refused(() => transfers.createReversal(id, { amount: 101 }), { code: 'balance_insufficient' });
    assert.equal((await transfers.createReversal(id, { amount: 100 })).amount, 100);
    assert.equal(await account.available(account.destination), 0);
  });

  test('a transfer without a fee has none to refund', async () => {
    const { id } = await account.transfer();
    await refused(() => transfers.createReversal(id, { refund_application_fee: true }), {
      param: 'refund_application_fee',
    });
  });
});

describe('what is not there', () => {
  let of;
  let made;
  beforeEach(async () => {
    of = await account.transfer();
    made = await transfers.createReversal(of.id, { amount: 1, metadata: { a: '1' } });
  });
  const missing = (call, what, id, param = 'id') =>
    refused(call, { status: 404, code: 'resource_missing', param, message: `No such ${what}: '${id}'` });

  test('an unknown transfer is a 404', async () => {
    await missing(() => transfers.createReversal('tr_none', { amount: 1 }), 'transfer', 'tr_none');
    await missing(() => transfers.listReversals('tr_none'), 'transfer', 'tr_none');
    await missing(() => transfers.retrieve('tr_none'), 'transfer', 'tr_none', 'transfer');
  });

  test('an unknown reversal is a 404', async () => {
    await missing(() => transfers.retrieveReversal(of.id, 'trr_none'), 'transfer reversal', 'trr_none');
    await missing(
      () => transfers.updateReversal(of.id, 'trr_none', { metadata: { a: '2' } }),
      'transfer reversal',
      'trr_none',
    );
  });

  test('a reversal under another transfer is a 404', async () => {
    for (const transfer of [(await account.transfer()).id, 'tr_none']) {
      await missing(() => transfers.retrieveReversal(transfer, made.id), 'transfer reversal', made.id);
      await missing(
        () => transfers.updateReversal(transfer, made.id, { metadata: { a: '2' } }),
        'transfer reversal',
        made.id,
      );
    }
    assert.deepEqual((await transfers.retrieveReversal(of.id, made.id)).metadata, { a: '1' });
  });

  test("another account's transfers are not there", async () => {
    const stranger = new Account().client.transfers;
    await missing(() => stranger.listReversals(of.id), 'transfer', of.id);
    await missing(() => stranger.retrieveReversal(of.id, made.id), 'transfer reversal', made.id);
    await missing(() => stranger.createReversal(of.id), 'transfer', of.id);
  });

  test('an ID with odd characters is a 404 too', async () => {
    for (const id of ['a b', 'a/b', 'a%2Fb', 'ä?#', '..x']) {
      await missing(() => transfers.retrieveReversal(of.id, id), 'transfer reversal', id);
    }
  });

  test('an unknown URL is a 404', async () => {
    await refused(() => account.client.rawRequest('GET', '/v1/nothing'), { status: 404 });
  });
});

describe('lists', () => {
  let of;
  beforeEach(async () => {
    of = (await account.transfer()).id;
  });
  const both = (params) => [
    () => unlawful.listReversals(of, params),
    () => account.unlawful.treasury.creditReversals.list({ financial_account: 'fa_1', ...params }),
  ];

  test('a limit is one to a hundred', async () => {
    const below = {
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 1.',
    };
    const above = {
      message: "This value must be less than or equal to 100 (it currently is '101').",
    };
    for (const [limit, words] of [
      [0, below],
      [-1, below],
      [101, above],
    ]) {
      for (const call of both({ limit })) {
        await refused(call, { param: 'limit', ...words });
      }
    }
  });

  test('a limit is an integer', async () => {
    await refused(() => unlawful.listReversals(of, { limit: 'ten' }), {
      code: 'parameter_invalid_integer',
      param: 'limit',
      message: 'Invalid integer: ten',
    });
  });

  test('two cursors are refused', async () => {
    for (const call of both({ starting_after: 'trr_a', ending_before: 'trr_b' })) {
      await refused(call, {
        message: 'Received both starting_after and ending_before parameters. Please pass in only one.',
      });
    }
  });

  test('an unknown cursor and one of another transfer are refused', async () => {
    const other = await transfers.createReversal((await account.transfer()).id, { amount: 1 });
    for (const cursor of ['trr_none', other.id]) {
      for (const param of ['starting_after', 'ending_before']) {
        await refused(() => transfers.listReversals(of, { [param]: cursor }), {
          code: 'resource_missing',
          param,
          message: `No such transfer reversal: '${cursor}'`,
        });
      }
    }
  });
});

describe('parameters', () => {
  let of;
  beforeEach(async () => {
    of = await account.transfer();
  });

  test('an unknown parameter is refused by name', async () => {
    for (const call of [
      () => unlawful.createReversal(of.id, { amuont: 1 }),
      () => unlawful.listReversals(of.id, { amuont: 1 }),
      () => account.unlawful.treasury.creditReversals.create({ received_credit: 'rc_1', amuont: 1 }),
    ]) {
      await refused(call, {
        code: 'parameter_unknown',
        param: 'amuont',
        message: 'Received unknown parameter: amuont',
      });
    }
    assert.equal(await reversed(of), 0);
  });

  test('update takes no description', async () => {
    const made = await transfers.createReversal(of.id, { amount: 1 });
    await refused(() => unlawful.updateReversal(of.id, made.id, { description: 'x' }), {
      code: 'parameter_unknown',
      param: 'description',
    });
  });

  test('texts are of 5000 characters at most', async () => {
    const reverse = (there, length) => there.createReversal(of.id, { amount: 1, description: 'é'.repeat(length) });
    assert.equal((await reverse(transfers, 5000)).amount, 1);
    await refused(() => reverse(unlawful, 5001), { param: 'description' });
  });

  test('metadata has limits', async () => {
    const made = await transfers.createReversal(of.id, { amount: 1 });
    const credit = await account.receivedCredit();
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, number) => [`k${number}`, 'v']));
    for (const [metadata, message] of [
      [{ ['k'.repeat(41)]: 'v' }, `Invalid key: ${'k'.repeat(41)} must be a string under 40 characters`],
      [
        { k: 'v'.repeat(501) },
        'Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. ' +
          `Invalid value: ${'v'.repeat(100)}`,
      ],
      [many, "Metadata can have up to 50 keys, but you've set 51."],
    ]) {
      for (const call of [
        () => transfers.createReversal(of.id, { amount: 1, metadata }),
        () => transfers.updateReversal(of.id, made.id, { metadata }),
        () => creditReversals.create({ received_credit: credit.id, metadata }),
      ]) {
        await refused(call, { param: 'metadata', message });
      }
    }
    assert.equal(await reversed(of), 1);
  });

  test('metadata is an object, and its keys have no brackets', async () => {
    await refused(() => unlawful.createReversal(of.id, { metadata: 'text' }), { param: 'metadata' });
    await refused(() => unlawful.createReversal(of.id, { metadata: { 'a[b': 'c' } }), { param: 'metadata[a[b]' });
  });
});

describe('keys', () => {
  test('a key that is none of test mode is refused and not told back', async () => {
    for (const key of ['nonsense', 'sk_live_' + 'x'.repeat(8), 'pk_test_' + 'x'.repeat(8)]) {
      const options = { apiKey: key };
      for (const call of [
        () => transfers.listReversals('tr_1', {}, options),
        () => transfers.createReversal('tr_1', {}, options),
        () => creditReversals.list({ financial_account: 'fa_1' }, options),
        () => account.client.balance.retrieve({}, options),
      ]) {
        const error = await refused(call, { kind: Stripe.errors.StripeAuthenticationError, status: 401 });
        assert.ok(!JSON.stringify(error.raw).includes(key));
      }
    }
  });

  test('a context acts as the account that it names', async () => {
    await account.transfer(700);
    const retrieve = (options) => account.client.balance.retrieve({}, options);
    const { available } = await retrieve({ stripeContext: account.destination });
    assert.deepEqual(available.map((each) => [each.amount, each.currency]), [[700, 'usd']]);
    await refused(() => retrieve({ stripeContext: `acct_a/${account.destination}` }), {
      message:
        'The Stripe-Context header names an account below another one, and the sandbox has none: each connected ' +
        "account is the key's own. Give that account alone, such as acct_123.",
    });
  });

  test('a version that there cannot be is refused', async () => {
    for (const version of ['garbage', '2023-02-30']) {
      await refused(() => transfers.listReversals('tr_1', {}, { apiVersion: version }), {
        message: `Invalid Stripe API version: ${version}`,
      });
    }
  });

  test('an account that is none is refused', async () => {
    const options = { stripeAccount: 'nobody' };
    for (const call of [
      () => account.client.balance.retrieve({}, options),
      () => transfers.listReversals('tr_1', {}, options),
      () => creditReversals.create({ received_credit: 'rc_1' }, options),
    ]) {
      await refused(call, {
        kind: Stripe.errors.StripePermissionError,
        status: 403,
        code: 'account_invalid',
        message: "The provided key does not have access to account 'nobody' (or that account does not exist).",
      });
    }
  });
});
