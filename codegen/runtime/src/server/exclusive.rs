//! Parameters of which a request may have one at most.

use serde_json::Value;

use super::{Failure, Operation};
use crate::shape::Refusal;

/// Parameters of which a request may have one at most. One that is given empty is given.
#[derive(Clone, Copy, Debug)]
pub struct Exclusive {
    /// Whether they are members of the body, not parameters of the query.
    pub in_body: bool,
    /// Their names on the wire.
    pub names: &'static [&'static str],
    /// The service's own words against two of them, which name no parameter and have no code. None are the general
    /// ones, with the first name and `parameters_exclusive`.
    pub message: Option<&'static str>,
}

/// Refuses a second parameter of a group. The values are those of the query and of the body, each fitting by itself.
pub(super) fn check(operation: &Operation, query: &Value, body: &Value) -> Result<(), Failure> {
    for group in operation.exclusive {
        let given = if group.in_body { body } else { query };
        let there = group.names.iter().filter(|name| given.get(name).is_some());
        if there.count() > 1 {
            return Err(Refusal::exclusive(group.names, group.message).into());
        }
    }
    Ok(())
}
