"""The four operations on transfer reversals."""

import stripe

from sandbox import BALANCE, Case, advance, ids


class Create(Case):
    def test_a_reversal_is_the_documented_object(self):
        before = advance(0)
        transfer = self.transfer(1000)
        made = self.reversals.create(
            transfer.id, {"amount": 400, "description": "half or so", "metadata": {"order_id": "6735"}}
        )
        self.assertTrue(before <= made.created <= advance(0))
        self.assertRegex(made.id, "^trr_[0-9A-Za-z]{24}$")
        self.assertRegex(made.balance_transaction, "^txn_[0-9A-Za-z]{24}$")
        self.assertRegex(made.destination_payment_refund, "^pyr_[0-9A-Za-z]{24}$")
        self.assertEqual(
            made.to_dict(),
            {
                "id": made.id,
                "object": "transfer_reversal",
                "amount": 400,
                "balance_transaction": made.balance_transaction,
                "created": made.created,
                "currency": "usd",
                "destination_payment_refund": made.destination_payment_refund,
                "metadata": {"order_id": "6735"},
                "source_refund": None,
                "transfer": transfer.id,
            },
        )
        self.assertIs(type(made), stripe.TransferReversal)

    def test_without_an_amount_all_that_is_left_is_reversed(self):
        transfer = self.transfer(1000)
        self.assertEqual(self.reversals.create(transfer.id, {"amount": 1}).amount, 1)
        self.assertEqual(self.reversals.create(transfer.id).amount, 999)

    def test_the_transfer_counts_what_was_reversed_and_is_reversed_when_nothing_is_left(self):
        transfer = self.transfer(1000)
        seen = [(transfer.amount_reversed, transfer.reversed)]
        for amount in (300, 300, 400):
            self.reversals.create(transfer.id, {"amount": amount})
            now = self.client.v1.transfers.retrieve(transfer.id)
            seen.append((now.amount_reversed, now.reversed))
        self.assertEqual(seen, [(0, False), (300, False), (600, False), (1000, True)])

    def test_money_comes_back_from_the_destination(self):
        transfer = self.transfer(1000)
        self.assertEqual((self.available(), self.available(self.destination)), (BALANCE - 1000, 1000))
        self.reversals.create(transfer.id, {"amount": 400})
        self.assertEqual((self.available(), self.available(self.destination)), (BALANCE - 600, 600))
        self.reversals.create(transfer.id)
        self.assertEqual((self.available(), self.available(self.destination)), (BALANCE, 0))

    def test_both_balances_have_an_entry_of_it(self):
        made = self.reversals.create(self.transfer(1000).id, {"amount": 400})
        entry = self.client.v1.balance_transactions.retrieve(made.balance_transaction)
        self.assertEqual(
            (entry.amount, entry.net, entry.fee, entry.type, entry.reporting_category, entry.source),
            (400, 400, 0, "transfer_refund", "transfer_reversal", made.id),
        )
        full = self.reversals.retrieve(made.transfer, made.id, {"expand": ["destination_payment_refund"]})
        there = self.client.v1.balance_transactions.retrieve(
            full.destination_payment_refund.balance_transaction, options={"stripe_account": self.destination}
        )
        self.assertEqual(
            (there.amount, there.net, there.type, there.source),
            (-400, -400, "payment_refund", made.destination_payment_refund),
        )

    def test_an_empty_description_and_none_are_taken(self):
        transfer = self.transfer(1000)
        self.assertEqual(self.reversals.create(transfer.id, {"amount": 1, "description": ""}).amount, 1)
        self.assertEqual(self.reversals.create(transfer.id, {"amount": 2, "description": None}).amount, 2)

    def test_text_outside_ascii_comes_back_as_it_was_sent(self):
        metadata = {"naïve key & more=": "a+b c%20d — «e»\n🙂"}
        made = self.reversals.create(self.transfer().id, {"metadata": metadata})
        self.assertEqual(made.metadata.to_dict(), metadata)

    def test_a_fee_is_not_asked_back_where_false_is_sent(self):
        made = self.reversals.create(self.transfer().id, {"amount": 5, "refund_application_fee": False})
        self.assertEqual(made.amount, 5)


class Retrieve(Case):
    def test_what_was_made_is_what_is_retrieved(self):
        made = self.reversals.create(self.transfer().id, {"amount": 7, "metadata": {"a": "1"}})
        self.assertEqual(self.reversals.retrieve(made.transfer, made.id).to_dict(), made.to_dict())

    def test_the_transfer_itself_shows_its_newest_ten(self):
        transfer = self.transfer()
        made = [self.reversals.create(transfer.id, {"amount": 1}).id for _ in range(12)]
        shown = self.client.v1.transfers.retrieve(transfer.id).reversals
        self.assertEqual(ids(shown.data), made[:1:-1])
        self.assertEqual((shown.has_more, shown.url), (True, f"/v1/transfers/{transfer.id}/reversals"))
        # Its own pages are asked for at that address.
        self.assertEqual(ids(shown.auto_paging_iter()), made[::-1])


class Update(Case):
    def setUp(self):
        super().setUp()
        self.made = self.reversals.create(
            self.transfer().id, {"amount": 1, "metadata": {"a": "1", "b": "2", "c": "3"}}
        )

    def update(self, params):
        updated = self.reversals.update(self.made.transfer, self.made.id, params)
        kept = self.reversals.retrieve(self.made.transfer, self.made.id)
        self.assertEqual(kept.to_dict(), updated.to_dict())
        self.assertEqual({**updated.to_dict(), "metadata": None}, {**self.made.to_dict(), "metadata": None})
        return updated.metadata.to_dict()

    def test_metadata_is_merged(self):
        self.assertEqual(self.update({"metadata": {"b": "two", "d": "4"}}), {"a": "1", "b": "two", "c": "3", "d": "4"})

    def test_an_empty_value_removes_its_key(self):
        self.assertEqual(self.update({"metadata": {"a": "", "missing": ""}}), {"b": "2", "c": "3"})

    def test_an_empty_text_removes_every_key(self):
        self.assertEqual(self.update({"metadata": ""}), {})

    def test_nothing_changes_nothing(self):
        self.assertEqual(self.update({}), {"a": "1", "b": "2", "c": "3"})
        # The SDK leaves out what is None.
        self.assertEqual(self.update({"metadata": None}), {"a": "1", "b": "2", "c": "3"})

    def test_limits_hold_at_their_edges(self):
        self.update({"metadata": ""})
        self.assertEqual(self.update({"metadata": {"k" * 40: "v" * 500}}), {"k" * 40: "v" * 500})
        self.update({"metadata": ""})
        fifty = {f"k{number}": "v" for number in range(50)}
        self.assertEqual(self.update({"metadata": fifty}), fifty)
        # Removing one makes room for another.
        changed = {**fifty, "new": "v"}
        del changed["k0"]
        self.assertEqual(self.update({"metadata": {"k0": "", "new": "v"}}), changed)
