//! Which operations a service has, of those that the document has.

use std::collections::BTreeSet;

use reversals_codegen::ir::{Api, Operation};
use reversals_codegen::select::Pattern;

/// The most operations that are told of those that there are.
const MOST: usize = 20;

/// A pattern that no operation is meant by.
#[derive(Debug, thiserror::Error)]
#[error("no operation is meant by `{pattern}`: there are {}", told(.operations))]
pub struct Unmatched {
    pattern: String,
    operations: Vec<String>,
}

fn told(operations: &[String]) -> String {
    let mut told = operations[..operations.len().min(MOST)].join(", ");
    if let Some(more @ 1..) = operations.len().checked_sub(MOST) {
        told.push_str(&format!(" and {more} more"));
    }
    told
}

/// What an operation is called in the cases: `transfer_reversals/create`.
fn name(api: &Api, operation: &Operation) -> String {
    let module = api.resources.get(&operation.resource);
    let module = module.unwrap_or(&operation.resource);
    format!("{module}/{}", operation.verb)
}

/// The operations that are meant, by operationId: all that one pattern takes, and none that one with `!` does. A pattern
/// stands for an operationId, a path, a resource, a verb (`create`), or both (`transfer_reversals/create`).
///
/// Errors: a pattern that stands for none, and patterns that leave none.
pub fn operations(api: &Api, patterns: &[Pattern]) -> Result<BTreeSet<String>, Unmatched> {
    let unmatched = |pattern: String| Unmatched {
        pattern,
        operations: api.operations.iter().map(|it| name(api, it)).collect(),
    };
    let takes = |pattern: &Pattern, operation: &Operation| {
        let module = api.resources.get(&operation.resource);
        let names = [
            Some(&operation.id),
            Some(&operation.path),
            Some(&operation.resource),
            Some(&operation.verb),
            module,
        ];
        names.into_iter().flatten().any(|it| pattern.takes(it))
            || pattern.takes(&name(api, operation))
    };
    for pattern in patterns {
        if !api.operations.iter().any(|it| takes(pattern, it)) {
            return Err(unmatched(pattern.to_string()));
        }
    }
    let all = patterns.iter().all(Pattern::is_out);
    let wanted = api.operations.iter().filter(|operation| {
        let mut meant = patterns.iter().filter(|pattern| takes(pattern, operation));
        let left_out = meant.clone().any(Pattern::is_out);
        !left_out && (all || meant.next().is_some())
    });
    let wanted: BTreeSet<_> = wanted.map(|operation| operation.id.clone()).collect();
    if wanted.is_empty() {
        let all: Vec<_> = patterns.iter().map(Pattern::to_string).collect();
        return Err(unmatched(all.join(",")));
    }
    Ok(wanted)
}
