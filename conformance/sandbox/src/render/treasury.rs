//! Credit reversals, received credits and Treasury transactions.

use reversals_models as models;
use reversals_runtime::{Expandable, List, Nullable, OpenEnum};
use reversals_sandbox_models as support;

use super::{Render, gone, metadata, nullable};
use crate::expand::Expand;
use crate::operations::same;
use crate::page::Page;
use crate::refusal::Refusal;
use crate::store::credits::ReceivedCredit;
use crate::store::treasury::{self, CreditReversal, Transaction};

/// A word as the enum that it is of, or as it is.
fn word<E: std::str::FromStr + reversals_runtime::choices::Choices<Value = &'static str>>(
    text: String,
) -> OpenEnum<E> {
    text.parse()
        .map_or_else(|_| OpenEnum::Unknown(text), OpenEnum::Known)
}

impl Render<'_> {
    pub(crate) async fn credit_reversals(
        &mut self,
        rows: Vec<CreditReversal>,
        page: &Page<'_>,
        expand: &Expand,
    ) -> Result<List<models::TreasuryCreditReversal>, Refusal> {
        let since = self.share.made();
        let (rows, more) = page.cut(rows);
        let mut data = Vec::with_capacity(rows.len());
        for row in rows {
            data.push(self.credit_reversal(row, expand).await?);
        }
        let list = List::new("/v1/treasury/credit_reversals", data, more);
        self.share.count(since, list)
    }

    pub(crate) async fn credit_reversal(
        &mut self,
        row: CreditReversal,
        expand: &Expand,
    ) -> Result<models::TreasuryCreditReversal, Refusal> {
        let since = self.share.made();
        let id = &row.transaction_id;
        let transaction = if expand.member("transaction").is_some() {
            let found = treasury::transaction_of(self.connection, &row).await?;
            Expandable::whole(treasury_transaction(found.ok_or_else(|| gone(id))?))
        } else {
            Expandable::reference(&**id)
        };
        self.share.count(
            since,
            models::TreasuryCreditReversal {
                amount: row.amount,
                created: row.created,
                currency: row.currency,
                financial_account: row.financial_account,
                hosted_regulatory_receipt_url: Nullable::Null,
                id: row.id,
                livemode: false,
                metadata: metadata(&row.metadata),
                network: word(row.network),
                object: models::TreasuryCreditReversalObject::TreasuryCreditReversal,
                received_credit: row.received_credit,
                status: word(row.status),
                status_transitions: models::TreasuryReceivedCreditsResourceStatusTransitions {
                    posted_at: nullable(row.posted_at),
                },
                transaction: Nullable::Value(transaction),
            },
        )
    }

    pub(crate) async fn received_credit(
        &mut self,
        row: ReceivedCredit,
        now: i64,
        expand: &Expand,
    ) -> Result<support::TreasuryReceivedCredit, Refusal> {
        let since = self.share.made();
        let id = &row.transaction_id;
        let transaction = if expand.member("transaction").is_some() {
            let found = treasury::transaction(self.connection, self.account, id).await?;
            Expandable::whole(same(treasury_transaction(found.ok_or_else(|| gone(id))?))?)
        } else {
            Expandable::reference(&**id)
        };
        let restricted = row.restricted_reason(now).map(str::to_owned);
        let failure_code = (row.status == "failed").then(|| word("other".to_owned()));
        let stripe = row.network == "stripe";
        let details =
            support::TreasurySharedResourceInitiatingPaymentMethodDetailsInitiatingPaymentMethodDetails {
                billing_details: support::TreasurySharedResourceBillingDetails {
                    address: support::Address {
                        city: Nullable::Null,
                        country: Nullable::Null,
                        line1: Nullable::Null,
                        line2: Nullable::Null,
                        postal_code: Nullable::Null,
                        state: Nullable::Null,
                    },
                    email: Nullable::Null,
                    name: nullable(row.holder),
                },
                type_: word(if stripe { "stripe" } else { "us_bank_account" }.to_owned()),
                us_bank_account: (!stripe).then(|| {
                    support::TreasurySharedResourceInitiatingPaymentMethodDetailsUsBankAccount {
                        bank_name: Nullable::Value("STRIPE TEST BANK".to_owned()),
                        last4: nullable(row.last4),
                        routing_number: nullable(row.routing_number),
                    }
                }),
            };
        self.share.count(
            since,
            support::TreasuryReceivedCredit {
                amount: row.amount,
                created: row.created,
                currency: row.currency,
                description: row.description,
                failure_code: nullable(failure_code),
                financial_account: Nullable::Value(row.financial_account),
                hosted_regulatory_receipt_url: Nullable::Null,
                id: row.id,
                initiating_payment_method_details: details,
                linked_flows: support::TreasuryReceivedCreditsResourceLinkedFlows {
                    credit_reversal: nullable(row.credit_reversal),
                    issuing_authorization: Nullable::Null,
                    issuing_transaction: Nullable::Null,
                    source_flow: Nullable::Null,
                    source_flow_type: nullable(row.source_flow_type),
                },
                livemode: false,
                network: word(row.network),
                object: support::TreasuryReceivedCreditObject::TreasuryReceivedCredit,
                reversal_details: Nullable::Value(
                    support::TreasuryReceivedCreditsResourceReversalDetails {
                        deadline: nullable(row.deadline),
                        restricted_reason: nullable(restricted.map(word)),
                    },
                ),
                status: word(row.status),
                transaction: Nullable::Value(transaction),
            },
        )
    }
}

fn treasury_transaction(row: Transaction) -> models::TreasuryTransaction {
    let held = if row.status == "open" { -row.amount } else { 0 };
    models::TreasuryTransaction {
        amount: row.amount,
        balance_impact: models::TreasuryTransactionsResourceBalanceImpact {
            cash: row.amount,
            inbound_pending: 0,
            outbound_pending: held,
        },
        created: row.created,
        currency: row.currency,
        description: row.description,
        entries: Nullable::Null,
        financial_account: row.financial_account,
        flow: Nullable::Value(row.flow),
        flow_details: Nullable::Null,
        flow_type: word(row.flow_type),
        id: row.id,
        livemode: false,
        object: models::TreasuryTransactionObject::TreasuryTransaction,
        status: word(row.status),
        status_transitions:
            models::TreasuryTransactionsResourceAbstractTransactionResourceStatusTransitions {
                posted_at: nullable(row.posted_at),
                void_at: Nullable::Null,
            },
    }
}
