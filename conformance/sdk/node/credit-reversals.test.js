// The three operations on credit reversals, and how they come to be posted.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Account, advance, all, ids, refused } from './sandbox.js';

let account;
let creditReversals;
let unlawful;
beforeEach(() => {
  account = new Account();
  ({ creditReversals } = account.client.treasury);
  unlawful = account.unlawful.treasury.creditReversals;
});

const reverse = (credit, more) => creditReversals.create({ received_credit: credit.id, ...more });
const retrieved = (credit) => account.client.treasury.receivedCredits.retrieve(credit.id);
const list = (params) => creditReversals.list({ financial_account: account.financialAccount, ...params });

describe('credit reversals', () => {
  test('one is the documented object', async () => {
    const before = await advance(0);
    const credit = await account.receivedCredit(500);
    const made = await reverse(credit, { metadata: { a: '1' } });
    assert.ok(before <= made.created && made.created <= before + 60);
    assert.match(made.id, /^credrev_[0-9A-Za-z]{24}$/);
    assert.match(made.transaction, /^trxn_[0-9A-Za-z]{24}$/);
    assert.deepEqual({ ...made }, {
      id: made.id,
      object: 'treasury.credit_reversal',
      amount: 500,
      created: made.created,
      currency: 'usd',
      financial_account: account.financialAccount,
      hosted_regulatory_receipt_url: null,
      livemode: false,
      metadata: { a: '1' },
      network: 'ach',
      received_credit: credit.id,
      status: 'processing',
      status_transitions: { posted_at: null },
      transaction: made.transaction,
    });
    assert.deepEqual(await creditReversals.retrieve(made.id), made);
  });

  test('metadata with an empty value is without its key', async () => {
    const made = await reverse(await account.receivedCredit(), { metadata: { a: '1', b: '' } });
    assert.deepEqual(made.metadata, { a: '1' });
  });

  test('the received credit knows of its reversal', async () => {
    const credit = await account.receivedCredit();
    assert.deepEqual([credit.linked_flows.credit_reversal, credit.reversal_details.restricted_reason], [null, null]);
    const made = await reverse(credit);
    const now = await retrieved(credit);
    assert.deepEqual(
      [now.linked_flows.credit_reversal, now.reversal_details.restricted_reason],
      [made.id, 'already_reversed'],
    );
  });

  test('processing turns to posted when the clock is moved', async () => {
    const { id } = await reverse(await account.receivedCredit(500));
    const look = async () => {
      const { status, status_transitions, transaction } = await creditReversals.retrieve(id, { expand: ['transaction'] });
      return [
        status,
        status_transitions.posted_at,
        transaction.status,
        transaction.status_transitions.posted_at,
        transaction.balance_impact,
      ];
    };
    const held = { cash: -500, inbound_pending: 0, outbound_pending: 500 };
    assert.deepEqual(await look(), ['processing', null, 'open', null, held]);
    const now = await advance(60);
    assert.deepEqual(await look(), ['posted', now, 'posted', now, { ...held, outbound_pending: 0 }]);
  });

  test('lists are filtered by status and by received credit', async () => {
    const make = async () => reverse(await account.receivedCredit());
    const posted = [await make(), await make(), await make()];
    await advance(1);
    const processing = [await make(), await make()];
    const listed = async (params) => ids(await all(list(params)));
    assert.deepEqual(await listed({ status: 'posted', limit: 2 }), ids(posted).reverse());
    assert.deepEqual(await listed({ status: 'processing', limit: 1 }), ids(processing).reverse());
    assert.deepEqual(await listed({ status: 'canceled' }), []);
    const { id, received_credit } = processing[0];
    assert.deepEqual(await listed({ received_credit }), [id]);
    assert.deepEqual(await listed({ received_credit, status: 'posted' }), []);
  });

  test('a connected account has credit reversals of its own', async () => {
    const acting = { stripeAccount: account.destination };
    const credit = await account.receivedCredit(5, {}, acting);
    const made = await creditReversals.create({ received_credit: credit.id }, acting);
    assert.deepEqual(await creditReversals.retrieve(made.id, {}, acting), made);
    await refused(() => creditReversals.retrieve(made.id), {
      status: 404,
      code: 'resource_missing',
      param: 'credit_reversal',
    });
    assert.deepEqual((await list()).data, []);
  });
});

describe('refusals', () => {
  async function refusedAs(credit, reason) {
    await refused(() => reverse(credit), {
      param: 'received_credit',
      message: `The ReceivedCredit ${credit.id} can't be reversed: ${reason}.`,
    });
    assert.equal((await retrieved(credit)).reversal_details.restricted_reason, reason);
  }

  test('a credit is reversed once', async () => {
    const credit = await account.receivedCredit();
    const made = await reverse(credit);
    await refusedAs(credit, 'already_reversed');
    assert.deepEqual(ids((await list()).data), [made.id]);
  });

  test('a wire is not reversed', async () => {
    const credit = await account.receivedCredit(500, { network: 'us_domestic_wire' });
    assert.equal(credit.reversal_details.deadline, null);
    await refusedAs(credit, 'network_restricted');
    assert.deepEqual((await list()).data, []);
  });

  test('a credit is reversed until its deadline', async () => {
    const [late, timely] = [await account.receivedCredit(), await account.receivedCredit()];
    // A minute to spare, for the sandbox's clock goes on.
    await advance(timely.reversal_details.deadline - (await advance(0)) - 60);
    assert.equal((await reverse(timely)).status, 'processing');
    await advance(61);
    await refusedAs(late, 'deadline_passed');
  });

  test('an unknown credit in the body is a 400', async () => {
    await refused(() => reverse({ id: 'rc_none' }), {
      code: 'resource_missing',
      param: 'received_credit',
      message: "No such received credit: 'rc_none'",
    });
  });

  test('an unknown credit reversal in the path is a 404', async () => {
    await refused(() => creditReversals.retrieve('credrev_none'), {
      status: 404,
      code: 'resource_missing',
      param: 'credit_reversal',
      message: "No such credit reversal: 'credrev_none'",
    });
  });

  test('metadata of a new credit reversal cannot be unset', async () => {
    const credit = await account.receivedCredit();
    for (const metadata of ['', null]) {
      await refused(() => unlawful.create({ received_credit: credit.id, metadata }), {
        code: 'parameter_invalid_empty',
        param: 'metadata',
      });
    }
  });

  test('what is required must be there', async () => {
    for (const [call, param] of [
      [() => unlawful.create({}), 'received_credit'],
      [() => unlawful.list({}), 'financial_account'],
    ]) {
      await refused(call, { code: 'parameter_missing', param, message: `Missing required param: ${param}.` });
    }
  });

  test('a status is one of three', async () => {
    await refused(() => unlawful.list({ financial_account: 'fa_1', status: 'open' }), {
      param: 'status',
      message: 'Invalid status: must be one of canceled, posted, or processing',
    });
  });

  test('an unknown cursor is refused', async () => {
    for (const param of ['starting_after', 'ending_before']) {
      await refused(() => list({ [param]: 'credrev_none' }), {
        code: 'resource_missing',
        param,
        message: "No such credit reversal: 'credrev_none'",
      });
    }
  });
});
