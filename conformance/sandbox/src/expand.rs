//! The `expand` parameter: which members are given as objects in place of IDs.

use std::collections::BTreeMap;

use crate::refusal::Refusal;

/// How deep a name may reach.
const LEVELS: usize = 4;

/// What kinds of objects there are, and which of their members can be expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `transfer_reversal`
    TransferReversal,
    /// `transfer`
    Transfer,
    /// `balance_transaction`
    BalanceTransaction,
    /// `refund`
    Refund,
    /// `treasury.credit_reversal`
    CreditReversal,
    /// `treasury.received_credit`
    ReceivedCredit,
    /// `treasury.transaction`
    TreasuryTransaction,
    /// `balance`
    Balance,
    /// `apps.secret`
    Secret,
    /// An account or a charge, of which the sandbox has no more than a few members.
    Leaf,
    /// Whatever made a balance transaction.
    Source,
    /// A list of objects of a kind, reached by `data`.
    Reversals,
    /// An object that is always given whole.
    Inline,
}

impl Kind {
    /// The kind of what a member leads to, where it can be expanded.
    fn member(self, name: &str) -> Option<Self> {
        Some(match (self, name) {
            (Self::TransferReversal | Self::Refund | Self::Transfer, "balance_transaction") => {
                Self::BalanceTransaction
            }
            (Self::TransferReversal, "destination_payment_refund" | "source_refund") => {
                Self::Refund
            }
            (Self::TransferReversal, "transfer") => Self::Transfer,
            (Self::Transfer, "reversals") => Self::Reversals,
            (Self::Reversals, "data") => Self::TransferReversal,
            (Self::BalanceTransaction, "source") => Self::Source,
            (Self::Source, _) => {
                let kinds = [Self::TransferReversal, Self::Transfer, Self::Refund];
                return kinds.iter().find_map(|kind| kind.member(name));
            }
            (Self::Refund, "charge" | "failure_balance_transaction" | "payment_intent")
            | (Self::Transfer, "destination" | "destination_payment" | "source_transaction") => {
                Self::Leaf
            }
            (Self::Refund, "transfer_reversal" | "source_transfer_reversal") => {
                Self::TransferReversal
            }
            (Self::CreditReversal | Self::ReceivedCredit, "transaction") => {
                Self::TreasuryTransaction
            }
            (Self::Secret, "payload" | "scope")
            | (Self::Balance, "available" | "pending")
            | (Self::BalanceTransaction, "fee_details")
            | (Self::CreditReversal, "status_transitions")
            | (
                Self::ReceivedCredit,
                "initiating_payment_method_details" | "linked_flows" | "reversal_details",
            )
            | (Self::Refund, "destination_details" | "next_action" | "presentment_details")
            | (
                Self::TreasuryTransaction,
                "balance_impact" | "entries" | "flow_details" | "status_transitions",
            ) => Self::Inline,
            _ => return None,
        })
    }
}

/// The members to expand, and what to expand in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expand(BTreeMap<String, Self>);

impl Expand {
    /// Reads the names for one object.
    ///
    /// Errors: a 400 for a name that leads to nothing that can be expanded, or deeper than four levels.
    pub(crate) fn of(names: Option<&[String]>, kind: Kind) -> Result<Self, Refusal> {
        Self::read(names, kind, None)
    }

    /// Reads the names for a page of a list, each of which begins with `data.`.
    ///
    /// Errors: as for one object; the text tells what may have been meant.
    pub(crate) fn of_list(names: Option<&[String]>, kind: Kind) -> Result<Self, Refusal> {
        Self::read(names, kind, Some("data"))
    }

    fn read(names: Option<&[String]>, kind: Kind, list: Option<&str>) -> Result<Self, Refusal> {
        let mut all = Self::default();
        for name in names.unwrap_or_default() {
            let mut parts = name.split('.');
            if let Some(list) = list
                && parts.next() != Some(list)
            {
                let mut message = cannot(name);
                let meant = name
                    .split('.')
                    .next()
                    .is_some_and(|first| kind.member(first).is_some());
                if meant {
                    message.push_str(&format!(
                        " You may want to try expanding 'data.{name}' instead."
                    ));
                }
                return Err(Refusal::invalid(message));
            }
            let (mut here, mut kind, mut depth) = (&mut all, kind, usize::from(list.is_some()));
            for part in parts {
                depth += 1;
                if depth > LEVELS {
                    return Err(Refusal::invalid(format!(
                        "You cannot expand more than {LEVELS} levels of a property. Property: {name}"
                    )));
                }
                kind = kind
                    .member(part)
                    .ok_or_else(|| Refusal::invalid(cannot(name)))?;
                here = here.0.entry(part.to_owned()).or_default();
            }
        }
        Ok(all)
    }

    /// Whether nothing is to be expanded.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What to expand in a member, where it is to be expanded.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        self.0.get(name)
    }
}

fn cannot(name: &str) -> String {
    let name: String = name.chars().take(200).collect();
    format!("This property cannot be expanded ({name}).")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    const DOCUMENTS: [&str; 2] = [
        include_str!("../../../generated/openapi.json"),
        include_str!("../support/openapi.json"),
    ];

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn message(outcome: Result<Expand, Refusal>) -> String {
        outcome.unwrap_err().error.message.unwrap()
    }

    #[test]
    fn names_that_share_a_beginning_are_one_tree() {
        let given = names(&[
            "transfer",
            "transfer.destination",
            "balance_transaction.source.transfer",
        ]);
        let expand = Expand::of(Some(&given), Kind::TransferReversal).unwrap();
        let transfer = expand.member("transfer").unwrap();
        assert!(
            transfer.member("destination").is_some()
                && transfer.member("balance_transaction").is_none()
        );
        let source = expand
            .member("balance_transaction")
            .unwrap()
            .member("source")
            .unwrap();
        assert!(source.member("transfer").is_some());
        assert!(expand.member("source_refund").is_none());
    }

    #[test]
    fn what_the_documents_list_as_expandable_can_be_expanded_and_no_other_member() {
        let kinds = BTreeMap::from([
            ("transfer_reversal", Kind::TransferReversal),
            ("transfer", Kind::Transfer),
            ("balance_transaction", Kind::BalanceTransaction),
            ("refund", Kind::Refund),
            ("treasury.credit_reversal", Kind::CreditReversal),
            ("treasury.received_credit", Kind::ReceivedCredit),
            ("treasury.transaction", Kind::TreasuryTransaction),
            ("balance", Kind::Balance),
            ("apps.secret", Kind::Secret),
        ]);
        let mut judged = BTreeSet::new();
        for document in DOCUMENTS {
            let document: Value = serde_json::from_str(document).unwrap();
            let schemas = document["components"]["schemas"].as_object().unwrap();
            for schema in schemas.values() {
                let resource = schema["x-resourceId"].as_str().unwrap_or_default();
                let Some(kind) = kinds.get(resource) else {
                    continue;
                };
                judged.insert(resource.to_owned());
                let listed = schema["x-expandableFields"].as_array().unwrap();
                for name in schema["properties"].as_object().unwrap().keys() {
                    let can = kind.member(name).is_some();
                    let is_listed = listed.iter().any(|it| it == name);
                    assert_eq!(can, is_listed, "{name} of {resource}");
                }
            }
        }
        assert_eq!(judged.len(), kinds.len(), "{judged:?}");
    }

    #[test]
    fn four_levels_are_the_deepest() {
        let four = names(&["balance_transaction.source.balance_transaction.source"]);
        assert!(Expand::of(Some(&four), Kind::TransferReversal).is_ok());
        let five = names(&["balance_transaction.source.balance_transaction.source.transfer"]);
        let refused = message(Expand::of(Some(&five), Kind::TransferReversal));
        assert!(
            refused.starts_with("You cannot expand more than 4 levels"),
            "{refused}"
        );
    }

    #[test]
    fn what_cannot_be_expanded_is_refused_by_name() {
        for name in [
            "amount",
            "",
            "transfer.",
            "transfer.amount",
            "data.transfer",
            ".transfer",
        ] {
            let refused = message(Expand::of(Some(&names(&[name])), Kind::TransferReversal));
            assert_eq!(
                refused,
                format!("This property cannot be expanded ({name}).")
            );
        }
    }

    #[test]
    fn names_of_a_list_begin_with_data() {
        let expand =
            Expand::of_list(Some(&names(&["data.transfer"])), Kind::TransferReversal).unwrap();
        assert!(expand.member("transfer").is_some());
        let refused = message(Expand::of_list(
            Some(&names(&["transfer"])),
            Kind::TransferReversal,
        ));
        assert_eq!(
            refused,
            "This property cannot be expanded (transfer). You may want to try expanding 'data.transfer' instead."
        );
        let refused = message(Expand::of_list(
            Some(&names(&["url"])),
            Kind::TransferReversal,
        ));
        assert_eq!(refused, "This property cannot be expanded (url).");
    }
}
