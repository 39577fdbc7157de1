//! What is put to clients.

use reversals_cases::wire::Response;
use reversals_judge::subject::{Authorization, Call};
use serde_json::{Map, Value, json};

use crate::{page, reversal, with};

#[derive(Clone)]
pub(super) struct Exchange(pub(super) Call, pub(super) Response);

impl Exchange {
    pub(super) fn key(mut self, key: &str) -> Self {
        self.0.caller.idempotency_key = Some(key.to_owned());
        self
    }

    pub(super) fn basic(mut self) -> Self {
        self.0.caller.authorization = Authorization::Basic;
        self
    }

    pub(super) fn account(mut self, account: &str) -> Self {
        self.0.caller.account = Some(account.to_owned());
        self
    }

    pub(super) fn version(mut self, version: &str) -> Self {
        self.0.caller.version = Some(version.to_owned());
        self
    }

    pub(super) fn answer(mut self, status: u16, body: &Value) -> Self {
        self.1 = Response::json(status, body);
        self
    }

    pub(super) fn text(mut self, status: u16, body: &str) -> Self {
        self.1 = Response {
            body: body.to_owned(),
            ..Response::json(status, &Value::Null)
        };
        self
    }
}

pub(super) fn members(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

pub(super) fn create_for(id: &str, body: Value) -> Exchange {
    let mut call = Call {
        operation: "PostTransfersIdReversals".to_owned(),
        ..Call::default()
    };
    call.arguments.path = members(json!({ "id": id }));
    call.arguments.body = Some(body);
    Exchange(call, Response::json(200, &reversal()))
}

pub(super) fn create(body: Value) -> Exchange {
    create_for("tr_1", body)
}

pub(super) fn update() -> Exchange {
    let mut exchange = create(json!({}));
    "PostTransfersTransferReversalsId".clone_into(&mut exchange.0.operation);
    exchange.0.arguments.path = members(json!({ "transfer": "tr_1", "id": "trr_1" }));
    exchange
}

pub(super) fn listed(query: Value, items: &[Value]) -> Exchange {
    let mut call = Call {
        operation: "GetTransfersIdReversals".to_owned(),
        ..Call::default()
    };
    call.arguments.path = members(json!({ "id": "tr_1" }));
    call.arguments.query = members(query);
    Exchange(call, Response::json(200, &page(items, true)))
}

pub(super) fn credited(answer: &Value) -> Exchange {
    let mut call = Call {
        operation: "PostTreasuryCreditReversals".to_owned(),
        ..Call::default()
    };
    call.arguments.body = Some(json!({ "received_credit": "rc_1" }));
    Exchange(call, Response::json(200, answer))
}

pub(super) fn answered(changes: Value) -> Exchange {
    create(json!({})).answer(200, &with(changes))
}

pub(super) fn failed(status: u16) -> Exchange {
    let error = json!({
        "code": "resource_missing", "message": "No such thing", "param": "id", "type": "invalid_request_error",
    });
    create(json!({})).answer(status, &json!({ "error": error }))
}

pub(super) fn pages() -> Exchange {
    listed(json!({}), &[with(json!({ "id": "trr_2" })), reversal()])
}
