//! What a test that passed is credited with: what its case really shows, as far as a test of that kind asserts it.

mod answers;
mod requests;

use std::collections::BTreeSet;

use reversals_codegen::ir::Operation;

use super::place::{Place, View};
use super::seen::Sighting;
use super::{Judged, id};
use crate::words::Situation;
use reversals_judge::{Kind, Test};

/// The ids that a test shows; some of them are nobody's obligation.
pub(super) fn credited(view: &View<'_>, test: &Test) -> BTreeSet<String> {
    let case = &*test.case;
    let mut operations = view.api.operations.iter();
    let Some(operation) = operations.find(|operation| operation.id == case.call.operation) else {
        return BTreeSet::new();
    };
    let mut credit = Credit {
        view,
        operation,
        ids: BTreeSet::new(),
    };
    match test.kind {
        Kind::ClientEncode => credit.sent(case),
        Kind::ClientRepeat => credit.repeated(case),
        Kind::ClientUnrepresentable => credit.unrepresentable(case),
        Kind::ServerDecode => credit.read(case, &case.request),
        Kind::ServerDecodeSpelling(number) => {
            if let Some(spelling) = case.same_as.get(number) {
                credit.read(case, spelling);
            }
        }
        Kind::ServerRefuse => credit.refused(case),
        Kind::ClientDecode => credit.decoded(case),
        Kind::ClientDecodeUnknownMembers => credit.unknown_members(case),
        Kind::ClientDecodeUnknownValues => credit.unknown_values(case),
        Kind::ClientRefuse => credit.refuses(case),
        Kind::ClientUndocumented => credit.undocumented(case),
        Kind::ServerEncode => credit.written(case),
        Kind::Schema => credit.measured(case),
        // Order of members and a second writing show nothing new; both sides together hide each other's mistakes;
        // document and printed line judge the case, not a side.
        Kind::ClientDecodeReordered
        | Kind::ReEncode
        | Kind::Loop
        | Kind::Document
        | Kind::Curl
        | Kind::Printed
        | Kind::Values => {}
    }
    credit.ids
}

struct Credit<'v, 'a> {
    view: &'v View<'a>,
    operation: &'a Operation,
    ids: BTreeSet<String>,
}

impl<'a> Credit<'_, 'a> {
    fn credit(&mut self, judged: Judged, place: &Place<'a>, situation: &Situation) {
        if let Some(element) = &place.element {
            self.ids.insert(id(place.scope, judged, element, situation));
        }
    }

    fn credit_all<'s>(
        &mut self,
        judged: Judged,
        sightings: impl IntoIterator<Item = &'s Sighting<'a>>,
    ) where
        'a: 's,
    {
        for sighting in sightings {
            self.credit(judged, &sighting.place, &sighting.situation);
        }
    }

    fn place(&self, element: &str) -> Place<'a> {
        Place::root(&self.operation.id, element)
    }
}
