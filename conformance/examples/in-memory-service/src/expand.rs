//! The parameter `expand`: which members are given as objects in place of ids.

use reversals_runtime::ApiError;
use reversals_runtime::server::Failure;

/// How deep a name may reach.
const LEVELS: usize = 4;

/// What has members that can be expanded.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Reversal,
    Reversals,
    Transfer,
    Entry,
    Refund,
    CreditReversal,
    Secret,
    /// What leads no further.
    Leaf,
}

impl Kind {
    fn member(self, name: &str) -> Option<Self> {
        Some(match (self, name) {
            (Self::Reversal, "transfer") => Self::Transfer,
            (Self::Reversal, "balance_transaction") => Self::Entry,
            (Self::Transfer, "reversals") => Self::Reversals,
            (Self::Reversals, "data") | (Self::Entry, "source") => Self::Reversal,
            (Self::Reversal, "destination_payment_refund" | "source_refund") => Self::Refund,
            (Self::Refund, "balance_transaction" | "charge" | "payment_intent")
            | (Self::Transfer, "balance_transaction" | "destination" | "source_transaction")
            | (Self::CreditReversal, "transaction" | "status_transitions")
            | (Self::Secret, "payload" | "scope") => Self::Leaf,
            _ => return None,
        })
    }
}

/// Dotted names of members.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expand(Vec<String>);

impl Expand {
    /// Reads the names for an object; those of a list begin with `data.`.
    ///
    /// Errors: a name that leads to nothing that can be expanded, or too deep.
    pub(crate) fn of(names: Option<Vec<String>>, kind: Kind, list: bool) -> Result<Self, Failure> {
        let names = names.unwrap_or_default();
        let mut read = Vec::new();
        for name in names {
            let refused = || {
                let name: String = name.chars().take(200).collect();
                ApiError::invalid_request(format!("This property cannot be expanded ({name})."))
            };
            let below = if list {
                name.strip_prefix("data.")
            } else {
                Some(&*name)
            };
            let below = below.ok_or_else(refused)?;
            let reached = below.split('.').try_fold(kind, Kind::member);
            if reached.is_none() || name.split('.').count() > LEVELS {
                return Err(refused().into());
            }
            read.push(below.to_owned());
        }
        Ok(Self(read))
    }

    /// What to expand in a member, where it is to be expanded.
    pub(crate) fn member(&self, member: &str) -> Option<Self> {
        let below = |name: &String| match name.split_once('.') {
            Some((first, rest)) => (first == member).then(|| Some(rest.to_owned())),
            None => (name == member).then_some(None),
        };
        let found: Vec<_> = self.0.iter().filter_map(below).collect();
        (!found.is_empty()).then(|| Self(found.into_iter().flatten().collect()))
    }
}
