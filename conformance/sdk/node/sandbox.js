// What the tests share: an SDK client for an account of its own, and a few things to begin with.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';

// Where the requests go that the documents allow; a contract proxy may sit there.
export const URL_ = process.env.REVERSALS_SANDBOX_URL;
assert.ok(URL_, 'REVERSALS_SANDBOX_URL is not set');
// Where those go that break the documents on purpose: a proxy in front of them would rightly complain.
export const UNLAWFUL_URL = process.env.REVERSALS_SANDBOX_UNLAWFUL_URL ?? URL_;
// The sandbox itself.
const DIRECT_URL = process.env.REVERSALS_SANDBOX_DIRECT_URL ?? URL_;

// What a new account has of each currency.
export const BALANCE = 100_000_000_000;

/** Moves the sandbox's clock, which also posts what is processing. Gives its time in Unix seconds. */
export async function advance(seconds) {
  const answer = await fetch(`${DIRECT_URL}/_sandbox/advance`, {
    method: 'POST',
    body: new URLSearchParams({ seconds: String(seconds) }),
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).now;
}

export const ids = (objects) => objects.map((each) => each.id);

/** All of a list, in the order in which the SDK's paging yields it. */
export async function all(list) {
  const found = [];
  for await (const each of list) {
    found.push(each);
  }
  return found;
}

const name = () => randomUUID().replaceAll('-', '');

/** A fresh platform account with one connected account: any test key opens one, so tests need not know of each other. */
export class Account {
  constructor() {
    this.key = 'sk_test_' + name();
    this.client = this.make(URL_);
    this.unlawful = this.make(UNLAWFUL_URL);
    this.destination = 'acct_' + name().slice(0, 16);
    this.financialAccount = 'fa_' + name().slice(0, 16);
  }

  make(url, options = { maxNetworkRetries: 0 }) {
    const { hostname, port, protocol } = new URL(url);
    return new Stripe(this.key, {
      host: hostname,
      port,
      protocol: protocol.replace(':', ''),
      ...options,
    });
  }

  transfer(amount = 1000, more = {}) {
    return this.client.transfers.create({
      amount,
      currency: 'usd',
      destination: this.destination,
      ...more,
    });
  }

  receivedCredit(amount = 500, more = {}, options = {}) {
    return this.client.testHelpers.treasury.receivedCredits.create(
      {
        amount,
        currency: 'usd',
        network: 'ach',
        financial_account: this.financialAccount,
        ...more,
      },
      options,
    );
  }

  /** What an account can spend of US dollars. */
  async available(account) {
    const balance = await this.client.balance.retrieve({}, account ? { stripeAccount: account } : {});
    const amounts = balance.available.filter((each) => each.currency === 'usd');
    assert.ok(amounts.length <= 1);
    return amounts.reduce((sum, each) => sum + each.amount, 0);
  }

  async both() {
    return [await this.available(), await this.available(this.destination)];
  }
}

/** Asserts what a call is refused with: the error's class, exactly, and its members. */
export async function refused(call, { kind = Stripe.errors.StripeInvalidRequestError, status = 400, code, param, message }) {
  let error;
  try {
    await call();
  } catch (caught) {
    error = caught;
  }
  assert.ok(error, 'it was not refused');
  assert.equal(error.constructor, kind, error);
  const wire = kind === Stripe.errors.StripeIdempotencyError ? 'idempotency_error' : 'invalid_request_error';
  assert.deepEqual(
    { status: error.statusCode, type: error.rawType, code: error.code, param: error.param },
    { status, type: wire, code, param },
    error.message,
  );
  if (message !== undefined) {
    assert.equal(error.message, message);
  }
  assert.match(error.requestId, /^req_/);
  assert.equal(error.headers['stripe-should-retry'], 'false');
  return error;
}
