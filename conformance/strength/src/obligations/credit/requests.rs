//! What tests of requests show.

use super::super::Judged;
use super::super::place::Place;
use super::super::seen::{Seen, Sighting, Way};
use super::Credit;
use crate::words as w;
use reversals_cases::wire::Request;
use reversals_cases::{Case, Judge};
use reversals_judge::subject::Authorization;

impl<'a> Credit<'_, 'a> {
    /// The client made this request of the arguments.
    pub(super) fn sent(&mut self, case: &Case) {
        self.agreed(Judged::Client, case, &case.request);
        let (caller, request) = (&case.call.caller, &case.request);
        let head = self.place("head");
        if caller.authorization == Authorization::None && request.header("authorization").is_none()
        {
            self.credit(Judged::Client, &head.member("authorization"), &w::NONE);
        }
        if caller.idempotency_key.is_some() && request.header("idempotency-key").is_none() {
            self.credit(
                Judged::Client,
                &head.member("idempotency-key"),
                &w::LEFT_OUT,
            );
        }
    }

    /// The server read the arguments in this request.
    pub(super) fn read(&mut self, case: &Case, request: &Request) {
        self.agreed(Judged::Server, case, request);
    }

    /// What both the arguments and the request show, so that neither can claim what the other doesn't hold.
    fn agreed(&mut self, judged: Judged, case: &Case, request: &Request) {
        let mut given = Seen::new(self.view, Way::Asked);
        given.arguments(self.operation, &case.call.arguments);
        let mut wire = Seen::new(self.view, Way::Asked);
        wire.request(self.operation, request);
        let shown = wire.pairs();
        let agreed = given.goods().filter(|sighting| {
            let Some(element) = sighting.place.element.as_deref() else {
                return false;
            };
            // What has no entries is not on the wire.
            let none =
                sighting.situation == w::NO_ENTRIES && shown.contains(&(element, &*w::ABSENT));
            none || shown.contains(&(element, &*sighting.situation))
        });
        let agreed: Vec<Sighting<'a>> = agreed.cloned().collect();
        self.credit_all(judged, &agreed);
        let said: Vec<Sighting<'a>> = wire
            .goods()
            .filter(|it| is_said(case, it))
            .cloned()
            .collect();
        self.credit_all(judged, &said);
    }

    /// The client made up another key for each call.
    pub(super) fn repeated(&mut self, case: &Case) {
        for name in &case.uuids {
            let place = self.place("head").member(name);
            self.credit(Judged::Client, &place, &w::MADE_UP);
        }
    }

    /// The client has no way to say it: there is one reason, or nobody knows which one it was.
    pub(super) fn unrepresentable(&mut self, case: &Case) {
        let mut given = Seen::new(self.view, Way::Asked);
        given.arguments(self.operation, &case.call.arguments);
        if let Some(fault) = given.only_fault() {
            self.credit(Judged::Client, &fault.place, &fault.situation);
        }
    }

    /// The server refused the request and named the parameter.
    pub(super) fn refused(&mut self, case: &Case) {
        let Judge::Refused(refusal) = &case.judge else {
            return;
        };
        let mut wire = Seen::new(self.view, Way::Asked);
        wire.request(self.operation, &case.request);
        if let Some(fault) = wire.only_fault()
            && names(refusal.param.as_deref(), fault)
        {
            self.credit(Judged::Server, &fault.place, &fault.situation);
        }
    }
}

/// Whether a sighting in the headers is what the caller says of itself.
fn is_said(case: &Case, sighting: &Sighting<'_>) -> bool {
    let caller = &case.call.caller;
    match sighting.place.element.as_deref() {
        Some("head.authorization") => true,
        Some("head.idempotency-key") => caller.idempotency_key.is_some(),
        Some("head.stripe-account") => caller.account.is_some(),
        Some("head.stripe-version") => caller.version.is_some(),
        _ => false,
    }
}

/// Whether a refusal names the place of a fault.
fn names(param: Option<&str>, fault: &Sighting<'_>) -> bool {
    let place: &Place<'_> = &fault.place;
    let element = place.element.as_deref().unwrap_or_default();
    // Without a parameter in it, a path is another path, which has no parameters.
    let no_path = element.starts_with("path.") && fault.situation == w::EMPTY_REFUSED;
    if place.steps.is_empty() || no_path || element.starts_with("head.") {
        return param.is_none();
    }
    // Of a value in a map that is no text, the service names the map.
    let map = place
        .map_around()
        .filter(|_| fault.situation == w::WRONG_TYPE);
    param == Some(&place.bracketed()) || (map.is_some() && param == map.as_deref())
}
