//! Operations that are left out because of what is not supported.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use super::reach::{Edges, Name};
use super::{Key, keep, loose, method};
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Diagnostic, Report};
use crate::tree::{Node, Place};

/// An operation that is left out.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The path template.
    pub path: String,
    /// The method in lower case.
    pub method: &'static str,
    /// The operationId; empty where it has none.
    pub id: String,
    /// Why: what is refused in the operation itself or, where nothing is, the refusal in what it reaches that is nearest.
    pub refusals: Vec<Diagnostic>,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "left out: {} `{}`", self.method, self.path)?;
        if !self.id.is_empty() {
            write!(f, " ({})", self.id)?;
        }
        for refusal in &self.refusals {
            let Place {
                source,
                line,
                column,
                pointer,
            } = &refusal.place;
            let (rule, what) = (refusal.rule.name(), &refusal.what);
            write!(
                f,
                "\n  because[{rule}]: {what}\n  --> {}:{line}:{column}\n   at {pointer}",
                source.shown
            )?;
        }
        Ok(())
    }
}

/// The document without the operations for which the refusals of the report count, and those operations.
///
/// Examples and defaults that are wrong are left out alone.
///
/// Errors: the refusals that count for no operation, or that no operation is left out for; all of them where no operation is left.
pub(crate) fn skip(
    document: Document,
    report: &Report,
    cut: Option<usize>,
) -> Result<(Document, Vec<LeftOut>), Report> {
    let (document, any) = loose::leave_out(document, report);
    if any {
        // What is refused without them is for the next round to say.
        return Ok((document, Vec::new()));
    }
    let refusals = report.refusals().into_iter();
    let (skippable, mut lasting): (Vec<_>, Vec<_>) =
        refusals.partition(|one| one.can_be_left_out());
    let owners = owners(&document, &skippable);
    let mut found: HashSet<usize> = HashSet::new();
    found.extend(
        owners
            .operations
            .values()
            .chain(owners.components.values())
            .flatten(),
    );
    let others = skippable.iter().enumerate();
    lasting.extend(
        others
            .filter(|(at, _)| !found.contains(at))
            .map(|(_, one)| *one),
    );
    if !lasting.is_empty() {
        return Err(lasting.into_iter().cloned().collect());
    }
    let reasons = reasons(&document, owners);
    let mut left_out = Vec::new();
    let mut wanted = BTreeSet::new();
    for operation in document.operations() {
        let key = (operation.path.to_owned(), operation.method);
        let Some(refusals) = reasons.get(&key) else {
            wanted.insert(key);
            continue;
        };
        left_out.push(LeftOut {
            path: key.0,
            method: key.1,
            id: operation.id.to_owned(),
            refusals: refusals.iter().map(|at| skippable[*at].clone()).collect(),
        });
    }
    if wanted.is_empty() {
        return Err(skippable.into_iter().cloned().collect());
    }
    Ok((keep(document, &wanted, cut), left_out))
}

/// The notes of a report, and the refusals whose place is in the document.
pub(super) fn there(root: &Node, report: Report) -> Report {
    if report.is_empty() {
        return report;
    }
    let refusals = report.refusals();
    let mut found = BTreeSet::new();
    Places::of(&refusals).below(root, &mut found);
    let mut kept: Report = found.into_iter().map(|at| refusals[at].clone()).collect();
    kept.extend(report.notes());
    kept
}

/// In which operations and components refusals stand, by their positions.
#[derive(Default)]
struct Owners<'a> {
    operations: BTreeMap<Key, BTreeSet<usize>>,
    components: BTreeMap<Name<'a>, BTreeSet<usize>>,
}

fn owners<'a>(document: &'a Document, refusals: &[&Diagnostic]) -> Owners<'a> {
    let places = Places::of(refusals);
    let mut owners = Owners::default();
    for operation in document.operations() {
        let shared = operation.path_item.members().iter();
        let shared = shared.filter(|member| method(&member.key).is_none());
        let item = document
            .root
            .get("paths")
            .and_then(|paths| paths.member(operation.path));
        let own = operation.path_item.member(operation.method);
        let mut found = BTreeSet::new();
        let heads = item.into_iter().chain(own).map(|member| &member.place);
        for place in heads.chain([&operation.path_item.place]) {
            found.extend(places.at(place));
        }
        for member in shared {
            found.extend(places.at(&member.place));
            places.below(&member.value, &mut found);
        }
        places.below(operation.node, &mut found);
        if operation.node.get("security").is_none()
            && let Some(inherited) = document.root.member("security")
        {
            found.extend(places.at(&inherited.place));
            places.below(&inherited.value, &mut found);
        }
        if !found.is_empty() {
            let key = (operation.path.to_owned(), operation.method);
            owners.operations.insert(key, found);
        }
    }
    let kinds = document.root.get("components").map(Node::members);
    for kind in kinds.unwrap_or_default() {
        for component in kind.value.members() {
            let mut found: BTreeSet<usize> = places.at(&component.place).collect();
            places.below(&component.value, &mut found);
            if !found.is_empty() {
                owners.components.insert((&kind.key, &component.key), found);
            }
        }
    }
    owners
}

/// The places of refusals.
pub(super) struct Places {
    /// Where in the files there are any, so that most nodes are passed over at once.
    positions: HashSet<(usize, usize)>,
    by_pointer: HashMap<(usize, String), Vec<usize>>,
}

impl Places {
    pub(super) fn of(refusals: &[&Diagnostic]) -> Self {
        let mut places = Self {
            positions: HashSet::new(),
            by_pointer: HashMap::new(),
        };
        for (at, refusal) in refusals.iter().enumerate() {
            let place = &refusal.place;
            places.positions.insert((place.line, place.column));
            places.by_pointer.entry(key(place)).or_default().push(at);
        }
        places
    }

    /// The refusals at a place.
    pub(super) fn at(&self, place: &Place) -> impl Iterator<Item = usize> {
        let any = self.positions.contains(&(place.line, place.column));
        let found = any.then(|| self.by_pointer.get(&key(place))).flatten();
        found.into_iter().flatten().copied()
    }

    /// Adds the refusals at a node and at what is in it.
    pub(super) fn below(&self, node: &Node, found: &mut BTreeSet<usize>) {
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            found.extend(self.at(&node.place));
            for member in node.members() {
                found.extend(self.at(&member.place));
                stack.push(&member.value);
            }
            stack.extend(node.items());
        }
    }
}

/// What tells a place from all others: in a document that was never a text, all positions are the same.
fn key(place: &Place) -> (usize, String) {
    (Arc::as_ptr(&place.source).addr(), place.pointer.to_string())
}

/// What leads to a component.
#[derive(Clone, Copy)]
enum User<'a> {
    Operation(OperationRef<'a>),
    Component(Name<'a>),
}

/// For which operations refusals count, and which: those in an operation itself or, where there are none, one that is
/// nearest of those in what it reaches.
fn reasons<'a>(document: &'a Document, owners: Owners<'a>) -> BTreeMap<Key, BTreeSet<usize>> {
    let users = users(document);
    let mut reasons = owners.operations;
    let mut seen: HashSet<Name<'a>> = owners.components.keys().copied().collect();
    let first = |found: &BTreeSet<usize>| found.first().copied();
    let components = owners.components.iter();
    let mut waiting: VecDeque<(Name<'a>, usize)> = components
        .filter_map(|(name, found)| Some((*name, first(found)?)))
        .collect();
    // From what is refused back to all that leads to it, each once.
    while let Some((name, reason)) = waiting.pop_front() {
        for user in users.get(&name).into_iter().flatten() {
            match user {
                User::Operation(operation) => {
                    let key = (operation.path.to_owned(), operation.method);
                    reasons
                        .entry(key)
                        .or_insert_with(|| BTreeSet::from([reason]));
                }
                User::Component(name) => {
                    if seen.insert(*name) {
                        waiting.push_back((*name, reason));
                    }
                }
            }
        }
    }
    reasons
}

/// What leads to each component, in an order that is not that of the document's keys.
fn users(document: &Document) -> HashMap<Name<'_>, Vec<User<'_>>> {
    let mut found: Vec<(User<'_>, Edges<'_>)> = Vec::new();
    for operation in document.operations() {
        let mut edges = Edges::default();
        edges.operation(document, &operation);
        found.push((User::Operation(operation), edges));
    }
    let kinds = document.root.get("components").map(Node::sorted);
    for kind in kinds.unwrap_or_default() {
        for component in kind.value.sorted() {
            let mut edges = Edges::default();
            edges.component(document, &kind.key, &component.key);
            found.push((User::Component((&kind.key, &component.key)), edges));
        }
    }
    let mut users: HashMap<Name<'_>, Vec<User<'_>>> = HashMap::new();
    for (user, edges) in found {
        for name in edges.all() {
            users.entry(name).or_default().push(user);
        }
    }
    users
}
