//! What is put to servers.

use reversals_cases::wire::Request;
use reversals_judge::subject::Script;
use serde_json::{Value, json};

use crate::{credit, page, reversal};

pub(super) const CREATE: &str = "/v1/transfers/tr_1/reversals";
pub(super) const ITEM: &str = "/v1/transfers/tr_1/reversals/trr_1";
pub(super) const CREDITS: &str = "/v1/treasury/credit_reversals";

#[derive(Clone)]
pub(super) struct Exchange(pub(super) Request, pub(super) Script);

impl Exchange {
    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.0.headers.retain(|(other, _)| other != name);
        self.0.headers.push((name.to_owned(), value.to_owned()));
        self.0.headers.sort();
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.headers.retain(|(other, _)| other != name);
        self
    }

    pub(super) fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.0.method);
        self
    }

    pub(super) fn body(mut self, body: &str) -> Self {
        self.0.body = Some(body.to_owned());
        self
    }

    pub(super) fn answers(mut self, value: Value) -> Self {
        self.1 = Script::Success(value);
        self
    }

    pub(super) fn fails(mut self, status: u16, error: &Value) -> Self {
        self.1 = Script::failure(status, json!({ "error": error }));
        self
    }
}

pub(super) fn request(method: &str, target: &str) -> Exchange {
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query,
        headers: Vec::new(),
        body: None,
    };
    Exchange(request, Script::Success(reversal())).header("authorization", "Bearer sk_test_123")
}

pub(super) fn get(target: &str) -> Exchange {
    request("GET", target)
}

pub(super) fn post(target: &str, form: &str) -> Exchange {
    request("POST", target)
        .body(form)
        .header("content-type", "application/x-www-form-urlencoded")
}

pub(super) fn create(form: &str) -> Exchange {
    post(CREATE, form)
}

pub(super) fn credits(query: &str) -> Exchange {
    let answer =
        json!({ "object": "list", "url": CREDITS, "has_more": true, "data": [credit(json!({}))] });
    get(&format!("{CREDITS}?financial_account=fa_1{query}")).answers(answer)
}

pub(super) fn listed(items: &[Value]) -> Exchange {
    get(CREATE).answers(page(items, true))
}

pub(super) fn error(status: u16) -> Exchange {
    let error = json!({
        "code": "resource_missing", "message": "No such thing", "param": "metadata[a]", "type": "invalid_request_error",
    });
    create("").fails(status, &error)
}
