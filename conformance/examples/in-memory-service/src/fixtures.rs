//! What tests need besides the operations, and production does not have: objects for them to be about.
//!
//! The service's own tests call [`answer`] without HTTP; [`router`] has it behind an address.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::Service;
use crate::expand::Expand;
use crate::store::{ReceivedCredit, Transfer};

/// The parameters of a form, by name.
pub type Form = BTreeMap<String, String>;

impl Service {
    /// Sends money to a connected account, of which nothing is taken back.
    pub fn transfer(
        &self,
        owner: &str,
        amount: i64,
        currency: &str,
        destination: &str,
    ) -> Transfer {
        let store = &mut *self.store();
        let transfer = Transfer {
            id: store.id("tr"),
            owner: owner.to_owned(),
            amount,
            currency: currency.to_owned(),
            destination: destination.to_owned(),
            created: store.now(),
        };
        store.transfers.push(transfer.clone());
        transfer
    }

    /// Receives money on a financial account.
    pub fn receive(
        &self,
        owner: &str,
        amount: i64,
        currency: &str,
        account: &str,
    ) -> ReceivedCredit {
        let store = &mut *self.store();
        let credit = ReceivedCredit {
            id: store.id("rc"),
            owner: owner.to_owned(),
            amount,
            currency: currency.to_owned(),
            financial_account: account.to_owned(),
            ach: true,
            wire: false,
        };
        store.credits.push(credit.clone());
        credit
    }

    /// Puts the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.store().ahead += seconds;
    }
}

/// What a request for a fixture is answered with; none where it is no such request.
///
/// The paths are those that the suite's set-up asks (`conformance/cases/setup.yaml`) and its scenarios. `owner` is the
/// connected account that is acted for, empty for the platform.
///
/// Errors: in words, why there is no object.
pub fn answer(
    service: &Service,
    method: &str,
    path: &str,
    owner: &str,
    form: &Form,
) -> Option<Result<Value, String>> {
    let segments: Vec<_> = path.trim_start_matches('/').split('/').collect();
    Some(match (method, segments.as_slice()) {
        ("POST", ["v1", "transfers"]) => made(form, |amount, currency| {
            let destination = text(form, "destination")?;
            let transfer = service.transfer(owner, amount, currency, destination);
            Ok(json!({"id": transfer.id, "object": "transfer"}))
        }),
        ("GET", ["v1", "transfers", id]) => shown(service, owner, id),
        ("POST", ["v1", "test_helpers", "treasury", "received_credits"]) => {
            made(form, |amount, currency| {
                let account = text(form, "financial_account")?;
                let credit = service.receive(owner, amount, currency, account);
                let network = form.get("network").map(String::as_str);
                let mut store = service.store();
                let mut kept = store.credits.iter_mut();
                if let Some(kept) = kept.find(|it| it.id == credit.id) {
                    kept.wire = network == Some("us_domestic_wire");
                }
                Ok(json!({"id": credit.id, "object": "treasury.received_credit"}))
            })
        }
        ("GET", ["v1", "treasury", "received_credits", id]) => received(service, id),
        ("GET", ["v1", "balance"]) => Ok(balance(service, owner)),
        ("POST", ["_sandbox", "advance"]) => number(form, "seconds").map(|seconds| {
            service.advance(seconds);
            json!({})
        }),
        _ => return None,
    })
}

fn text<'a>(form: &'a Form, name: &str) -> Result<&'a str, String> {
    let text = form.get(name).map(String::as_str);
    text.ok_or_else(|| format!("`{name}` is missing"))
}

fn number(form: &Form, name: &str) -> Result<i64, String> {
    let number = text(form, name)?.parse();
    number.map_err(|error| format!("`{name}`: {error}"))
}

fn made(
    form: &Form,
    make: impl FnOnce(i64, &str) -> Result<Value, String>,
) -> Result<Value, String> {
    make(number(form, "amount")?, text(form, "currency")?)
}

fn shown(service: &Service, owner: &str, id: &str) -> Result<Value, String> {
    let store = &*service.store();
    let transfer = store.transfer(owner, id);
    let transfer = transfer.ok_or_else(|| format!("No such transfer: {id}"))?;
    let object = service.render(store).transfer(transfer, &Expand::default());
    serde_json::to_value(object).map_err(|error| error.to_string())
}

fn received(service: &Service, id: &str) -> Result<Value, String> {
    let store = service.store();
    let credit = store.credits.iter().find(|it| it.id == id);
    let credit = credit.ok_or_else(|| format!("No such received credit: {id}"))?;
    let reversal = store.credit_reversals.iter().find(|it| it.credit.id == id);
    Ok(json!({
        "id": credit.id,
        "object": "treasury.received_credit",
        "linked_flows": {"credit_reversal": reversal.map(|it| &it.id)},
        "reversal_details": {"restricted_reason": reversal.map(|_| "already_reversed")},
    }))
}

/// What an account has of the money that transfers moved, all of it in one currency.
fn balance(service: &Service, owner: &str) -> Value {
    let store = service.store();
    let moved = store.transfers.iter().map(|it| {
        let there = it.amount - store.reversed(&it.id);
        let got = i64::from(it.destination == owner) - i64::from(it.owner == owner);
        got * there
    });
    let amount: i64 = moved.sum();
    json!({"object": "balance", "available": [{"amount": amount, "currency": "usd"}], "pending": []})
}

/// The operations together with the requests for fixtures, for a run at an address.
pub fn router(service: &Arc<Service>) -> Router {
    crate::router(service).layer(from_fn_with_state(Arc::clone(service), around))
}

async fn around(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let bytes = match axum::body::to_bytes(body, 1 << 20).await {
        Ok(bytes) => bytes,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    let owner = head.headers.get("stripe-account");
    let owner = owner.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let uri = format!("/?{}", String::from_utf8_lossy(&bytes));
    let form = uri
        .parse()
        .ok()
        .and_then(|uri| Query::try_from_uri(&uri).ok());
    let form = form.map(|Query(form)| form).unwrap_or_default();
    let path = head.uri.path();
    match answer(&service, head.method.as_str(), path, owner, &form) {
        Some(Ok(object)) => Json(object).into_response(),
        Some(Err(why)) => (StatusCode::BAD_REQUEST, why).into_response(),
        None => next.run(Request::from_parts(head, Body::from(bytes))).await,
    }
}
