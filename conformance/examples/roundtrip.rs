//! Starts the generated server on a loopback port, drives all operations with the generated
//! client, and prints each request as it arrived and each answer.
//!
//! `cargo run -p reversals-conformance --example roundtrip`
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use reversals_client::{Client, Session};
use reversals_models as models;
use reversals_runtime::{ApiError, Clearable, Expandable, List, Nullable};
use reversals_server::{Api, Context, Failure, Reply};

/// What a service this small remembers.
#[derive(Default)]
struct Memory {
    reversals: Mutex<BTreeMap<String, models::TransferReversal>>,
    credits: Mutex<BTreeMap<String, models::TreasuryCreditReversal>>,
    /// Each with the text that it keeps.
    secrets: Mutex<BTreeMap<String, (models::AppsSecret, String)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn missing(what: &str, id: &str) -> Failure {
    let error = ApiError::invalid_request(format!("No such {what}: '{id}'"))
        .with_code("resource_missing")
        .with_param("id");
    Failure::new(StatusCode::NOT_FOUND, error)
}

impl Api for Memory {
    async fn post_transfers_id_reversals(
        &self,
        _context: Context,
        path: models::PostTransfersIdReversalsPath,
        body: models::PostTransfersIdReversalsBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let mut reversals = lock(&self.reversals);
        let reversal = models::TransferReversal {
            id: format!("trr_{}", reversals.len() + 1),
            object: models::TransferReversalObject::TransferReversal,
            amount: body.amount.unwrap_or(1100),
            balance_transaction: Nullable::Null,
            created: 1_678_147_568,
            currency: "usd".to_owned(),
            destination_payment_refund: Nullable::Null,
            metadata: Nullable::Value(body.metadata.value().cloned().unwrap_or_default()),
            source_refund: Nullable::Null,
            transfer: Expandable::Id(path.id),
        };
        reversals.insert(reversal.id.clone(), reversal.clone());
        Ok(reversal.into())
    }

    async fn get_transfers_id_reversals(
        &self,
        _context: Context,
        path: models::GetTransfersIdReversalsPath,
        _query: models::GetTransfersIdReversalsQuery,
    ) -> Result<Reply<List<models::TransferReversal>>, Failure> {
        let data: Vec<_> = lock(&self.reversals).values().rev().cloned().collect();
        Ok(List::new(format!("/v1/transfers/{}/reversals", path.id), data, false).into())
    }

    async fn get_transfers_transfer_reversals_id(
        &self,
        _context: Context,
        path: models::GetTransfersTransferReversalsIdPath,
        _query: models::GetTransfersTransferReversalsIdQuery,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let found = lock(&self.reversals).get(&path.id).cloned();
        Ok(found
            .ok_or_else(|| missing("transfer reversal", &path.id))?
            .into())
    }

    async fn post_transfers_transfer_reversals_id(
        &self,
        _context: Context,
        path: models::PostTransfersTransferReversalsIdPath,
        body: models::PostTransfersTransferReversalsIdBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let mut reversals = lock(&self.reversals);
        let reversal = reversals
            .get_mut(&path.id)
            .ok_or_else(|| missing("transfer reversal", &path.id))?;
        let mut metadata = std::mem::take(&mut reversal.metadata)
            .into_value()
            .unwrap_or_default();
        match body.metadata {
            Clearable::Keep => {}
            Clearable::Clear => metadata.clear(),
            Clearable::Set(changes) => metadata.extend(changes),
        }
        metadata.retain(|_, value| !value.is_empty());
        reversal.metadata = metadata.into();
        Ok(reversal.clone().into())
    }

    async fn post_apps_secrets(
        &self,
        _context: Context,
        body: models::PostAppsSecretsBody,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        let mut secrets = lock(&self.secrets);
        let secret = models::AppsSecret {
            created: 1_680_209_063,
            deleted: None,
            expires_at: Nullable::Null,
            id: format!("appsecret_{}", secrets.len() + 1),
            livemode: false,
            name: body.name,
            object: models::AppsSecretObject::AppsSecret,
            // It is kept, and told to nobody who did not ask.
            payload: Nullable::Absent,
            scope: models::SecretServiceResourceScope {
                type_: models::SecretServiceResourceScopeType::Account.into(),
                user: None,
            },
        };
        secrets.insert(secret.name.clone(), (secret.clone(), body.payload));
        Ok(secret.into())
    }

    async fn get_apps_secrets(
        &self,
        _context: Context,
        _query: models::GetAppsSecretsQuery,
    ) -> Result<Reply<List<models::AppsSecret>>, Failure> {
        let secrets = lock(&self.secrets);
        let data = secrets.values().map(|(secret, _)| secret.clone()).collect();
        Ok(List::new("/v1/apps/secrets", data, false).into())
    }

    async fn get_apps_secrets_find(
        &self,
        _context: Context,
        query: models::GetAppsSecretsFindQuery,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        let secrets = lock(&self.secrets);
        let found = secrets.get(&query.name);
        let (secret, payload) = found.ok_or_else(|| missing("secret", &query.name))?;
        let mut secret = secret.clone();
        if query.expand.iter().flatten().any(|name| name == "payload") {
            secret.payload = Nullable::Value(payload.clone());
        }
        Ok(secret.into())
    }

    async fn post_apps_secrets_delete(
        &self,
        _context: Context,
        body: models::PostAppsSecretsDeleteBody,
    ) -> Result<Reply<models::DeletedAppsSecret>, Failure> {
        let gone = lock(&self.secrets).remove(&body.name);
        let (gone, _) = gone.ok_or_else(|| missing("secret", &body.name))?;
        Ok(models::DeletedAppsSecret {
            created: None,
            deleted: Some(true),
            expires_at: Nullable::Absent,
            id: gone.id,
            livemode: None,
            name: None,
            object: models::DeletedAppsSecretObject::AppsSecret,
            payload: Nullable::Absent,
            scope: None,
        }
        .into())
    }

    async fn post_treasury_credit_reversals(
        &self,
        _context: Context,
        body: models::PostTreasuryCreditReversalsBody,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        let mut credits = lock(&self.credits);
        let status_transitions = models::TreasuryReceivedCreditsResourceStatusTransitions {
            posted_at: Nullable::Null,
        };
        let credit = models::TreasuryCreditReversal {
            id: format!("credrev_{}", credits.len() + 1),
            object: models::TreasuryCreditReversalObject::TreasuryCreditReversal,
            amount: 1000,
            created: 1_680_756_608,
            currency: "usd".to_owned(),
            financial_account: "fa_1".to_owned(),
            hosted_regulatory_receipt_url: Nullable::Null,
            livemode: false,
            metadata: body.metadata.unwrap_or_default(),
            network: models::TreasuryCreditReversalNetwork::Ach.into(),
            received_credit: body.received_credit,
            status: models::TreasuryCreditReversalStatus::Processing.into(),
            status_transitions,
            transaction: Nullable::Value(Expandable::from("trxn_1")),
        };
        credits.insert(credit.id.clone(), credit.clone());
        Ok(credit.into())
    }

    async fn get_treasury_credit_reversals(
        &self,
        _context: Context,
        query: models::GetTreasuryCreditReversalsQuery,
    ) -> Result<Reply<List<models::TreasuryCreditReversal>>, Failure> {
        let credits = lock(&self.credits);
        let data: Vec<_> = credits
            .values()
            .filter(|credit| credit.financial_account == query.financial_account)
            .cloned()
            .collect();
        Ok(List::new("/v1/treasury/credit_reversals", data, false).into())
    }

    async fn get_treasury_credit_reversals_credit_reversal(
        &self,
        _context: Context,
        path: models::GetTreasuryCreditReversalsCreditReversalPath,
        _query: models::GetTreasuryCreditReversalsCreditReversalQuery,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        let found = lock(&self.credits).get(&path.credit_reversal).cloned();
        Ok(found
            .ok_or_else(|| missing("credit reversal", &path.credit_reversal))?
            .into())
    }
}

/// Prints a request as it arrived, without the key, and the answer to it.
async fn print(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, 1 << 20).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    println!("> {} {} {:?}", head.method, head.uri, head.version);
    for (name, value) in &head.headers {
        let value = if name == "authorization" {
            "[key]"
        } else {
            value.to_str().unwrap_or("[not text]")
        };
        println!("> {name}: {value}");
    }
    if !bytes.is_empty() {
        println!(">\n> {}", String::from_utf8_lossy(&bytes));
    }
    let response = next.run(Request::from_parts(head, Body::from(bytes))).await;
    let (head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, 1 << 20).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    println!("< {}\n< {}\n", head.status, String::from_utf8_lossy(&bytes));
    Response::from_parts(head, Body::from(bytes))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let router =
        reversals_server::router(Arc::new(Memory::default())).layer(middleware::from_fn(print));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let client = Client::connect(&format!("http://{address}"), Session::bearer("sk_test_123"))?;
    let reversal = client
        .transfer_reversals()
        .create("tr_1")
        .amount(400)
        .metadata([("order_id", "6735")])
        .expand(["balance_transaction"])
        .send()
        .await?;
    client
        .transfer_reversals()
        .list("tr_1")
        .limit(3)
        .expand(["data.transfer"])
        .send()
        .await?;
    client
        .transfer_reversals()
        .retrieve("tr_1", &reversal.id)
        .send()
        .await?;
    client
        .transfer_reversals()
        .update("tr_1", &reversal.id)
        .metadata(Clearable::Clear)
        .send()
        .await?;

    let credit = client
        .credit_reversals()
        .create("rc_1")
        .metadata([("order_id", "6735")])
        .send()
        .await?;
    client
        .credit_reversals()
        .list("fa_1")
        .status(models::GetTreasuryCreditReversalsStatus::Processing)
        .send()
        .await?;
    client
        .credit_reversals()
        .retrieve(&credit.id)
        .send()
        .await?;

    let account = || models::ScopeParam::new(models::ScopeParamType::Account);
    client
        .secrets()
        .set(models::required::PostAppsSecretsBody {
            name: "my-api-key".to_owned(),
            payload: "secret_key_xxxxxx".to_owned(),
            scope: account(),
        })
        .send()
        .await?;
    client.secrets().list(account()).send().await?;
    client
        .secrets()
        .find("my-api-key", account())
        .expand(["payload"])
        .send()
        .await?;
    client
        .secrets()
        .delete("my-api-key", account())
        .send()
        .await?;

    // A refusal arrives as the documented error, with its status.
    let refused = client.credit_reversals().retrieve("credrev_0").send().await;
    match refused {
        Err(error @ reversals_client::Error::Refused(_)) => println!("refused: {error}"),
        other => println!("unexpected: {other:?}"),
    }
    server.abort();
    Ok(())
}
