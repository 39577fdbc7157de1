//! What one writes without a generator: a client on reqwest, and a server on axum.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::{Path, Query};
use axum::http::header::CONTENT_TYPE;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The documented reversal.
pub(crate) const REVERSAL: &str = r#"{"id":"trr_1Mj0Ic2eZvKYlo2CE5dXGkD7","object":"transfer_reversal","amount":1100,"balance_transaction":"txn_1Mj0Ic2eZvKYlo2CbnhNxjBF","created":1678147568,"currency":"usd","destination_payment_refund":null,"metadata":{"order_id":"6735"},"source_refund":null,"transfer":"tr_1"}"#;

const VERSION: &str = "2026-05-27.dahlia";

#[derive(Deserialize, Serialize)]
pub(crate) struct Reversal {
    pub(crate) id: String,
    pub(crate) object: String,
    pub(crate) amount: i64,
    pub(crate) balance_transaction: Option<String>,
    pub(crate) created: i64,
    pub(crate) currency: String,
    pub(crate) destination_payment_refund: Option<String>,
    pub(crate) metadata: Option<BTreeMap<String, String>>,
    pub(crate) source_refund: Option<String>,
    pub(crate) transfer: String,
}

/// A client that does what must be done: the key, the version, a key for each POST, and times.
pub(crate) struct ByHand {
    client: reqwest::Client,
    base: String,
}

impl ByHand {
    pub(crate) fn new(base: &str) -> Self {
        let client = reqwest::Client::builder()
            .user_agent("by-hand/1.0")
            .connect_timeout(Duration::from_secs(15))
            .timeout(Duration::from_secs(80))
            .build();
        Self {
            client: client.unwrap(),
            base: base.to_owned(),
        }
    }

    pub(crate) async fn retrieve(&self, transfer: &str, id: &str) -> Reversal {
        let url = format!("{}/v1/transfers/{transfer}/reversals/{id}", self.base);
        read(self.client.get(url)).await
    }

    pub(crate) async fn create(&self, transfer: &str, amount: i64) -> Reversal {
        let url = format!("{}/v1/transfers/{transfer}/reversals", self.base);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("amount", &amount.to_string());
        form.append_pair("metadata[order_id]", "6735");
        let request = self.client.post(url);
        let request = request.header("Idempotency-Key", Uuid::new_v4().to_string());
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        read(request.body(form.finish())).await
    }
}

async fn read(request: reqwest::RequestBuilder) -> Reversal {
    let request = request
        .bearer_auth(super::KEY)
        .header("Accept", "application/json")
        .header("Stripe-Version", VERSION);
    let response = request.send().await.unwrap().error_for_status().unwrap();
    response.json().await.unwrap()
}

#[derive(Deserialize)]
struct Retrieve {
    expand: Option<String>,
}

#[derive(Deserialize)]
struct Create {
    amount: Option<i64>,
    description: Option<String>,
}

/// A server of two operations that reads what it is given by type and looks at nothing else.
pub(crate) fn typed() -> Router {
    Router::new()
        .route("/v1/transfers/{id}/reversals", post(create))
        .route("/v1/transfers/{transfer}/reversals/{id}", get(retrieve))
}

async fn retrieve(
    Path((transfer, _)): Path<(String, String)>,
    Query(query): Query<Retrieve>,
) -> Json<Reversal> {
    assert_eq!(query.expand, None);
    Json(reversal_of(transfer))
}

async fn create(Path(transfer): Path<String>, Form(form): Form<Create>) -> Json<Reversal> {
    assert_eq!(form.amount, Some(400));
    assert_eq!(form.description.as_deref(), Some("Order 6735"));
    Json(reversal_of(transfer))
}

/// The same reversal from its members.
pub(crate) fn reversal_of(transfer: String) -> Reversal {
    let metadata = [("order_id".to_owned(), "6735".to_owned())];
    Reversal {
        id: "trr_1Mj0Ic2eZvKYlo2CE5dXGkD7".to_owned(),
        object: "transfer_reversal".to_owned(),
        amount: 1100,
        balance_transaction: Some("txn_1Mj0Ic2eZvKYlo2CbnhNxjBF".to_owned()),
        created: 1_678_147_568,
        currency: "usd".to_owned(),
        destination_payment_refund: None,
        metadata: Some(metadata.into()),
        source_refund: None,
        transfer,
    }
}

/// The same answers without a look at the request.
pub(crate) fn constant() -> Router {
    let answer = || async { ([(CONTENT_TYPE, "application/json")], REVERSAL) };
    Router::new()
        .route("/v1/transfers/{id}/reversals", post(answer))
        .route("/v1/transfers/{transfer}/reversals/{id}", get(answer))
}
