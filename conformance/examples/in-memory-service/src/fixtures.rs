//! What tests need besides the seven operations, and production does not have: objects for them to be about.
//!
//! The paths are those that the suite's set-up asks (`conformance/cases/setup.yaml`), so that a run at an address finds
//! them. In one process the same functions are called without HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::Service;
use crate::expand::Expand;
use crate::store::{ReceivedCredit, Transfer};

type Fields = BTreeMap<String, String>;
type Answer = Result<Json<Value>, StatusCode>;

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
        };
        store.credits.push(credit.clone());
        credit
    }

    /// Puts the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.store().ahead += seconds;
    }
}

/// The operations together with the requests that make objects for them.
pub fn router(service: &Arc<Service>) -> Router {
    let fixtures = Router::new()
        .route("/v1/transfers", post(transfer))
        .route("/v1/transfers/{id}", get(shown))
        .route("/v1/test_helpers/treasury/received_credits", post(receive))
        .route("/v1/treasury/received_credits/{id}", get(received))
        .route("/_sandbox/advance", post(advance))
        .with_state(Arc::clone(service));
    fixtures.fallback_service(crate::router(service))
}

fn owner(headers: &HeaderMap) -> &str {
    let account = headers.get("stripe-account");
    account.and_then(|it| it.to_str().ok()).unwrap_or_default()
}

fn text<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, StatusCode> {
    fields
        .get(name)
        .map(String::as_str)
        .ok_or(StatusCode::BAD_REQUEST)
}

fn number(fields: &Fields, name: &str) -> Result<i64, StatusCode> {
    text(fields, name)?
        .parse()
        .map_err(|_| StatusCode::BAD_REQUEST)
}

async fn transfer(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let (amount, currency) = (number(&fields, "amount")?, text(&fields, "currency")?);
    let destination = text(&fields, "destination")?;
    let made = service.transfer(owner(&headers), amount, currency, destination);
    Ok(Json(json!({"id": made.id, "object": "transfer"})))
}

async fn shown(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let store = &*service.store();
    let transfer = store
        .transfer(owner(&headers), &id)
        .ok_or(StatusCode::NOT_FOUND)?;
    let object = service.render(store).transfer(transfer, &Expand::default());
    serde_json::to_value(object)
        .map(Json)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn receive(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let (amount, currency) = (number(&fields, "amount")?, text(&fields, "currency")?);
    let account = text(&fields, "financial_account")?;
    let made = service.receive(owner(&headers), amount, currency, account);
    Ok(Json(
        json!({"id": made.id, "object": "treasury.received_credit"}),
    ))
}

async fn received(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Answer {
    let store = service.store();
    let mut credits = store.credits.iter();
    let credit = credits
        .find(|it| it.id == id)
        .ok_or(StatusCode::NOT_FOUND)?;
    let reversal = store.credit_reversals.iter().find(|it| it.credit.id == id);
    Ok(Json(json!({
        "id": credit.id,
        "object": "treasury.received_credit",
        "linked_flows": {"credit_reversal": reversal.map(|it| &it.id)},
        "reversal_details": {"restricted_reason": reversal.map(|_| "already_reversed")},
    })))
}

async fn advance(State(service): State<Arc<Service>>, Form(fields): Form<Fields>) -> Answer {
    service.advance(number(&fields, "seconds")?);
    Ok(Json(json!({})))
}
