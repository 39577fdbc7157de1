"""What is refused of transfer reversals, and the SDK's errors for it."""

import stripe

from sandbox import BALANCE, URL, Case


class Amounts(Case):
    def test_more_than_is_left_is_refused(self):
        transfer = self.transfer(500)
        self.refused(
            lambda: self.reversals.create(transfer.id, {"amount": 501}),
            param="amount",
            message="Reversal amount ($5.01) is greater than unreversed amount on transfer ($5.00)",
        )
        self.reversals.create(transfer.id, {"amount": 200})
        self.refused(
            lambda: self.reversals.create(transfer.id, {"amount": 301}),
            param="amount",
            message="Reversal amount ($3.01) is greater than unreversed amount on transfer ($3.00)",
        )
        # What was refused has changed nothing.
        self.assertEqual(self.client.v1.transfers.retrieve(transfer.id).amount_reversed, 200)
        self.assertEqual(self.available(), BALANCE - 300)

    def test_a_fully_reversed_transfer_is_refused_with_or_without_an_amount(self):
        transfer = self.transfer(500)
        self.reversals.create(transfer.id)
        for params in ({}, {"amount": 1}):
            with self.subTest(params=params):
                self.refused(
                    lambda params=params: self.reversals.create(transfer.id, params),
                    message=f"The transfer {transfer.id} is already fully reversed.",
                )

    def test_an_amount_is_one_at_least(self):
        transfer = self.transfer()
        for amount in (0, -1):
            with self.subTest(amount=amount):
                self.refused(
                    lambda amount=amount: self.unlawful.v1.transfers.reversals.create(transfer.id, {"amount": amount}),
                    code="parameter_invalid_integer",
                    param="amount",
                    message="This value must be greater than or equal to 1.",
                )

    def test_an_amount_is_an_integer_and_cannot_be_unset(self):
        transfer = self.transfer()
        create = self.unlawful.v1.transfers.reversals.create
        self.refused(
            lambda: create(transfer.id, {"amount": 10.5}),
            code="parameter_invalid_integer",
            param="amount",
            message="Invalid integer: 10.5",
        )
        self.refused(lambda: create(transfer.id, {"amount": ""}), code="parameter_invalid_empty", param="amount")

    def test_a_grouped_transfer_is_reversed_as_far_as_the_destination_has_it(self):
        transfer = self.transfer(500, transfer_group="group")
        # The destination sends it on.
        acting = {"stripe_account": self.destination}
        self.client.v1.transfers.create(
            {"amount": 400, "currency": "usd", "destination": "acct_elsewhere"}, options=acting
        )
        self.refused(lambda: self.reversals.create(transfer.id, {"amount": 101}), code="balance_insufficient")
        self.assertEqual(self.reversals.create(transfer.id, {"amount": 100}).amount, 100)
        self.assertEqual(self.available(self.destination), 0)

    def test_a_transfer_without_a_fee_has_none_to_refund(self):
        transfer = self.transfer()
        self.refused(
            lambda: self.reversals.create(transfer.id, {"refund_application_fee": True}), param="refund_application_fee"
        )


class Missing(Case):
    def setUp(self):
        super().setUp()
        self.of = self.transfer()
        self.made = self.reversals.create(self.of.id, {"amount": 1, "metadata": {"a": "1"}})

    def missing(self, call, what, identifier, param="id"):
        self.refused(
            call, status=404, code="resource_missing", param=param, message=f"No such {what}: '{identifier}'"
        )

    def test_an_unknown_transfer_is_a_404(self):
        self.missing(lambda: self.reversals.create("tr_none", {"amount": 1}), "transfer", "tr_none")
        self.missing(lambda: self.reversals.list("tr_none"), "transfer", "tr_none")
        self.missing(lambda: self.client.v1.transfers.retrieve("tr_none"), "transfer", "tr_none", "transfer")

    def test_an_unknown_reversal_is_a_404(self):
        for call in (
            lambda: self.reversals.retrieve(self.of.id, "trr_none"),
            lambda: self.reversals.update(self.of.id, "trr_none", {"metadata": {"a": "2"}}),
        ):
            self.missing(call, "transfer reversal", "trr_none")

    def test_a_reversal_under_another_transfer_is_a_404(self):
        other = self.transfer().id
        for transfer in (other, "tr_none"):
            for call in (
                lambda: self.reversals.retrieve(transfer, self.made.id),
                lambda: self.reversals.update(transfer, self.made.id, {"metadata": {"a": "2"}}),
            ):
                self.missing(call, "transfer reversal", self.made.id)
        self.assertEqual(self.reversals.retrieve(self.of.id, self.made.id).metadata.to_dict(), {"a": "1"})

    def test_another_accounts_transfers_are_not_there(self):
        key, self.key = self.key, self.key + "other"
        stranger = self.make(URL).v1.transfers.reversals
        self.key = key
        self.missing(lambda: stranger.list(self.of.id), "transfer", self.of.id)
        self.missing(lambda: stranger.retrieve(self.of.id, self.made.id), "transfer reversal", self.made.id)
        self.missing(lambda: stranger.create(self.of.id), "transfer", self.of.id)

    def test_an_id_with_odd_characters_is_a_404_too(self):
        for identifier in ("a b", "a/b", "a%2Fb", "ä?#", "..x"):
            with self.subTest(identifier=identifier):
                self.refused(
                    lambda identifier=identifier: self.reversals.retrieve(self.of.id, identifier),
                    status=404,
                    code="resource_missing",
                    param="id",
                )

    def test_an_unknown_url_is_a_404(self):
        self.refused(
            lambda: self.client.deserialize(self.client.raw_request("get", "/v1/nothing"), api_mode="V1"), status=404
        )


class Lists(Case):
    def setUp(self):
        super().setUp()
        self.of = self.transfer().id

    def test_a_limit_is_one_to_a_hundred(self):
        for limit, code, message in (
            (0, "parameter_invalid_integer", "This value must be greater than or equal to 1."),
            (-1, "parameter_invalid_integer", "This value must be greater than or equal to 1."),
            (101, None, "This value must be less than or equal to 100 (it currently is '101')."),
        ):
            for call in (
                lambda: self.unlawful.v1.transfers.reversals.list(self.of, {"limit": limit}),
                lambda: self.unlawful.v1.treasury.credit_reversals.list({"financial_account": "fa_1", "limit": limit}),
            ):
                with self.subTest(limit=limit):
                    self.refused(call, code=code, param="limit", message=message)

    def test_a_limit_is_an_integer(self):
        self.refused(
            lambda: self.unlawful.v1.transfers.reversals.list(self.of, {"limit": "ten"}),
            code="parameter_invalid_integer",
            param="limit",
            message="Invalid integer: ten",
        )

    def test_two_cursors_are_refused(self):
        both = {"starting_after": "trr_a", "ending_before": "trr_b"}
        for call in (
            lambda: self.unlawful.v1.transfers.reversals.list(self.of, both),
            lambda: self.unlawful.v1.treasury.credit_reversals.list({"financial_account": "fa_1", **both}),
        ):
            self.refused(
                call,
                message="Received both starting_after and ending_before parameters. Please pass in only one.",
            )

    def test_an_unknown_cursor_and_one_of_another_transfer_are_refused(self):
        other = self.reversals.create(self.transfer().id, {"amount": 1}).id
        for cursor in ("trr_none", other):
            for param in ("starting_after", "ending_before"):
                with self.subTest(cursor=cursor, param=param):
                    self.refused(
                        lambda: self.reversals.list(self.of, {param: cursor}),
                        code="resource_missing",
                        param=param,
                        message=f"No such transfer reversal: '{cursor}'",
                    )


class Parameters(Case):
    def setUp(self):
        super().setUp()
        self.of = self.transfer()
        self.there = self.unlawful.v1.transfers.reversals

    def test_an_unknown_parameter_is_refused_by_name(self):
        for call in (
            lambda: self.there.create(self.of.id, {"amuont": 1}),
            lambda: self.there.list(self.of.id, {"amuont": 1}),
            lambda: self.unlawful.v1.treasury.credit_reversals.create({"received_credit": "rc_1", "amuont": 1}),
        ):
            self.refused(
                call, code="parameter_unknown", param="amuont", message="Received unknown parameter: amuont"
            )
        self.assertEqual(self.client.v1.transfers.retrieve(self.of.id).amount_reversed, 0)

    def test_update_takes_no_description(self):
        made = self.reversals.create(self.of.id, {"amount": 1})
        self.refused(
            lambda: self.there.update(self.of.id, made.id, {"description": "x"}),
            code="parameter_unknown",
            param="description",
        )

    def test_texts_are_of_5000_characters_at_most(self):
        self.assertEqual(self.reversals.create(self.of.id, {"amount": 1, "description": "é" * 5000}).amount, 1)
        self.refused(lambda: self.there.create(self.of.id, {"amount": 1, "description": "é" * 5001}), param="description")

    def test_metadata_has_limits(self):
        made = self.reversals.create(self.of.id, {"amount": 1})
        credit = self.received_credit()
        many = {f"k{number}": "v" for number in range(51)}
        for metadata, message in (
            ({"k" * 41: "v"}, f"Invalid key: {'k' * 41} must be a string under 40 characters"),
            (
                {"k": "v" * 501},
                "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. "
                f"Invalid value: {'v' * 100}",
            ),
            (many, "Metadata can have up to 50 keys, but you've set 51."),
        ):
            for call in (
                lambda: self.reversals.create(self.of.id, {"amount": 1, "metadata": metadata}),
                lambda: self.reversals.update(self.of.id, made.id, {"metadata": metadata}),
                lambda: self.credit_reversals.create({"received_credit": credit.id, "metadata": metadata}),
            ):
                with self.subTest(message=message):
                    self.refused(call, param="metadata", message=message)
        self.assertEqual(self.client.v1.transfers.retrieve(self.of.id).amount_reversed, 1)

    def test_metadata_is_an_object_and_its_keys_have_no_brackets(self):
        self.refused(lambda: self.there.create(self.of.id, {"metadata": "text"}), param="metadata")
        self.refused(lambda: self.there.create(self.of.id, {"metadata": {"a[b": "c"}}), param="metadata[a[b]")


class Keys(Case):
    def test_a_key_that_is_none_of_test_mode_is_refused_and_not_told_back(self):
        for key in ("nonsense", "sk_live_" + "x" * 8, "pk_test_" + "x" * 8):
            for call in (
                lambda: self.reversals.list("tr_1", options={"api_key": key}),
                lambda: self.reversals.create("tr_1", options={"api_key": key}),
                lambda: self.credit_reversals.list({"financial_account": "fa_1"}, options={"api_key": key}),
                lambda: self.client.v1.balance.retrieve(options={"api_key": key}),
            ):
                with self.subTest(key=key[:8]):
                    error = self.refused(call, kind=stripe.AuthenticationError, status=401)
                    self.assertNotIn(key, error.http_body)

    def test_a_context_acts_as_the_account_that_it_names(self):
        self.transfer(700)
        retrieve = self.client.v1.balance.retrieve
        for options in (
            {"stripe_context": self.destination},
            {"stripe_context": self.destination, "stripe_account": "acct_other"},
        ):
            balance = retrieve(options=options)
            self.assertEqual([(each.amount, each.currency) for each in balance.available], [(700, "usd")])
        self.refused(
            lambda: retrieve(options={"stripe_context": f"acct_a/{self.destination}"}),
            message="The Stripe-Context header names an account below another one, and the sandbox has none: each "
            "connected account is the key's own. Give that account alone, such as acct_123.",
        )

    def test_a_version_that_there_cannot_be_is_refused(self):
        for version in ("garbage", "2023-02-30"):
            self.refused(
                lambda version=version: self.reversals.list("tr_1", options={"stripe_version": version}),
                message=f"Invalid Stripe API version: {version}",
            )

    def test_an_account_that_is_none_is_refused(self):
        options = {"stripe_account": "nobody"}
        for call in (
            lambda: self.client.v1.balance.retrieve(options=options),
            lambda: self.reversals.list("tr_1", options=options),
            lambda: self.credit_reversals.create({"received_credit": "rc_1"}, options=options),
        ):
            self.refused(
                call,
                kind=stripe.PermissionError,
                status=403,
                code="account_invalid",
                message="The provided key does not have access to account 'nobody' (or that account does not exist).",
            )
