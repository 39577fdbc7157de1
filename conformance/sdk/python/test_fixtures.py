"""What is refused where only fixtures set the stage: the example's platform, in which nothing is changed here."""

from sandbox import URL, Case


class Fixtures(Case):
    def setUp(self):
        super().setUp()
        self.key = "sk_test_123"
        self.client = self.make(URL)
        self.reversals = self.client.v1.transfers.reversals
        self.credit_reversals = self.client.v1.treasury.credit_reversals

    def tearDown(self):
        for transfer in ("tr_plain", "tr_charge", "tr_bank"):
            self.assertEqual(self.client.v1.transfers.retrieve(transfer).amount_reversed, 0)

    def test_a_transfer_to_a_bank_account_is_reversed_whole_only(self):
        self.refused(
            lambda: self.reversals.create("tr_bank", {"amount": 699}),
            param="amount",
            message="You can only partially reverse a transfer whose destination is a Stripe account.",
        )

    def test_the_transfer_of_a_destination_charge_is_reversed_up_to_the_charge(self):
        message = "Reversal amount ({}) is greater than the amount of the charge that made this transfer ($2.50)"
        self.refused(
            lambda: self.reversals.create("tr_charge", {"amount": 251}), param="amount", message=message.format("$2.51")
        )
        self.refused(lambda: self.reversals.create("tr_charge"), param="amount", message=message.format("$3.00"))

    def test_a_transfer_without_a_charge_has_no_application_fee_to_refund(self):
        self.refused(
            lambda: self.reversals.create("tr_plain", {"refund_application_fee": True}),
            param="refund_application_fee",
            message="Attempting to refund_application_fee on tr_plain, but it has no application fee",
        )

    def test_each_restricted_credit_is_refused_with_its_reason(self):
        for credit, reason in (
            ("rc_late", "deadline_passed"),
            ("rc_wire", "network_restricted"),
            ("rc_payout", "source_flow_restricted"),
            ("rc_other", "other"),
        ):
            with self.subTest(credit=credit):
                there = self.client.v1.treasury.received_credits.retrieve(credit)
                self.assertEqual(there.reversal_details.restricted_reason, reason)
                self.refused(
                    lambda credit=credit: self.credit_reversals.create({"received_credit": credit}),
                    param="received_credit",
                    message=f"The ReceivedCredit {credit} can't be reversed: {reason}.",
                )
