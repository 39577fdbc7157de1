// What is refused where only fixtures set the stage: the example's platform, in which nothing is changed here.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Account, refused, URL_ } from './sandbox.js';

let transfers;
let treasury;
beforeEach(() => {
  const account = new Account();
  account.key = 'sk_test_123';
  ({ transfers, treasury } = account.make(URL_));
});
afterEach(async () => {
  for (const id of ['tr_plain', 'tr_charge', 'tr_bank']) {
    assert.equal((await transfers.retrieve(id)).amount_reversed, 0);
  }
});

describe('fixtures', () => {
  test('a transfer to a bank account is reversed whole only', async () => {
    await refused(() => transfers.createReversal('tr_bank', { amount: 699 }), {
      param: 'amount',
      message: 'You can only partially reverse a transfer whose destination is a Stripe account.',
    });
  });

  test('the transfer of a destination charge is reversed up to the charge', async () => {
    const message = (amount) =>
      `Reversal amount (${amount}) is greater than the amount of the charge that made this transfer ($2.50)`;
    await refused(() => transfers.createReversal('tr_charge', { amount: 251 }), {
      param: 'amount',
      message: message('$2.51'),
    });
    await refused(() => transfers.createReversal('tr_charge'), { param: 'amount', message: message('$3.00') });
  });

  test('a transfer without a charge has no application fee to refund', async () => {
    await refused(() => transfers.createReversal('tr_plain', { refund_application_fee: true }), {
      param: 'refund_application_fee',
      message: 'Attempting to refund_application_fee on tr_plain, but it has no application fee',
    });
  });

  test('each restricted credit is refused with its reason', async () => {
    for (const [credit, reason] of [
      ['rc_late', 'deadline_passed'],
      ['rc_wire', 'network_restricted'],
      ['rc_payout', 'source_flow_restricted'],
      ['rc_other', 'other'],
    ]) {
      const there = await treasury.receivedCredits.retrieve(credit);
      assert.equal(there.reversal_details.restricted_reason, reason);
      await refused(() => treasury.creditReversals.create({ received_credit: credit }), {
        param: 'received_credit',
        message: `The ReceivedCredit ${credit} can't be reversed: ${reason}.`,
      });
    }
  });
});
