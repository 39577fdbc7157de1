"""The three operations on credit reversals, and how they come to be posted."""

import stripe

from sandbox import URL, Case, advance, ids


class CreditReversals(Case):
    def test_a_credit_reversal_is_the_documented_object(self):
        before = advance(0)
        credit = self.received_credit(500)
        made = self.credit_reversals.create({"received_credit": credit.id, "metadata": {"a": "1"}})
        self.assertTrue(before <= made.created <= before + 60)
        self.assertRegex(made.id, "^credrev_[0-9A-Za-z]{24}$")
        self.assertRegex(made.transaction, "^trxn_[0-9A-Za-z]{24}$")
        self.assertEqual(
            made.to_dict(),
            {
                "id": made.id,
                "object": "treasury.credit_reversal",
                "amount": 500,
                "created": made.created,
                "currency": "usd",
                "financial_account": self.financial_account,
                "hosted_regulatory_receipt_url": None,
                "livemode": False,
                "metadata": {"a": "1"},
                "network": "ach",
                "received_credit": credit.id,
                "status": "processing",
                "status_transitions": {"posted_at": None},
                "transaction": made.transaction,
            },
        )
        self.assertEqual(self.credit_reversals.retrieve(made.id).to_dict(), made.to_dict())
        self.assertIs(type(made), stripe.treasury.CreditReversal)

    def test_metadata_with_an_empty_value_is_without_its_key(self):
        credit = self.received_credit()
        made = self.credit_reversals.create({"received_credit": credit.id, "metadata": {"a": "1", "b": ""}})
        self.assertEqual(made.metadata.to_dict(), {"a": "1"})

    def test_the_received_credit_knows_of_its_reversal(self):
        credit = self.received_credit()
        self.assertIsNone(credit.linked_flows.credit_reversal)
        self.assertIsNone(credit.reversal_details.restricted_reason)
        made = self.credit_reversals.create({"received_credit": credit.id})
        credit = self.client.v1.treasury.received_credits.retrieve(credit.id)
        self.assertEqual(credit.linked_flows.credit_reversal, made.id)
        self.assertEqual(credit.reversal_details.restricted_reason, "already_reversed")

    def test_processing_turns_to_posted_when_the_clock_is_moved(self):
        expand = {"expand": ["transaction"]}
        made = self.credit_reversals.create({"received_credit": self.received_credit(500).id})
        before = self.credit_reversals.retrieve(made.id, expand)
        self.assertEqual(
            (before.status, before.status_transitions.posted_at, before.transaction.status), ("processing", None, "open")
        )
        self.assertEqual(
            before.transaction.balance_impact.to_dict(), {"cash": -500, "inbound_pending": 0, "outbound_pending": 500}
        )
        now = advance(60)
        after = self.credit_reversals.retrieve(made.id, expand)
        self.assertEqual(
            (after.status, after.status_transitions.posted_at, after.transaction.status), ("posted", now, "posted")
        )
        self.assertEqual(after.transaction.status_transitions.posted_at, now)
        self.assertEqual(
            after.transaction.balance_impact.to_dict(), {"cash": -500, "inbound_pending": 0, "outbound_pending": 0}
        )

    def test_lists_are_filtered_by_status_and_by_received_credit(self):
        def reverse():
            return self.credit_reversals.create({"received_credit": self.received_credit().id})

        def listed(**params):
            params["financial_account"] = self.financial_account
            return ids(self.credit_reversals.list(params).auto_paging_iter())

        posted = [reverse().id for _ in range(3)]
        advance(1)
        processing = [reverse() for _ in range(2)]
        self.assertEqual(listed(status="posted", limit=2), posted[::-1])
        self.assertEqual(listed(status="processing", limit=1), [processing[1].id, processing[0].id])
        self.assertEqual(listed(status="canceled"), [])
        self.assertEqual(listed(received_credit=processing[0].received_credit), [processing[0].id])
        self.assertEqual(listed(received_credit=processing[0].received_credit, status="posted"), [])

    def test_a_connected_account_has_credit_reversals_of_its_own(self):
        acting = self.make(URL, stripe_account=self.destination)
        credit = acting.v1.test_helpers.treasury.received_credits.create(
            {"amount": 5, "currency": "usd", "network": "ach", "financial_account": self.financial_account}
        )
        made = acting.v1.treasury.credit_reversals.create({"received_credit": credit.id})
        self.assertEqual(acting.v1.treasury.credit_reversals.retrieve(made.id).id, made.id)
        self.refused(
            lambda: self.credit_reversals.retrieve(made.id), status=404, code="resource_missing", param="credit_reversal"
        )
        self.assertEqual(self.credit_reversals.list({"financial_account": self.financial_account}).data, [])


class Refusals(Case):
    def refused_as(self, credit, reason):
        self.refused(
            lambda: self.credit_reversals.create({"received_credit": credit.id}),
            param="received_credit",
            message=f"The ReceivedCredit {credit.id} can't be reversed: {reason}.",
        )
        there = self.client.v1.treasury.received_credits.retrieve(credit.id)
        self.assertEqual(there.reversal_details.restricted_reason, reason)

    def test_a_credit_is_reversed_once(self):
        credit = self.received_credit()
        made = self.credit_reversals.create({"received_credit": credit.id})
        self.refused_as(credit, "already_reversed")
        self.assertEqual(ids(self.credit_reversals.list({"financial_account": self.financial_account})), [made.id])

    def test_a_wire_is_not_reversed(self):
        credit = self.received_credit(network="us_domestic_wire")
        self.assertIsNone(credit.reversal_details.deadline)
        self.refused_as(credit, "network_restricted")
        self.assertEqual(self.credit_reversals.list({"financial_account": self.financial_account}).data, [])

    def test_a_credit_is_reversed_until_its_deadline(self):
        late, timely = self.received_credit(), self.received_credit()
        left = timely.reversal_details.deadline - advance(0)
        # A minute to spare, for the sandbox's clock goes on.
        advance(left - 60)
        self.assertEqual(self.credit_reversals.create({"received_credit": timely.id}).status, "processing")
        advance(61)
        self.refused_as(late, "deadline_passed")

    def test_an_unknown_credit_in_the_body_is_a_400(self):
        self.refused(
            lambda: self.credit_reversals.create({"received_credit": "rc_none"}),
            code="resource_missing",
            param="received_credit",
            message="No such received credit: 'rc_none'",
        )

    def test_an_unknown_credit_reversal_in_the_path_is_a_404(self):
        self.refused(
            lambda: self.credit_reversals.retrieve("credrev_none"),
            status=404,
            code="resource_missing",
            param="credit_reversal",
            message="No such credit reversal: 'credrev_none'",
        )

    def test_metadata_of_a_new_credit_reversal_cannot_be_unset(self):
        credit = self.received_credit()
        self.refused(
            lambda: self.unlawful.v1.treasury.credit_reversals.create({"received_credit": credit.id, "metadata": ""}),
            code="parameter_invalid_empty",
            param="metadata",
        )

    def test_what_is_required_must_be_there(self):
        service = self.unlawful.v1.treasury.credit_reversals
        for call, param in [(lambda: service.create({}), "received_credit"), (lambda: service.list({}), "financial_account")]:
            self.refused(
                call, code="parameter_missing", param=param, message=f"Missing required param: {param}."
            )

    def test_a_status_is_one_of_three(self):
        self.refused(
            lambda: self.unlawful.v1.treasury.credit_reversals.list({"financial_account": "fa_1", "status": "open"}),
            param="status",
            message="Invalid status: must be one of canceled, posted, or processing",
        )

    def test_an_unknown_cursor_is_refused(self):
        for param in ("starting_after", "ending_before"):
            self.refused(
                lambda param=param: self.credit_reversals.list(
                    {"financial_account": self.financial_account, param: "credrev_none"}
                ),
                code="resource_missing",
                param=param,
                message="No such credit reversal: 'credrev_none'",
            )
