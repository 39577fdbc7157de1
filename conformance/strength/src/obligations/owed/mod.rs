//! What a suite owes a model: every obligation, enumerated from the model alone.

mod answers;
mod bounds;
mod head;
mod requests;
mod statuses;

use std::collections::BTreeSet;

use reversals_codegen::ir::Api;

use super::place::{Place, View};
use super::words::Situation;
use super::{Judged, Obligation, Part};

const CLIENT: &[Judged] = &[Judged::Client];
const SERVER: &[Judged] = &[Judged::Server];
const SCHEMA: &[Judged] = &[Judged::Schema];
const CLIENT_AND_SCHEMA: &[Judged] = &[Judged::Client, Judged::Schema];
const BOTH: &[Judged] = &[Judged::Client, Judged::Server];

/// What was found so far.
struct Owed<'a> {
    view: View<'a>,
    part: Part,
    found: Vec<Obligation>,
    ids: BTreeSet<String>,
    /// Whether the place is in a branch of a union, where a value that doesn't fit may fit another branch: nothing
    /// is refused there for itself.
    in_union: bool,
}

/// Every obligation, in the order of the model.
pub(super) fn all(api: &Api) -> Vec<Obligation> {
    let mut owed = Owed {
        view: View::new(api),
        part: Part::Head,
        found: Vec::new(),
        ids: BTreeSet::new(),
        in_union: false,
    };
    for operation in &api.operations {
        owed.part = Part::Head;
        owed.head(operation);
        owed.part = Part::Request;
        owed.request(operation);
        owed.part = Part::Response;
        owed.statuses(operation);
        if let Some(success) = operation.success_type() {
            owed.answer(&Place::root(&operation.id, "response"), success);
        }
        if let Some(error) = operation.error_type() {
            owed.part = Part::Error;
            owed.answer(&Place::root(&operation.id, "error"), error);
        }
    }
    owed.part = Part::Response;
    owed.expanded_types();
    owed.found
}

impl Owed<'_> {
    fn owe(&mut self, place: &Place<'_>, judged: &[Judged], situation: impl AsRef<str>) {
        let Some(element) = &place.element else {
            return;
        };
        for &judged in judged {
            let obligation =
                Obligation::new(place.scope, judged, self.part, element, situation.as_ref());
            if self.ids.insert(obligation.id.clone()) {
                self.found.push(obligation);
            }
        }
    }

    fn owe_all(
        &mut self,
        place: &Place<'_>,
        judged: &[Judged],
        situations: impl IntoIterator<Item = Situation>,
    ) {
        for situation in situations {
            self.owe(place, judged, situation);
        }
    }

    /// What is refused: nothing where another branch of a union may take it.
    fn owe_refused(&mut self, place: &Place<'_>, judged: &[Judged], situation: impl AsRef<str>) {
        if !self.in_union {
            self.owe(place, judged, situation);
        }
    }
}
