//! What tests of responses show.

use reversals_codegen::ir::Type;
use serde_json::Value;

use super::super::Judged;
use super::super::place::Place;
use super::super::seen::{OPEN_ENUM, OPEN_STRUCT, Seen, Way};
use super::Credit;
use crate::held;
use crate::words as w;
use reversals_cases::wire::Response;
use reversals_cases::{Case, Expected, Judge, Verdict};

/// What is beyond the bounds of an answer.
const BEYOND: [w::Situation; 6] = [
    w::ABOVE_MAX_LENGTH,
    w::BELOW_MIN_LENGTH,
    w::ABOVE_MAXIMUM,
    w::BELOW_MINIMUM,
    w::ABOVE_MAX_ITEMS,
    w::BELOW_MIN_ITEMS,
];

impl<'v, 'a> Credit<'v, 'a> {
    /// The place and type of the body of an answer with that status.
    fn described(&self, status: u16) -> Option<(Place<'a>, &'a Type)> {
        if status < 400 {
            Some((self.place("response"), self.operation.success_type()?))
        } else {
            Some((self.place("error"), self.operation.error_type()?))
        }
    }

    fn seen(&self, status: u16, body: &Value) -> Seen<'v, 'a> {
        let mut seen = Seen::new(self.view, Way::Answered);
        if let Some((place, ty)) = self.described(status) {
            seen.body(&place, ty, body);
        }
        seen
    }

    /// The client gave `output` for the body.
    pub(super) fn decoded(&mut self, case: &Case) {
        let Some((response, body, output)) = exchange(case) else {
            return;
        };
        for sighting in self.seen(response.status, body).sightings {
            let pointer = sighting.place.pointer();
            let (before, after) = (body.pointer(&pointer), output.pointer(&pointer));
            // What is folded must be gone, and what is kept must be there.
            let holds = if [w::NULL_FOLDED, w::UNKNOWN_IGNORED].contains(&sighting.situation) {
                before.is_some() && after.is_none()
            } else {
                before == after
            };
            if holds && !sighting.fault {
                self.credit(Judged::Client, &sighting.place, &sighting.situation);
            }
        }
        self.status(Judged::Client, response.status);
        let success = self.operation.answer(299).is_some() && response.status < 300;
        if success && response.status != self.operation.status() {
            self.credit(Judged::Client, &self.place("status"), &w::ANOTHER_SUCCESS);
        }
    }

    /// The server wrote what its handler gave.
    pub(super) fn written(&mut self, case: &Case) {
        let Some((response, body, output)) = exchange(case) else {
            return;
        };
        let given = if response.status < 400 { output } else { body };
        let seen = self.seen(response.status, given);
        self.credit_all(Judged::Server, seen.goods());
        self.status(Judged::Server, response.status);
        let name = "idempotency-key";
        let answered = response.headers.get(name).map(String::as_str);
        if answered.is_some() && answered == case.request.header(name) {
            self.credit(
                Judged::Server,
                &self.place("head").member(name),
                &w::REPEATED,
            );
        }
    }

    fn status(&mut self, judged: Judged, status: u16) {
        self.credit(judged, &self.place("status"), &w::number(status));
    }

    /// The client read the body with an unknown member in each struct that has room for one.
    pub(super) fn unknown_members(&mut self, case: &Case) {
        self.changed(case, &OPEN_STRUCT, &w::UNKNOWN_IGNORED);
    }

    /// The client read the body with an unknown value in each open enum.
    pub(super) fn unknown_values(&mut self, case: &Case) {
        self.changed(case, &OPEN_ENUM, &w::UNKNOWN_VALUE_KEPT);
    }

    fn changed(&mut self, case: &Case, at: &w::Situation, situation: &w::Situation) {
        let Some((response, body, _)) = exchange(case) else {
            return;
        };
        for sighting in self.seen(response.status, body).sightings {
            // The test makes no changes inside unions.
            let element = sighting.place.element.as_deref().unwrap_or_default();
            if sighting.situation == *at && !element.contains('<') {
                self.credit(Judged::Client, &sighting.place, situation);
            }
        }
    }

    /// The client refused the answer at a place.
    pub(super) fn refuses(&mut self, case: &Case) {
        let Judge::Refuses {
            response,
            body,
            at,
            expected,
        } = &case.judge
        else {
            return;
        };
        let Some(body) = body else {
            if *expected == Expected::Json && at.is_empty() {
                self.credit(Judged::Client, &self.place("response"), &w::NOT_JSON);
            }
            return;
        };
        if let Some(fault) = self.seen(response.status, body).only_fault() {
            let missing = fault.situation == w::MISSING;
            if fault.place.pointer() == *at && missing == (*expected == Expected::Present) {
                self.credit(Judged::Client, &fault.place, &fault.situation);
            }
        }
    }

    /// The client kept an answer as it came.
    pub(super) fn undocumented(&mut self, case: &Case) {
        let Judge::Undocumented { response } = &case.judge else {
            return;
        };
        let status = self.place("status");
        if response.status < 400 {
            self.credit(Judged::Client, &status, &w::UNDOCUMENTED_SUCCESS);
            return;
        }
        if self.operation.error_type().is_none() {
            self.credit(Judged::Client, &status, &w::UNDOCUMENTED_FAILURE);
            return;
        }
        match serde_json::from_str(&response.body) {
            Err(_) => self.credit(Judged::Client, &self.place("error"), &w::NOT_JSON),
            Ok(body) => {
                if let Some(fault) = self.seen(response.status, &body).only_fault() {
                    self.credit(Judged::Client, &fault.place, &fault.situation);
                }
            }
        }
    }

    /// The published schema took the answer, or not.
    pub(super) fn measured(&mut self, case: &Case) {
        let Some((response, body, _)) = exchange(case) else {
            return;
        };
        let refused = case
            .schema
            .as_ref()
            .is_some_and(|it| it.verdict == Verdict::Invalid);
        let seen = self.seen(response.status, body).sightings;
        let beyond: Vec<_> = seen
            .iter()
            .filter(|it| BEYOND.contains(&it.situation) || held::is_beyond(&it.situation))
            .collect();
        // A null that is folded is another reason for a schema to refuse.
        let other = seen
            .iter()
            .any(|it| it.fault || it.situation == w::NULL_FOLDED);
        match (refused, beyond.as_slice()) {
            (false, []) => self.credit_all(Judged::Schema, &seen),
            (true, &[only]) if !other => {
                self.credit(Judged::Schema, &only.place, &only.situation);
            }
            _ => {}
        }
    }
}

/// What an exchange of a case answers: the body as it travels, and as its reader gives it.
fn exchange(case: &Case) -> Option<(&Response, &Value, &Value)> {
    match &case.judge {
        Judge::Exchange {
            response,
            body,
            output,
            ..
        } => Some((response, body, output)),
        _ => None,
    }
}
