"""The `expand` parameter on every operation."""

from sandbox import Case


class TransferReversals(Case):
    def test_members_are_ids_until_they_are_expanded(self):
        transfer = self.transfer(1000)
        made = self.reversals.create(
            transfer.id, {"amount": 400, "expand": ["transfer", "balance_transaction", "destination_payment_refund"]}
        )
        self.assertEqual(
            (made.transfer.object, made.transfer.id, made.transfer.amount_reversed, made.transfer.reversed),
            ("transfer", transfer.id, 400, False),
        )
        self.assertEqual((made.balance_transaction.object, made.balance_transaction.source), ("balance_transaction", made.id))
        refund = made.destination_payment_refund
        self.assertEqual(
            (refund.object, refund.amount, refund.charge, refund.source_transfer_reversal),
            ("refund", 400, transfer.destination_payment, made.id),
        )
        plain = self.reversals.retrieve(transfer.id, made.id)
        self.assertEqual(
            (plain.transfer, plain.balance_transaction, plain.destination_payment_refund),
            (transfer.id, made.balance_transaction.id, refund.id),
        )

    def test_expansion_goes_four_levels_deep(self):
        made = self.reversals.create(self.transfer().id, {"amount": 1})
        path = "balance_transaction.source.balance_transaction.source"
        found = self.reversals.retrieve(made.transfer, made.id, {"expand": [path]})
        deepest = found.balance_transaction.source.balance_transaction.source
        self.assertEqual(deepest.to_dict(), made.to_dict())

    def test_paths_that_share_a_beginning_are_all_expanded(self):
        made = self.reversals.create(self.transfer().id, {"amount": 1})
        found = self.reversals.retrieve(
            made.transfer, made.id, {"expand": ["transfer.destination", "transfer.balance_transaction"]}
        )
        self.assertEqual(found.transfer.destination.to_dict(), {"id": self.destination, "object": "account"})
        self.assertEqual(found.transfer.balance_transaction.source, made.transfer)

    def test_update_expands_and_a_null_stays_null(self):
        made = self.reversals.create(self.transfer().id, {"amount": 1})
        found = self.reversals.update(made.transfer, made.id, {"expand": ["transfer", "source_refund"]})
        self.assertEqual((found.transfer.id, found.source_refund), (made.transfer, None))

    def test_a_list_expands_through_data(self):
        transfer = self.transfer()
        made = [self.reversals.create(transfer.id, {"amount": 1}) for _ in range(2)]
        page = self.reversals.list(transfer.id, {"expand": ["data.balance_transaction.source", "data.transfer"]})
        self.assertEqual([each.balance_transaction.source.id for each in page.data], [made[1].id, made[0].id])
        self.assertEqual([each.transfer.amount_reversed for each in page.data], [2, 2])

    def test_what_cannot_be_expanded_is_refused_by_name(self):
        transfer = self.transfer()
        made = self.reversals.create(transfer.id, {"amount": 1})
        deep = "balance_transaction.source.balance_transaction.source.transfer"
        for call, message in [
            (
                lambda: self.reversals.retrieve(transfer.id, made.id, {"expand": ["amount"]}),
                "This property cannot be expanded (amount).",
            ),
            (
                lambda: self.reversals.create(transfer.id, {"expand": ["transfer", "nothing"]}),
                "This property cannot be expanded (nothing).",
            ),
            (
                lambda: self.reversals.list(transfer.id, {"expand": ["transfer"]}),
                "This property cannot be expanded (transfer). You may want to try expanding 'data.transfer' instead.",
            ),
            (
                lambda: self.reversals.update(transfer.id, made.id, {"expand": [deep]}),
                f"You cannot expand more than 4 levels of a property. Property: {deep}",
            ),
        ]:
            with self.subTest(message=message):
                self.refused(call, message=message)
        # The refused create has taken nothing back.
        self.assertEqual(self.client.v1.transfers.retrieve(transfer.id).amount_reversed, 1)


class CreditReversals(Case):
    def test_the_transaction_is_an_id_until_it_is_expanded(self):
        credit = self.received_credit(500)
        made = self.credit_reversals.create({"received_credit": credit.id, "expand": ["transaction"]})
        transaction = made.transaction
        self.assertEqual(
            (transaction.object, transaction.amount, transaction.flow, transaction.flow_type, transaction.status),
            ("treasury.transaction", -500, made.id, "credit_reversal", "open"),
        )
        self.assertEqual(self.credit_reversals.retrieve(made.id).transaction, transaction.id)
        expanded = self.credit_reversals.retrieve(made.id, {"expand": ["transaction"]})
        self.assertEqual(expanded.to_dict(), made.to_dict())
        page = self.credit_reversals.list(
            {"financial_account": self.financial_account, "expand": ["data.transaction"]}
        )
        self.assertEqual([each.transaction.to_dict() for each in page.data], [transaction.to_dict()])

    def test_what_cannot_be_expanded_is_refused_by_name(self):
        credit = self.received_credit()
        for name in ("received_credit", "financial_account", "data.transaction"):
            with self.subTest(name=name):
                self.refused(
                    lambda name=name: self.credit_reversals.create({"received_credit": credit.id, "expand": [name]}),
                    message=f"This property cannot be expanded ({name}).",
                )
        self.refused(
            lambda: self.credit_reversals.list({"financial_account": "fa_1", "expand": ["transaction"]}),
            message="This property cannot be expanded (transaction). You may want to try expanding "
            "'data.transaction' instead.",
        )
