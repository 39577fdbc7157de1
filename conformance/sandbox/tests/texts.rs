//! What is said to a text or a number does not hang on the store. `postgres.rs` asks PostgreSQL the same.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::texts::{Place, walk};
use common::{Running, config, full, in_file};
use serde_json::json;

#[tokio::test]
async fn every_text_and_number_of_every_operation_has_one_answer_in_memory_and_in_a_file() {
    let memory = walk(config()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = walk(in_file(&folder.path().join("a.db"))).await;
    assert_eq!(memory.len(), file.len());
    for (memory, file) in memory.into_iter().zip(file) {
        assert!(memory.status < 500, "{memory:?}");
        assert_eq!(memory, file);
    }
}

#[tokio::test]
async fn a_nul_in_an_address_names_nothing_and_in_a_body_is_refused_by_its_parameter() {
    let probes = walk(config()).await;
    let with_nul: Vec<_> = probes.iter().filter(|probe| probe.has_nul).collect();
    for place in [Place::Path, Place::Query, Place::Body] {
        assert!(
            with_nul.iter().any(|probe| probe.place == place),
            "{place:?}"
        );
    }
    for probe in with_nul {
        match probe.place {
            Place::Path => {
                assert_eq!(probe.status, 404, "{probe:?}");
                assert_eq!(probe.error()["code"], "resource_missing", "{probe:?}");
            }
            // A filter that nothing is of leaves an empty list.
            Place::Query if probe.status == 200 => {
                let list: serde_json::Value = serde_json::from_str(&probe.body).unwrap();
                assert_eq!(list["data"], json!([]), "{probe:?}");
            }
            // What is found by its name is missing where there is no such name.
            Place::Query if probe.status == 404 => {
                assert_eq!(probe.error()["code"], "resource_missing", "{probe:?}");
                assert_eq!(probe.error()["param"], *probe.param, "{probe:?}");
            }
            Place::Query => assert_eq!(probe.status, 400, "{probe:?}"),
            Place::Body => {
                assert_eq!(probe.status, 400, "{probe:?}");
                assert_eq!(probe.error()["param"], *probe.param, "{probe:?}");
            }
        }
        assert_ne!(probe.again.as_deref(), Some("true"), "{probe:?}");
    }
}

#[tokio::test]
async fn what_a_post_says_in_its_address_is_refused_like_what_its_body_says() {
    let running = Running::start(config()).await;
    let client = running.client();
    let form = "amount=1&currency=usd&destination=acct_1";
    let refused = client.post("/v1/transfers?description=a%00", form).await;
    assert_eq!(refused.refused(400)["param"], "description");
    assert_eq!(
        refused.message(),
        "Invalid string: description has a NUL character (U+0000) in it."
    );
    assert_eq!(client.dollars().await, 1_000_000_000);
    // What is escaped twice is no NUL.
    client
        .post("/v1/transfers?description=%2500", form)
        .await
        .good();
}

#[tokio::test]
async fn a_refusal_tells_no_long_text_back() {
    // Of such, JSON has six bytes for each.
    let (body, address) = ("%01".repeat(300_000), "%01".repeat(5_000));
    let transfer = "amount=1&currency=usd&destination=";
    let credit = "amount=1&currency=usd&network=ach&financial_account=";
    let list = "/v1/treasury/credit_reversals?financial_account=";
    let running = Running::start(config()).await;
    let client = running.client();
    let there = client.transfer(1).await;
    let mut refused = vec![
        client
            .post("/v1/transfers", &format!("{transfer}{body}"))
            .await,
        client
            .post(
                "/v1/test_helpers/treasury/received_credits",
                &format!("{credit}{body}"),
            )
            .await,
        client
            .post(
                "/v1/treasury/credit_reversals",
                &format!("received_credit={address}"),
            )
            .await,
    ];
    for path in [
        format!("/v1/transfers/{address}"),
        format!("/v1/transfers/{there}/reversals?starting_after={address}"),
        format!("{list}{address}"),
        format!("{list}fa_1&ending_before={address}"),
    ] {
        refused.push(client.get(&path).await);
    }
    for refused in refused {
        assert!([400, 404].contains(&refused.status), "{}", refused.status);
        // Where it were longer, the room of all answers would have to count it.
        assert!(refused.text.len() < 4_096, "{} bytes", refused.text.len());
    }
}

#[tokio::test]
async fn a_balance_that_would_overflow_is_a_400_and_stays() {
    full::a_balance_that_would_overflow_is_a_400_and_stays(config()).await;
}
