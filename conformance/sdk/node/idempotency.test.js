// Idempotency keys: one effect for each, whatever is sent.

import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { beforeEach, describe, test } from 'node:test';
import Stripe from 'stripe';
import { Account, BALANCE, UNLAWFUL_URL, URL_, ids, refused } from './sandbox.js';

const CALLS = 16;
const { StripeAPIError, StripeError, StripeIdempotencyError, StripeInvalidRequestError } = Stripe.errors;

let account;
let transfers;
let creditReversals;
beforeEach(() => {
  account = new Account();
  ({ transfers } = account.client);
  ({ creditReversals } = account.client.treasury);
});

const header = (object, name) => object.lastResponse.headers[name];
const list = async () => (await creditReversals.list({ financial_account: account.financialAccount })).data;

describe('replay', () => {
  test('the same request again has the same answer and no effect', async () => {
    const { id } = await account.transfer(1000);
    const idempotencyKey = 'replay';
    const reverse = () => transfers.createReversal(id, { amount: 400, metadata: { a: '1' } }, { idempotencyKey });
    const [first, again] = [await reverse(), await reverse()];
    assert.deepEqual(again, first);
    assert.equal(header(first, 'idempotent-replayed'), undefined);
    assert.equal(header(again, 'idempotent-replayed'), 'true');
    const { requestId } = first.lastResponse;
    for (const each of [first, again]) {
      assert.equal(each.lastResponse.idempotencyKey, idempotencyKey);
      assert.equal(header(each, 'original-request'), requestId);
    }
    assert.notEqual(again.lastResponse.requestId, requestId);
    assert.equal((await transfers.retrieve(id)).amount_reversed, 400);
    assert.deepEqual(await account.both(), [BALANCE - 600, 600]);
  });

  test('credit reversals and updates are replayed too', async () => {
    const credit = await account.receivedCredit();
    const send = () => creditReversals.create({ received_credit: credit.id }, { idempotencyKey: 'reverse' });
    const [first, replayed] = [await send(), await send()];
    assert.deepEqual([replayed.id, header(replayed, 'idempotent-replayed')], [first.id, 'true']);
    const made = await transfers.createReversal((await account.transfer()).id, { amount: 1 });
    const update = (a, options) => transfers.updateReversal(made.transfer, made.id, { metadata: { a } }, options);
    await update('1', { idempotencyKey: 'update' });
    await update('2');
    // The answer is that of then; the object is that of now.
    assert.deepEqual((await update('1', { idempotencyKey: 'update' })).metadata, { a: '1' });
    assert.deepEqual((await transfers.retrieveReversal(made.transfer, made.id)).metadata, { a: '2' });
  });

  test('a refusal for the state of things is replayed', async () => {
    const credit = await account.receivedCredit(500, { network: 'us_domestic_wire' });
    const { id } = await account.transfer(100);
    for (const call of [
      () => transfers.createReversal(id, { amount: 200 }, { idempotencyKey: 'much' }),
      () => creditReversals.create({ received_credit: credit.id }, { idempotencyKey: 'wire' }),
    ]) {
      const [first, again] = [await call().catch((error) => error), await call().catch((error) => error)];
      assert.deepEqual([first.constructor, again.constructor], [StripeInvalidRequestError, StripeInvalidRequestError]);
      assert.deepEqual([again.statusCode, again.message], [400, first.message]);
      assert.equal(first.headers['idempotent-replayed'], undefined);
      assert.equal(again.headers['idempotent-replayed'], 'true');
      assert.equal(again.headers['original-request'], first.requestId);
    }
  });

  test('a refusal for the request alone leaves its key free', async () => {
    const { id } = await account.transfer();
    const reverse = (amount) => account.unlawful.transfers.createReversal(id, { amount }, { idempotencyKey: 'free' });
    await refused(() => reverse(0), { code: 'parameter_invalid_integer', param: 'amount' });
    assert.equal(header(await reverse(1), 'idempotent-replayed'), undefined);
  });

  test("without a key of one's own each call has one and an effect", async () => {
    const { id } = await account.transfer();
    const reverse = () => transfers.createReversal(id, { amount: 1 });
    const [first, second] = [await reverse(), await reverse()];
    assert.notEqual(first.id, second.id);
    assert.notEqual(header(first, 'idempotency-key'), header(second, 'idempotency-key'));
  });
});

describe('conflict', () => {
  const conflict = (call, message) => refused(call, { kind: StripeIdempotencyError, message });
  const options = { idempotencyKey: 'one' };

  test('a key stands for its parameters', async () => {
    const { id } = await account.transfer();
    const reverse = (params) => account.unlawful.transfers.createReversal(id, params, options);
    await reverse({ amount: 1 });
    for (const params of [{ amount: 2 }, {}, { amount: 1, metadata: { a: '1' } }, { amount: 1, expand: ['transfer'] }]) {
      await conflict(
        () => reverse(params),
        'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
          "Try using a key other than 'one' if you meant to execute a different request.",
      );
    }
    assert.equal((await transfers.retrieve(id)).amount_reversed, 1);
  });

  test('a key stands for its endpoint', async () => {
    const [one, two] = [(await account.transfer()).id, (await account.transfer()).id];
    const there = account.unlawful;
    const made = await there.transfers.createReversal(one, { amount: 1 }, options);
    const first = `/v1/transfers/${one}/reversals`;
    for (const [call, path] of [
      [() => there.transfers.createReversal(two, { amount: 1 }, options), `/v1/transfers/${two}/reversals`],
      [() => there.transfers.updateReversal(one, made.id, {}, options), `${first}/${made.id}`],
      [
        () => there.treasury.creditReversals.create({ received_credit: 'rc_1' }, options),
        '/v1/treasury/credit_reversals',
      ],
    ]) {
      await conflict(
        call,
        'Keys for idempotent requests can only be used for the same endpoint they were first used for ' +
          `('${path}' vs '${first}'). Try using a key other than 'one' if you meant to execute a different request.`,
      );
    }
  });

  test('accounts do not share keys', async () => {
    const made = [];
    for (const each of [account, new Account()]) {
      const { id } = await each.transfer();
      made.push((await each.make(UNLAWFUL_URL).transfers.createReversal(id, { amount: 1 }, options)).id);
    }
    assert.notEqual(made[0], made[1]);
  });
});

describe('race', () => {
  /** Makes a call many times at one moment. Gives what each came to: an object or an error of the SDK. */
  const together = (call) =>
    Promise.all(
      Array.from({ length: CALLS }, () =>
        call().catch((error) => {
          assert.ok(error instanceof StripeError, error);
          return error;
        }),
      ),
    );

  /** Each call gave what was made, or was told that another is at it; one alone was no replay. */
  function assertOne(outcomes, made) {
    let first = 0;
    for (const outcome of outcomes) {
      if (outcome instanceof Error) {
        assert.deepEqual(
          [outcome.constructor, outcome.statusCode, outcome.code],
          [StripeAPIError, 409, 'idempotency_key_in_use'],
        );
        assert.equal(outcome.headers['stripe-should-retry'], 'true');
      } else {
        assert.deepEqual({ ...outcome }, { ...made });
        first += header(outcome, 'idempotent-replayed') === undefined;
      }
    }
    assert.equal(first, 1);
  }

  for (const [options, words] of [[{ maxNetworkRetries: 0 }, 'without retries'], [{}, "with the SDK's own retries"]]) {
    test(`racing calls with one key have one effect ${words}`, async (context) => {
      // Before it tries again, the SDK leaves the refusal unread and its connection open; the process would wait for that.
      const httpAgent = new Agent({ keepAlive: true });
      context.after(() => httpAgent.destroy());
      const client = account.make(URL_, { ...options, httpAgent });
      const { id } = await account.transfer(1000);
      const reverse = () => client.transfers.createReversal(id, { amount: 10 }, { idempotencyKey: 'race' });
      const outcomes = await together(reverse);
      const there = await transfers.listReversals(id);
      assert.deepEqual([there.data.length, there.has_more], [1, false]);
      assertOne(outcomes, there.data[0]);
      assert.equal((await transfers.retrieve(id)).amount_reversed, 10);
      assert.deepEqual(await account.both(), [BALANCE - 990, 990]);
      const last = await reverse();
      assert.deepEqual([last.id, header(last, 'idempotent-replayed')], [there.data[0].id, 'true']);
    });
  }

  test('racing credit reversals with one key have one effect', async () => {
    const credit = await account.receivedCredit();
    const outcomes = await together(() =>
      creditReversals.create({ received_credit: credit.id }, { idempotencyKey: 'race' }),
    );
    const there = await list();
    assert.equal(there.length, 1);
    assertOne(outcomes, there[0]);
  });

  test('racing credit reversals with keys of their own have one effect', async () => {
    const credit = await account.receivedCredit();
    const outcomes = await together(() => creditReversals.create({ received_credit: credit.id }));
    const made = outcomes.filter((each) => !(each instanceof Error));
    assert.equal(made.length, 1);
    assert.deepEqual(ids(await list()), ids(made));
    for (const error of outcomes.filter((each) => each instanceof Error)) {
      assert.deepEqual([error.constructor, error.param], [StripeInvalidRequestError, 'received_credit']);
    }
  });

  test('racing reversals never take more than there is', async () => {
    const { id } = await account.transfer(1000);
    const outcomes = await together(() => transfers.createReversal(id, { amount: 100 }));
    const made = outcomes.filter((each) => !(each instanceof Error));
    assert.equal(made.length, 10);
    for (const error of outcomes.filter((each) => each instanceof Error)) {
      assert.deepEqual([error.constructor, error.statusCode], [StripeInvalidRequestError, 400]);
    }
    const now = await transfers.retrieve(id);
    assert.deepEqual([now.amount_reversed, now.reversed], [1000, true]);
    assert.deepEqual(ids(now.reversals.data).sort(), ids(made).sort());
    assert.deepEqual(await account.both(), [BALANCE, 0]);
  });
});
