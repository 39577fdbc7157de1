"""What the tests share: an SDK client for an account of its own, and a few things to begin with."""

import json
import os
import unittest
import urllib.parse
import urllib.request
import uuid

import stripe

# Where the requests go that the documents allow; a contract proxy may sit there.
URL = os.environ["REVERSALS_SANDBOX_URL"]
# Where those go that break the documents on purpose: a proxy in front of them would rightly complain.
UNLAWFUL_URL = os.environ.get("REVERSALS_SANDBOX_UNLAWFUL_URL", URL)
# The sandbox itself.
DIRECT_URL = os.environ.get("REVERSALS_SANDBOX_DIRECT_URL", URL)

# What a new account has of each currency.
BALANCE = 100_000_000_000


def advance(seconds):
    """Moves the sandbox's clock, which also posts what is processing. Gives its time in Unix seconds."""
    body = urllib.parse.urlencode({"seconds": seconds}).encode()
    with urllib.request.urlopen(f"{DIRECT_URL}/_sandbox/advance", data=body, timeout=10) as answer:
        return json.load(answer)["now"]


def ids(objects):
    return [each.id for each in objects]


class Case(unittest.TestCase):
    """A test in a fresh platform account with one connected account."""

    maxDiff = None

    def setUp(self):
        # Any test key opens an account, so tests need not know of each other.
        self.key = "sk_test_" + uuid.uuid4().hex
        self.client = self.make(URL)
        self.unlawful = self.make(UNLAWFUL_URL)
        self.destination = "acct_" + uuid.uuid4().hex[:16]
        self.financial_account = "fa_" + uuid.uuid4().hex[:16]
        self.reversals = self.client.v1.transfers.reversals
        self.credit_reversals = self.client.v1.treasury.credit_reversals

    def make(self, url, **options):
        options.setdefault("max_network_retries", 0)
        return stripe.StripeClient(self.key, base_addresses={"api": url}, **options)

    def transfer(self, amount=1000, **params):
        params = {"amount": amount, "currency": "usd", "destination": self.destination, **params}
        return self.client.v1.transfers.create(params)

    def received_credit(self, amount=500, network="ach", financial_account=None):
        return self.client.v1.test_helpers.treasury.received_credits.create(
            {
                "amount": amount,
                "currency": "usd",
                "network": network,
                "financial_account": financial_account or self.financial_account,
            }
        )

    def available(self, account=None):
        """What an account can spend of US dollars."""
        balance = self.client.v1.balance.retrieve(options={"stripe_account": account} if account else {})
        amounts = [each.amount for each in balance.available if each.currency == "usd"]
        self.assertLessEqual(len(amounts), 1)
        return sum(amounts)

    def refused(self, call, kind=stripe.InvalidRequestError, status=400, code=None, param=None, message=None):
        """Asserts what a call is refused with: the error's class, exactly, and its members."""
        with self.assertRaises(stripe.StripeError) as caught:
            call()
        error = caught.exception
        body = error.error
        wire = "idempotency_error" if kind is stripe.IdempotencyError else "invalid_request_error"
        self.assertIs(type(error), kind, error)
        self.assertEqual(
            (error.http_status, body.type, getattr(body, "code", None), getattr(body, "param", None)),
            (status, wire, code, param),
            error,
        )
        if message is not None:
            self.assertEqual(error.user_message, message)
        self.assertTrue(error.request_id.startswith("req_"))
        self.assertEqual(error.headers["stripe-should-retry"], "false")
        return error
