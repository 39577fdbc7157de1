//! What is kept, as the objects of the document.

use reversals_models as models;
use reversals_runtime::{Expandable, List, Nullable, OpenEnum};
use serde_json::{Map, Value, json};

use crate::expand::Expand;
use crate::rules::{Page, Rules};
use crate::store::{CreditReversal, Reversal, Store, Transfer};

/// What an object is made with.
#[derive(Clone, Copy)]
pub(crate) struct Render<'a> {
    pub(crate) store: &'a Store,
    pub(crate) rules: &'a dyn Rules,
}

fn nullable<T>(value: Option<T>) -> Nullable<T> {
    value.map_or(Nullable::Null, Nullable::Value)
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

impl Render<'_> {
    pub(crate) fn reversal(self, reversal: &Reversal, expand: &Expand) -> models::TransferReversal {
        let mut transfers = self.store.transfers.iter();
        let parent = transfers.find(|it| it.id == reversal.transfer);
        let transfer = match (parent, expand.member("transfer")) {
            (Some(parent), Some(expand)) => Expandable::whole(self.transfer(parent, &expand)),
            _ => Expandable::reference(&*reversal.transfer),
        };
        let currency = parent.map_or_else(String::new, |it| it.currency.clone());
        let entry = format!("txn_{}", reversal.id);
        models::TransferReversal {
            amount: reversal.amount,
            balance_transaction: Nullable::Value(match expand.member("balance_transaction") {
                None => Expandable::reference(entry),
                Some(expand) => Expandable::whole(self.entry(entry, &currency, reversal, &expand)),
            }),
            created: reversal.created,
            currency,
            destination_payment_refund: Nullable::Null,
            id: reversal.id.clone(),
            metadata: Nullable::Value(reversal.metadata.clone()),
            object: models::TransferReversalObject::TransferReversal,
            source_refund: Nullable::Null,
            transfer,
        }
    }

    /// The entry of a reversal in the balance of the platform.
    fn entry(
        self,
        id: String,
        currency: &str,
        reversal: &Reversal,
        expand: &Expand,
    ) -> models::BalanceTransaction {
        models::BalanceTransaction {
            amount: reversal.amount,
            available_on: reversal.created,
            balance_type: Some(OpenEnum::Known(
                models::BalanceTransactionBalanceType::Payments,
            )),
            created: reversal.created,
            currency: currency.to_owned(),
            description: Nullable::Null,
            exchange_rate: Nullable::Null,
            fee: 0,
            fee_details: Vec::new(),
            id,
            net: reversal.amount,
            object: models::BalanceTransactionObject::BalanceTransaction,
            reporting_category: "transfer_reversal".to_owned(),
            source: Nullable::Value(match expand.member("source") {
                None => Expandable::reference(&*reversal.id),
                Some(expand) => {
                    let source = serde_json::to_value(self.reversal(reversal, &expand));
                    Expandable::whole(members(source.unwrap_or_default()))
                }
            }),
            status: "available".to_owned(),
            type_: OpenEnum::Known(models::BalanceTransactionType::TransferRefund),
        }
    }

    pub(crate) fn transfer(self, transfer: &Transfer, expand: &Expand) -> models::Transfer {
        let all = self.store.reversals_of(&transfer.id);
        let ids: Vec<_> = all.iter().map(|it| it.id.clone()).collect();
        // A page without a cursor is never refused.
        let (page, more) = self.rules.page(&ids, &Page::default()).unwrap_or_default();
        let below = expand.member("reversals").and_then(|it| it.member("data"));
        let shown = all.iter().filter(|it| page.contains(&it.id));
        let data = shown.map(|it| self.reversal(it, &below.clone().unwrap_or_default()));
        let reversed = self.store.reversed(&transfer.id);
        models::Transfer {
            amount: transfer.amount,
            amount_reversed: reversed,
            balance_transaction: Nullable::Null,
            created: transfer.created,
            currency: transfer.currency.clone(),
            description: Nullable::Null,
            destination: Nullable::Value(match expand.member("destination") {
                None => Expandable::reference(&*transfer.destination),
                Some(_) => Expandable::whole(members(
                    json!({"id": transfer.destination, "object": "account"}),
                )),
            }),
            destination_payment: None,
            id: transfer.id.clone(),
            livemode: false,
            metadata: std::collections::BTreeMap::new(),
            object: models::TransferObject::Transfer,
            reversals: List::new(
                format!("/v1/transfers/{}/reversals", transfer.id),
                data.collect(),
                more,
            ),
            reversed: reversed == transfer.amount,
            source_transaction: Nullable::Null,
            source_type: Some("card".to_owned()),
            transfer_group: Nullable::Null,
        }
    }

    pub(crate) fn credit_reversal(
        self,
        reversal: &CreditReversal,
        expand: &Expand,
    ) -> models::TreasuryCreditReversal {
        let posted_at = self.rules.posted_at(reversal, self.store.now());
        let credit = &reversal.credit;
        models::TreasuryCreditReversal {
            amount: credit.amount,
            created: reversal.created,
            currency: credit.currency.clone(),
            financial_account: credit.financial_account.clone(),
            hosted_regulatory_receipt_url: Nullable::Null,
            id: reversal.id.clone(),
            livemode: false,
            metadata: reversal.metadata.clone(),
            network: OpenEnum::Known(if credit.ach {
                models::TreasuryCreditReversalNetwork::Ach
            } else {
                models::TreasuryCreditReversalNetwork::Stripe
            }),
            object: models::TreasuryCreditReversalObject::TreasuryCreditReversal,
            received_credit: credit.id.clone(),
            status: OpenEnum::Known(match posted_at {
                Some(_) => models::TreasuryCreditReversalStatus::Posted,
                None => models::TreasuryCreditReversalStatus::Processing,
            }),
            status_transitions: models::TreasuryReceivedCreditsResourceStatusTransitions {
                posted_at: nullable(posted_at),
            },
            transaction: Nullable::Value(match expand.member("transaction") {
                None => Expandable::reference(transaction(reversal)),
                Some(_) => Expandable::whole(flow(reversal, posted_at)),
            }),
        }
    }
}

fn transaction(reversal: &CreditReversal) -> String {
    format!("trxn_{}", reversal.id)
}

/// The transaction on the financial account.
fn flow(reversal: &CreditReversal, posted_at: Option<i64>) -> models::TreasuryTransaction {
    let credit = &reversal.credit;
    models::TreasuryTransaction {
        amount: -credit.amount,
        balance_impact: models::TreasuryTransactionsResourceBalanceImpact {
            cash: -credit.amount,
            inbound_pending: 0,
            outbound_pending: if posted_at.is_some() {
                0
            } else {
                credit.amount
            },
        },
        created: reversal.created,
        currency: credit.currency.clone(),
        description: "Credit reversal".to_owned(),
        entries: Nullable::Null,
        financial_account: credit.financial_account.clone(),
        flow: Nullable::Value(reversal.id.clone()),
        flow_details: Nullable::Null,
        flow_type: OpenEnum::Known(models::TreasuryTransactionFlowType::CreditReversal),
        id: transaction(reversal),
        livemode: false,
        object: models::TreasuryTransactionObject::TreasuryTransaction,
        status: OpenEnum::Known(match posted_at {
            Some(_) => models::TreasuryTransactionStatus::Posted,
            None => models::TreasuryTransactionStatus::Open,
        }),
        status_transitions:
            models::TreasuryTransactionsResourceAbstractTransactionResourceStatusTransitions {
                posted_at: nullable(posted_at),
                void_at: Nullable::Null,
            },
    }
}
