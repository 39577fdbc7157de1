//! Which resource an operation is about, and what it does with it: the names of modules, of pages and of a client's
//! calls, such as `client.transfer_reversals().create(..)`.
//!
//! The resource is what the operation answers: `x-resourceId` of the component, or the one value of `object`, of the
//! answer or of its list's items; else what the last collection of the path holds. The verb comes from the method and
//! from how the path ends. `x-resource` and `x-verb` of the operation override both. Nothing here depends on the order
//! of keys, and a document with refusals has the names too.

mod answers;
mod apart;
mod paths;
mod rank;
mod verbs;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use crate::bundle::{Document, OperationRef};
use crate::naming;
use answers::Answer;
use paths::{Part, fixed, key, parts};

/// The resources of a document and the calls of its operations.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// The operations in the order of path, then method, as [`Document::operations`] has them.
    pub calls: Vec<Call>,
    /// The Rust name of each resource, for its module and for the client's way to it: `transfer_reversals` for
    /// `transfer_reversal`, `balance` for `balance`. It is unique.
    pub names: BTreeMap<String, String>,
    /// The calls that are given one verb of one resource by their author, the later first.
    pub collisions: Vec<(Call, Call)>,
}

impl Resources {
    /// What an operation is called.
    pub fn call(&self, path: &str, method: &str) -> Option<&Call> {
        let from = self.calls.partition_point(|call| call.path.as_str() < path);
        let mut here = self.calls[from..]
            .iter()
            .take_while(|call| call.path == path);
        here.find(|call| call.method == method)
    }
}

/// What an operation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The path template.
    pub path: String,
    /// The method in lower case.
    pub method: &'static str,
    /// The resource, such as `treasury.credit_reversal`.
    pub resource: String,
    /// The verb in snake case, such as `create`, `list_for_customer`; no other operation of the resource has it.
    pub verb: String,
}

impl fmt::Display for Resources {
    /// A table: how a client calls each operation, its method and path, and the resource's full name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.calls.iter().map(|call| {
            let name = self.names.get(&call.resource).map_or("", String::as_str);
            let way = format!("{name}().{}", naming::value_name(&call.verb));
            (way, call)
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by(|(a, one), (b, other)| {
            (a, &one.path, one.method).cmp(&(b, &other.path, other.method))
        });
        for (way, call) in rows {
            let Call {
                path,
                method,
                resource,
                ..
            } = call;
            let method = method.to_uppercase();
            writeln!(f, "{way:<60} {method:<6} {path:<80} {resource}")?;
        }
        Ok(())
    }
}

/// An operation, and what its path and answer say.
struct Op<'a> {
    operation: OperationRef<'a>,
    parts: Vec<Part>,
    key: String,
    answer: Answer,
}

/// Everything that names are derived from.
struct Site<'a> {
    ops: Vec<Op<'a>>,
    /// The operations at each path, by method.
    at: HashMap<String, Vec<usize>>,
    /// The paths that are followed by a parameter: what they name is a collection.
    collections: HashSet<String>,
}

/// The names of a bundled document.
pub fn of(document: &Document) -> Resources {
    let ops: Vec<Op<'_>> = document
        .operations()
        .into_iter()
        .map(|operation| {
            let parts = parts(operation.path);
            Op {
                operation,
                key: key(&parts),
                parts,
                answer: answers::of(document, &operation),
            }
        })
        .collect();
    let mut at: HashMap<String, Vec<usize>> = HashMap::new();
    let mut collections = HashSet::new();
    for (index, op) in ops.iter().enumerate() {
        at.entry(op.key.clone()).or_default().push(index);
        for (length, part) in op.parts.iter().enumerate() {
            if *part == Part::Param {
                collections.insert(key(&op.parts[..length]));
            }
        }
    }
    let site = Site {
        ops,
        at,
        collections,
    };
    let resources: Vec<String> = (0..site.ops.len()).map(|op| site.resource(op)).collect();
    let verbs = apart::verbs(&site, &resources);
    let names = apart::resources(&site, &resources);
    let calls = site.ops.iter().zip(resources).zip(verbs);
    let calls = calls.map(|((op, resource), verb)| Call {
        path: op.operation.path.to_owned(),
        method: op.operation.method,
        resource,
        verb,
    });
    let calls: Vec<Call> = calls.collect();
    Resources {
        collisions: site.collisions(&calls),
        calls,
        names,
    }
}

impl Site<'_> {
    fn collisions(&self, calls: &[Call]) -> Vec<(Call, Call)> {
        let mut first = BTreeMap::new();
        let mut collisions = Vec::new();
        for (op, call) in self.ops.iter().zip(calls) {
            if let Some(verb) = given(&op.operation, "x-verb") {
                let earlier = first.insert((call.resource.as_str(), verb), call);
                collisions.extend(earlier.map(|earlier| (call.clone(), earlier.clone())));
            }
        }
        collisions
    }

    fn resource(&self, index: usize) -> String {
        let op = &self.ops[index];
        if let Some(given) = given(&op.operation, "x-resource") {
            return given.to_owned();
        }
        let answered = op.answer.resource.clone();
        // What is left of a deleted object says little: what else is done at its path says of what it is.
        let besides = || self.answered(&op.key);
        let found = if op.answer.gone && op.operation.method == "delete" {
            besides().or(answered)
        } else {
            answered.or_else(besides)
        };
        found
            .or_else(|| self.owners(&op.parts))
            .unwrap_or_else(|| self.collection_name(op))
    }

    /// What operations at a path answer, deletions aside.
    fn answered(&self, key: &str) -> Option<String> {
        let at = self.at.get(key)?.iter().map(|index| &self.ops[*index]);
        let mut named = at.filter(|op| !op.answer.gone || op.operation.method != "delete");
        named.find_map(|op| op.answer.resource.clone())
    }

    /// The resource of an operation that does not answer any, where others tell: those of an item tell of its collection,
    /// those of a collection of its items, and those of whatever an action is done to of the action.
    fn owners(&self, parts: &[Part]) -> Option<String> {
        let (last, before) = parts.split_last()?;
        if *last == Part::Param {
            return self.answered(&key(before));
        }
        if self.is_collection(parts) {
            let item = [parts, &[Part::Param]].concat();
            return self.answered(&key(&item));
        }
        if self.holds(parts) {
            return None;
        }
        let mut prefixes = (1..parts.len()).rev().map(|length| &parts[..length]);
        let owner = prefixes.find(|prefix| self.at.contains_key(&key(prefix)))?;
        self.answered(&key(owner))
    }

    /// What the last collection of the path holds, with what stands before it and is no collection itself.
    fn collection_name(&self, op: &Op<'_>) -> String {
        let fixed_ones = (0..op.parts.len()).filter(|at| fixed(&op.parts[*at]).is_some());
        let ends: Vec<usize> = fixed_ones.collect();
        let holding = ends
            .iter()
            .rev()
            .find(|end| self.holds(&op.parts[..=**end]));
        let Some(&end) = holding.or(ends.first()) else {
            return "root".to_owned();
        };
        let name = words::singular(fixed(&op.parts[end]).unwrap_or_default());
        let before = &op.parts[..end];
        match before.last().and_then(fixed) {
            Some(space) if !self.is_known(before) => format!("{space}.{name}"),
            _ => name,
        }
    }

    fn is_collection(&self, parts: &[Part]) -> bool {
        self.collections.contains(&key(parts))
    }

    /// Whether anything is done at a path, or at what it holds.
    fn is_known(&self, parts: &[Part]) -> bool {
        self.at.contains_key(&key(parts)) || self.is_collection(parts)
    }

    /// Whether a path that ends with fixed text ends with a collection or a thing of its own, not with something that is
    /// done to what comes before.
    fn holds(&self, parts: &[Part]) -> bool {
        if self.is_collection(parts) {
            return true;
        }
        let before = &parts[..parts.len() - 1];
        match before.last() {
            Some(Part::Fixed(_)) if self.is_collection(before) => false,
            _ if self.reads(parts) => true,
            Some(_) if before.contains(&Part::Param) => false,
            _ => !self.is_known(before),
        }
    }

    /// Whether JSON is read at a path.
    fn reads(&self, parts: &[Part]) -> bool {
        let here = self.at.get(&key(parts)).into_iter().flatten();
        let mut ops = here.map(|index| &self.ops[*index]);
        ops.any(|op| op.operation.method == "get" && op.answer.json)
    }
}

/// What the document's author says instead of what is derived.
fn given<'a>(operation: &OperationRef<'a>, keyword: &str) -> Option<&'a str> {
    let text = operation.node.text(keyword)?;
    is_name(text, keyword == "x-resource").then_some(text)
}

/// Whether a text is a name in snake case, or, for resources, several with dots between.
pub(crate) fn is_name(text: &str, dots: bool) -> bool {
    let one = |name: &str| {
        let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(rest)
    };
    if dots {
        text.split('.').all(one)
    } else {
        one(text)
    }
}
