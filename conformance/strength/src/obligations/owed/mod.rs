//! What a suite owes a model: every obligation, enumerated from the model alone.

mod answers;
mod bounds;
mod head;
mod requests;
mod statuses;

use std::collections::BTreeSet;

use reversals_codegen::ir::{Api, Branch, Choice, Integer, Type, TypeShape};

use super::place::{Place, View, labelled};
use super::seen::ABOVE_FLOAT as FLOAT;
use super::{Judged, Obligation, Part};
use crate::words::{self as w, Situation};

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

impl<'a> Owed<'a> {
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

    fn never_null(&mut self, place: &Place<'_>, ty: &Type) {
        if !matches!(ty, Type::OrNull(_) | Type::Any) {
            self.owe_refused(place, CLIENT, w::NULL_REFUSED);
        }
    }

    /// Each value that an enum lists, and another, which `judged` refuse.
    fn listed(&mut self, place: &Place<'_>, values: &[Choice], judged: &[Judged]) {
        self.values(place, values);
        let unknown = match values {
            [_] => w::WRONG_CONSTANT,
            _ => w::UNKNOWN_VALUE_REFUSED,
        };
        self.owe_refused(place, judged, unknown);
    }

    /// Each value that an open enum lists, and another, which `judged` keep.
    fn open(&mut self, place: &Place<'_>, name: &str, judged: &[Judged]) {
        // Those that are only known bind nobody.
        if let Some(TypeShape::Enum {
            values,
            extensible: false,
        }) = self.view.shape(name)
        {
            self.values(place, values);
        }
        self.owe(place, judged, w::UNKNOWN_VALUE_KEPT);
    }

    fn values(&mut self, place: &Place<'_>, values: &[Choice]) {
        let values = values.iter().map(|it| w::value(&it.value.to_string()));
        self.owe_all(place, BOTH, values);
    }

    fn integer(&mut self, place: &Place<'_>, Integer { min, max, .. }: &Integer) {
        let least = min.map_or(w::LEAST, |_| w::MINIMUM);
        let greatest = max.map_or(w::GREATEST, |_| w::MAXIMUM);
        self.owe_all(place, BOTH, [w::PRESENT, least, greatest]);
        if max.is_none_or(|max| max >= FLOAT) {
            self.owe(place, BOTH, w::ABOVE_FLOAT);
        }
    }

    /// Each branch of a union, and what `inside` owes of it.
    fn branches(
        &mut self,
        place: &Place<'a>,
        name: &str,
        branches: &'a [Branch],
        inside: impl Fn(&mut Self, &Place<'a>, &'a Type),
    ) {
        let union = self.view.inside(place, name);
        let around = std::mem::replace(&mut self.in_union, true);
        for (label, branch) in labelled(branches) {
            self.owe(&union, BOTH, w::branch(&label));
            if union.element.is_some() {
                inside(self, &union.branch(&label), branch);
            }
        }
        self.in_union = around;
    }
}
