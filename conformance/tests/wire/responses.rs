//! What comes back, on both sides.

use std::sync::Arc;

use crate::scripted::Scripted;
use axum::body::Body;
use reversals_client::{Client, Error, Session};
use reversals_judge::recorder::Recorder;
use reversals_models as models;
use reversals_runtime::{Expandable, OpenEnum};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::*;

#[tokio::test]
async fn absent_and_null_stay_apart_on_both_sides() {
    let mut with_nulls = reversal();
    for member in [
        "balance_transaction",
        "destination_payment_refund",
        "metadata",
        "source_refund",
    ] {
        with_nulls[member] = Value::Null;
    }
    for payload in [reversal(), with_nulls] {
        let again = answered(
            "GetTransfersTransferReversalsId",
            &retrieve(),
            200,
            &payload.to_string(),
        )
        .await
        .unwrap();
        assert_eq!(again, payload);
        let (status, sent, _) = served(
            payload.clone(),
            "GET",
            "/v1/transfers/tr_1/reversals/trr_1",
            None,
            true,
        )
        .await;
        assert_eq!((status, sent), (200, payload));
    }
    let mut null_metadata = credit();
    null_metadata["metadata"] = Value::Null;
    let operation = "GetTreasuryCreditReversalsCreditReversal";
    let one = path(&json!({ "credit_reversal": "credrev_1" }));
    let error = answered(operation, &one, 200, &null_metadata.to_string())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("/metadata"),
        "a map that can't be null is refused where it is: {error}"
    );
}

#[tokio::test]
async fn values_and_members_to_come_are_tolerated_and_an_unknown_value_is_kept() {
    let mut payload = credit();
    payload["status"] = json!("returned");
    payload["network"] = json!("us_domestic_wire");
    let decoded: models::TreasuryCreditReversal = serde_json::from_value(payload.clone()).unwrap();
    assert_eq!(decoded.status, OpenEnum::Unknown("returned".to_owned()));
    assert_eq!(json!(decoded), payload);
    payload["future"] = json!({ "a": [1] });
    let operation = "GetTreasuryCreditReversalsCreditReversal";
    let one = path(&json!({ "credit_reversal": "credrev_1" }));
    let again = answered(operation, &one, 200, &payload.to_string())
        .await
        .unwrap();
    assert_eq!(again["status"], "returned");
    // But an object of another kind is no credit reversal.
    payload["object"] = json!("charge");
    let error = answered(operation, &one, 200, &payload.to_string())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("/object"), "{error}");
}

#[tokio::test]
async fn expanded_members_are_objects_and_what_they_hold_survives() {
    let mut payload = reversal();
    payload["transfer"] = json!({
        "id": "tr_1", "object": "transfer", "amount": 1100, "amount_reversed": 400, "created": 1, "currency": "usd",
        "livemode": false, "metadata": {}, "reversed": false,
        "balance_transaction": { "id": "txn_1", "object": "balance_transaction", "net": -1100 },
        "reversals": { "object": "list", "data": [reversal()], "has_more": false, "url": "/v1/transfers/tr_1/reversals" },
    });
    let again = answered(
        "GetTransfersTransferReversalsId",
        &retrieve(),
        200,
        &payload.to_string(),
    )
    .await
    .unwrap();
    assert_eq!(again, payload);
    let decoded: models::TransferReversal = serde_json::from_value(payload).unwrap();
    let transfer = models::TransferReversal::TRANSFER.of(&decoded).unwrap();
    let deeper = models::TransferReversal::TRANSFER.then(models::Transfer::BALANCE_TRANSACTION);
    assert_eq!(deeper.of(&decoded).unwrap()["net"], json!(-1100));
    assert_eq!(decoded.transfer.id(), "tr_1");
    assert_eq!(
        transfer.reversals.data[0].transfer,
        Expandable::from("tr_1")
    );
}

#[tokio::test]
async fn amounts_beyond_what_a_float_holds_are_exact() {
    for amount in [9_007_199_254_740_993_i64, i64::MAX, i64::MIN] {
        let mut payload = reversal();
        payload["amount"] = json!(amount);
        let again = answered(
            "GetTransfersTransferReversalsId",
            &retrieve(),
            200,
            &payload.to_string(),
        )
        .await
        .unwrap();
        assert_eq!(again["amount"], json!(amount));
        // No request is for less than one.
        let amount = amount.max(1);
        let form = format!("amount={amount}");
        let service = Arc::new(Scripted::new(payload));
        let request = http::Request::post("/v1/transfers/tr_1/reversals")
            .header("authorization", format!("Bearer {KEY}"))
            .header("content-type", "application/x-www-form-urlencoded");
        service
            .router()
            .oneshot(request.body(Body::from(form)).unwrap())
            .await
            .unwrap();
        assert_eq!(
            service.seen()[0].arguments.body,
            Some(json!({ "amount": amount }))
        );
    }
}

#[tokio::test]
async fn a_payload_of_the_wrong_type_is_refused_with_its_place() {
    let mut payload = json!({ "object": "list", "data": [reversal(), reversal()], "has_more": false, "url": "/v1" });
    payload["data"][1]["amount"] = json!("400");
    let list = path(&json!({ "id": "tr_1" }));
    let error = answered("GetTransfersIdReversals", &list, 200, &payload.to_string())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("/data/1/amount") && error.contains("i64"),
        "{error}"
    );
}

#[tokio::test]
async fn a_documented_failure_is_typed_and_any_other_keeps_status_and_body() {
    let session = |status, body: &str| {
        let session = Session::bearer(KEY)
            .with_retries(0)
            .with_transport(Arc::new(Recorder::new(status, body)));
        Client::connect("https://api.stripe.com", session).unwrap()
    };
    let envelope =
        json!({ "error": { "type": "brand_new_error", "message": "m", "code": "c", "future": 1 } })
            .to_string();
    let client = session(400, &envelope);
    let error = client
        .transfer_reversals()
        .create("tr_1")
        .send()
        .await
        .unwrap_err();
    let Error::Refused(refused) = error else {
        panic!("{error:?}")
    };
    assert_eq!(refused.status.as_u16(), 400);
    assert_eq!(
        refused.body.error.type_,
        OpenEnum::Unknown("brand_new_error".to_owned())
    );
    assert_eq!(
        (
            refused.code.as_deref(),
            refused.body.error.message.as_deref()
        ),
        (Some("c"), Some("m"))
    );

    for (status, body) in [
        (502, "<html>Bad gateway</html>"),
        (404, "{}"),
        (307, ""),
        (500, ""),
    ] {
        let error = session(status, body)
            .transfer_reversals()
            .create("tr_1")
            .send()
            .await
            .unwrap_err();
        let Error::Undecodable(answer) = error else {
            panic!("{status}: {error:?}")
        };
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.body, body.as_bytes());
    }
}
