//! The calls that the page for people shows in Rust: each sends the documented request and takes the documented answer.
//! What is between the markers is cut out by `cargo xtask generate`.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use reversals_cases::{Case, Judge, Origin};
use reversals_client::Client;
use serde_json::{Value, json};

/// Makes the client as the page has it.
fn client(url: &str) -> Result<Client, Box<dyn Error>> {
    // docs: (client)
    use reversals_client::{Client, Session};

    // `url` is `Client::SERVER`, or that of a sandbox.
    let client = Client::connect(url, Session::basic("sk_test_123"))?;
    // docs: end
    Ok(client)
}

/// Makes one call as the page has it. Gives the answer's id, or the ids of a list.
#[allow(clippy::too_many_lines, reason = "a table of the calls that are shown")]
async fn call(operation: &str, client: &Client) -> Result<Value, Box<dyn Error>> {
    match operation {
        "PostTransfersIdReversals" => {
            // docs: PostTransfersIdReversals
            let reversal = client
                .transfer_reversals()
                .create("tr_1Mio2dLkdIwHu7ixsUuCxJpu")
                .amount(400)
                .send()
                .await?;
            // docs: end
            Ok(json!(reversal.id))
        }
        "GetTransfersIdReversals" => {
            // docs: GetTransfersIdReversals
            let reversals = client
                .transfer_reversals()
                .list("tr_1Mio2dLkdIwHu7ixsUuCxJpu")
                .limit(3)
                .send()
                .await?;
            // docs: end
            Ok(reversals.iter().map(|it| json!(it.id)).collect())
        }
        "GetTransfersTransferReversalsId" => {
            // docs: GetTransfersTransferReversalsId
            let reversal = client
                .transfer_reversals()
                .retrieve(
                    "tr_1Mio2dLkdIwHu7ixsUuCxJpu",
                    "trr_1Mio2eLkdIwHu7ixN5LPJS4a",
                )
                .send()
                .await?;
            // docs: end
            Ok(json!(reversal.id))
        }
        "PostTransfersTransferReversalsId" => {
            // docs: PostTransfersTransferReversalsId
            let reversal = client
                .transfer_reversals()
                .update(
                    "tr_1Mio2dLkdIwHu7ixsUuCxJpu",
                    "trr_1Mio2eLkdIwHu7ixN5LPJS4a",
                )
                .metadata([("order_id", "6735")])
                .send()
                .await?;
            // docs: end
            Ok(json!(reversal.id))
        }
        "PostTreasuryCreditReversals" => {
            // docs: PostTreasuryCreditReversals
            let credit_reversal = client
                .credit_reversals()
                .create("rc_1MtkGJLkdIwHu7ixWPuY9DGn")
                .send()
                .await?;
            // docs: end
            Ok(json!(credit_reversal.id))
        }
        "GetTreasuryCreditReversals" => {
            // docs: GetTreasuryCreditReversals
            let credit_reversals = client
                .credit_reversals()
                .list("fa_1MtkGJLkdIwHu7ix6FAcfxof")
                .limit(3)
                .send()
                .await?;
            // docs: end
            Ok(credit_reversals.iter().map(|it| json!(it.id)).collect())
        }
        "GetTreasuryCreditReversalsCreditReversal" => {
            // docs: GetTreasuryCreditReversalsCreditReversal
            let credit_reversal = client
                .credit_reversals()
                .retrieve("credrev_1Mtklw2eZvKYlo2CJG2MWJM7")
                .send()
                .await?;
            // docs: end
            Ok(json!(credit_reversal.id))
        }
        "PostAppsSecrets" => {
            // docs: PostAppsSecrets
            use reversals_client::types::required::PostAppsSecretsBody;
            use reversals_client::types::{ScopeParam, ScopeParamType};

            let secret = client
                .secrets()
                .set(PostAppsSecretsBody {
                    name: "my-api-key".to_owned(),
                    payload: "secret_key_xxxxxx".to_owned(),
                    scope: ScopeParam::new(ScopeParamType::Account),
                })
                .send()
                .await?;
            // docs: end
            Ok(json!(secret.id))
        }
        "GetAppsSecrets" => {
            // docs: GetAppsSecrets
            use reversals_client::types::{ScopeParam, ScopeParamType};

            let secrets = client
                .secrets()
                .list(ScopeParam::new(ScopeParamType::Account))
                .send()
                .await?;
            // docs: end
            Ok(secrets.iter().map(|it| json!(it.id)).collect())
        }
        "GetAppsSecretsFind" => {
            // docs: GetAppsSecretsFind
            use reversals_client::types::{ScopeParam, ScopeParamType};

            let secret = client
                .secrets()
                .find("my-api-key", ScopeParam::new(ScopeParamType::Account))
                .send()
                .await?;
            // docs: end
            Ok(json!(secret.id))
        }
        "PostAppsSecretsDelete" => {
            // docs: PostAppsSecretsDelete
            use reversals_client::types::{ScopeParam, ScopeParamType};

            let secret = client
                .secrets()
                .delete("my-api-key", ScopeParam::new(ScopeParamType::Account))
                .send()
                .await?;
            // docs: end
            Ok(json!(secret.id))
        }
        other => Err(format!("no call of {other}").into()),
    }
}

/// The first documented case with a command line of each operation: that which the page shows as curl.
fn documented() -> BTreeMap<String, Case> {
    let mut first = BTreeMap::new();
    for case in reversals_cases::load(&reversals_cases::folder())
        .unwrap()
        .cases
    {
        let case = Arc::unwrap_or_clone(case);
        if matches!(&case.origin, Origin::Documented(it) if it.curl.is_some()) {
            first.entry(case.call.operation.clone()).or_insert(case);
        }
    }
    first
}

/// What arrived: the method, the target, the headers and the body.
type Arrived = (String, String, BTreeMap<String, String>, String);

/// A server that answers everything with one payload and keeps what arrives.
async fn answering(payload: String) -> (String, Arc<Mutex<Vec<Arrived>>>) {
    let arrived: Arc<Mutex<Vec<Arrived>>> = Arc::default();
    let kept = Arc::clone(&arrived);
    let router = Router::new().fallback(move |request: Request| async move {
        let (head, body) = request.into_parts();
        let body: Bytes = to_bytes(body, 1 << 20).await.unwrap();
        let headers = head.headers.iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        kept.lock().unwrap().push((
            head.method.to_string(),
            head.uri.to_string(),
            headers.collect(),
            String::from_utf8(body.to_vec()).unwrap(),
        ));
        ([(CONTENT_TYPE, "application/json")], payload)
    });
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, arrived)
}

#[tokio::test]
async fn each_call_sends_the_documented_request_and_takes_the_documented_answer() {
    let documented = documented();
    assert!(!documented.is_empty());
    for (operation, case) in documented {
        let Judge::Exchange { body, .. } = &case.judge else {
            panic!("{} is no exchange", case.id)
        };
        let (url, arrived) = answering(body.to_string()).await;
        let got = call(&operation, &client(&url).unwrap()).await;
        let got = got.unwrap_or_else(|error| panic!("{operation}: {error}"));
        let want = match &body["data"] {
            Value::Array(items) => items.iter().map(|it| it["id"].clone()).collect(),
            _ => body["id"].clone(),
        };
        assert_eq!(got, want, "{operation}");

        let arrived = std::mem::take(&mut *arrived.lock().unwrap());
        let [(method, target, headers, sent)] = &arrived[..] else {
            panic!("{operation}: {} requests", arrived.len())
        };
        let want = &case.request;
        assert_eq!(
            (method, target, sent.as_str()),
            (
                &want.method,
                &want.target(),
                want.body.as_deref().unwrap_or_default()
            ),
            "{operation}"
        );
        for (name, value) in &want.headers {
            let found = headers.get(name);
            assert!(found.is_some(), "{operation}: no {name}");
            if !case.uuids.contains(name) {
                assert_eq!(found, Some(value), "{operation}: {name}");
            }
        }
    }
}

#[test]
fn each_marker_is_in_the_arm_of_its_operation() {
    let lines: Vec<&str> = include_str!("snippets.rs").lines().map(str::trim).collect();
    let mut marked = BTreeSet::new();
    for pair in lines.windows(2) {
        let Some(name) = pair[1].strip_prefix("// docs: ") else {
            continue;
        };
        if !matches!(name, "end" | "(client)") {
            assert_eq!(pair[0], format!("\"{name}\" => {{"));
            marked.insert(name.to_owned());
        }
    }
    assert_eq!(marked, documented().into_keys().collect());
}
