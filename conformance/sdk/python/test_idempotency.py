"""Idempotency keys: one effect for each, whatever is sent."""

import threading
from concurrent.futures import ThreadPoolExecutor

import stripe

from sandbox import BALANCE, UNLAWFUL_URL, URL, Case, ids

CALLS = 16


def together(call):
    """Makes a call from many threads at one moment. Gives what each came to: an object or an error of the SDK."""
    gate = threading.Barrier(CALLS)

    def one(number):
        gate.wait()
        try:
            return call(number)
        except stripe.StripeError as error:
            return error

    with ThreadPoolExecutor(CALLS) as pool:
        return list(pool.map(one, range(CALLS)))


class Replay(Case):
    def test_the_same_request_again_has_the_same_answer_and_no_effect(self):
        transfer = self.transfer(1000)
        params, options = {"amount": 400, "metadata": {"a": "1"}}, {"idempotency_key": self.id()}
        first, again = (self.reversals.create(transfer.id, params, options) for _ in range(2))
        self.assertEqual(again.to_dict(), first.to_dict())
        first, again = first.last_response, again.last_response
        self.assertNotIn("idempotent-replayed", first.headers)
        self.assertEqual(again.headers["idempotent-replayed"], "true")
        self.assertEqual([each.idempotency_key for each in (first, again)], [self.id()] * 2)
        self.assertEqual(first.headers["original-request"], first.request_id)
        self.assertEqual(again.headers["original-request"], first.request_id)
        self.assertNotEqual(again.request_id, first.request_id)
        self.assertEqual(again.body, first.body)
        self.assertEqual(self.client.v1.transfers.retrieve(transfer.id).amount_reversed, 400)
        self.assertEqual(self.available(), BALANCE - 600)

    def test_credit_reversals_and_updates_are_replayed_too(self):
        options = {"idempotency_key": "reverse"}
        params = {"received_credit": self.received_credit().id}
        first, again = (self.credit_reversals.create(params, options) for _ in range(2))
        self.assertEqual((again.id, again.last_response.headers["idempotent-replayed"]), (first.id, "true"))
        made = self.reversals.create(self.transfer().id, {"amount": 1})
        options = {"idempotency_key": "update"}
        self.reversals.update(made.transfer, made.id, {"metadata": {"a": "1"}}, options)
        self.reversals.update(made.transfer, made.id, {"metadata": {"a": "2"}})
        again = self.reversals.update(made.transfer, made.id, {"metadata": {"a": "1"}}, options)
        # The answer is that of then; the object is that of now.
        self.assertEqual(again.metadata.to_dict(), {"a": "1"})
        self.assertEqual(self.reversals.retrieve(made.transfer, made.id).metadata.to_dict(), {"a": "2"})

    def test_a_refusal_for_the_state_of_things_is_replayed_even_when_that_has_changed(self):
        credit = self.received_credit(network="us_domestic_wire")
        transfer = self.transfer(100)
        for call in (
            lambda: self.reversals.create(transfer.id, {"amount": 200}, {"idempotency_key": "much"}),
            lambda: self.credit_reversals.create({"received_credit": credit.id}, {"idempotency_key": "wire"}),
        ):
            errors = []
            for _ in range(2):
                with self.assertRaises(stripe.InvalidRequestError) as caught:
                    call()
                errors.append(caught.exception)
            first, again = errors
            self.assertEqual((again.http_status, again.http_body), (400, first.http_body))
            self.assertNotIn("idempotent-replayed", first.headers)
            self.assertEqual(again.headers["idempotent-replayed"], "true")
            self.assertEqual(again.headers["original-request"], first.request_id)

    def test_a_refusal_for_the_request_alone_leaves_its_key_free(self):
        transfer = self.transfer()
        create, options = self.unlawful.v1.transfers.reversals.create, {"idempotency_key": "free"}
        self.refused(
            lambda: create(transfer.id, {"amount": 0}, options), code="parameter_invalid_integer", param="amount"
        )
        made = create(transfer.id, {"amount": 1}, options)
        self.assertNotIn("idempotent-replayed", made.last_response.headers)

    def test_without_a_key_of_ones_own_each_call_has_one_and_an_effect(self):
        transfer = self.transfer()
        first, second = (self.reversals.create(transfer.id, {"amount": 1}) for _ in range(2))
        self.assertNotEqual(first.id, second.id)
        self.assertNotEqual(first.last_response.idempotency_key, second.last_response.idempotency_key)


class Conflict(Case):
    def conflict(self, call, message):
        self.refused(call, kind=stripe.IdempotencyError, message=message)

    def test_a_key_stands_for_its_parameters(self):
        transfer = self.transfer()
        create, options = self.unlawful.v1.transfers.reversals.create, {"idempotency_key": "one"}
        create(transfer.id, {"amount": 1}, options)
        for params in ({"amount": 2}, {}, {"amount": 1, "metadata": {"a": "1"}}, {"amount": 1, "expand": ["transfer"]}):
            with self.subTest(params=params):
                self.conflict(
                    lambda params=params: create(transfer.id, params, options),
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    "Try using a key other than 'one' if you meant to execute a different request.",
                )
        self.assertEqual(self.client.v1.transfers.retrieve(transfer.id).amount_reversed, 1)

    def test_a_key_stands_for_its_endpoint(self):
        one, two = self.transfer().id, self.transfer().id
        there, options = self.unlawful.v1, {"idempotency_key": "one"}
        made = there.transfers.reversals.create(one, {"amount": 1}, options)
        first = f"/v1/transfers/{one}/reversals"
        for call, path in (
            (lambda: there.transfers.reversals.create(two, {"amount": 1}, options), f"/v1/transfers/{two}/reversals"),
            (lambda: there.transfers.reversals.update(one, made.id, {}, options), f"{first}/{made.id}"),
            (
                lambda: there.treasury.credit_reversals.create({"received_credit": "rc_1"}, options),
                "/v1/treasury/credit_reversals",
            ),
        ):
            self.conflict(
                call,
                f"Keys for idempotent requests can only be used for the same endpoint they were first used for ('{path}' "
                f"vs '{first}'). Try using a key other than 'one' if you meant to execute a different request.",
            )

    def test_accounts_do_not_share_keys(self):
        options = {"idempotency_key": "one"}
        first = self.reversals.create(self.transfer().id, {"amount": 1}, options)
        self.key += "other"
        client = self.make(UNLAWFUL_URL)
        transfer = client.v1.transfers.create({"amount": 9, "currency": "usd", "destination": self.destination})
        second = client.v1.transfers.reversals.create(transfer.id, {"amount": 2}, options)
        self.assertNotEqual(first.id, second.id)


class Race(Case):
    def one_effect(self, **retries):
        client = self.make(URL, **retries)
        transfer = self.transfer(1000)
        params, options = {"amount": 10}, {"idempotency_key": "race"}
        outcomes = together(lambda _: client.v1.transfers.reversals.create(transfer.id, params, options))
        there = self.reversals.list(transfer.id)
        self.assertEqual((len(there.data), there.has_more), (1, False))
        made = there.data[0]
        self.assert_one(outcomes, made)
        self.assertEqual(self.client.v1.transfers.retrieve(transfer.id).amount_reversed, 10)
        self.assertEqual((self.available(), self.available(self.destination)), (BALANCE - 990, 990))
        last = self.reversals.create(transfer.id, params, options)
        self.assertEqual((last.id, last.last_response.headers["idempotent-replayed"]), (made.id, "true"))
        return outcomes

    def assert_one(self, outcomes, made):
        """Each call gave what was made, or was told that another is at it; one alone was no replay."""
        first = 0
        for outcome in outcomes:
            if isinstance(outcome, stripe.StripeError):
                self.assertEqual(
                    (type(outcome), outcome.http_status, outcome.error.code),
                    (stripe.APIError, 409, "idempotency_key_in_use"),
                    outcome,
                )
                self.assertEqual(outcome.headers["stripe-should-retry"], "true")
            else:
                self.assertEqual(outcome.to_dict(), made.to_dict())
                first += "idempotent-replayed" not in outcome.last_response.headers
        self.assertEqual(first, 1)

    def test_racing_calls_with_one_key_have_one_effect_without_retries(self):
        self.one_effect(max_network_retries=0)

    def test_racing_calls_with_one_key_have_one_effect_with_the_sdks_own_retries(self):
        self.one_effect(max_network_retries=None)

    def test_racing_credit_reversals_with_one_key_have_one_effect(self):
        params = {"received_credit": self.received_credit().id}
        outcomes = together(lambda _: self.credit_reversals.create(params, {"idempotency_key": "race"}))
        there = self.credit_reversals.list({"financial_account": self.financial_account})
        self.assertEqual(len(there.data), 1)
        self.assert_one(outcomes, there.data[0])

    def test_racing_credit_reversals_with_keys_of_their_own_have_one_effect(self):
        params = {"received_credit": self.received_credit().id}
        outcomes = together(lambda _: self.credit_reversals.create(params))
        made = [each for each in outcomes if not isinstance(each, stripe.StripeError)]
        self.assertEqual(len(made), 1)
        there = self.credit_reversals.list({"financial_account": self.financial_account})
        self.assertEqual(ids(there.data), ids(made))
        for error in outcomes:
            if error is not made[0]:
                self.assertEqual((type(error), error.param), (stripe.InvalidRequestError, "received_credit"))

    def test_racing_reversals_never_take_more_than_there_is(self):
        transfer = self.transfer(1000)
        outcomes = together(lambda _: self.reversals.create(transfer.id, {"amount": 100}))
        made = [each.id for each in outcomes if not isinstance(each, stripe.StripeError)]
        self.assertEqual(len(made), 10)
        for error in outcomes:
            if isinstance(error, stripe.StripeError):
                self.assertEqual((type(error), error.http_status), (stripe.InvalidRequestError, 400), error)
        now = self.client.v1.transfers.retrieve(transfer.id)
        self.assertEqual((now.amount_reversed, now.reversed), (1000, True))
        self.assertEqual(sorted(ids(now.reversals.data)), sorted(made))
        self.assertEqual((self.available(), self.available(self.destination)), (BALANCE, 0))
