//! One answer of an operation, as it travels and as a case says it.

use std::collections::BTreeMap;

use reversals_cases::format::Response;
use reversals_cases::wire;
use serde_json::Value;

use crate::operation::Good;
use crate::values::TOO_SMALL;

/// An answer: the good one, or another body, with one change; or any text.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The body, where it is not the good one.
    pub(crate) own: Option<Value>,
    pub(crate) whole: Value,
    pub(crate) change: Option<(String, Option<Value>)>,
    pub(crate) text: Option<(&'static str, String)>,
}

impl Answer {
    /// The good one.
    pub(crate) fn good(good: &Good) -> Self {
        Self {
            status: good.status,
            own: None,
            whole: good.body.clone(),
            change: None,
            text: None,
        }
    }

    pub(crate) fn wire(&self) -> wire::Response {
        if let Some((media, text)) = &self.text {
            return wire::Response {
                status: self.status,
                headers: BTreeMap::from([("content-type".to_owned(), (*media).to_owned())]),
                body: text.clone(),
            };
        }
        let mut response = wire::Response::json(self.status, &self.body());
        response.body = raw(&response.body);
        response
    }

    fn body(&self) -> Value {
        let mut body = self.whole.clone();
        if let Some((pointer, value)) = &self.change {
            let set = value
                .iter()
                .map(|it| (pointer.clone(), it.clone()))
                .collect();
            let remove: Vec<_> = value
                .is_none()
                .then(|| pointer.clone())
                .into_iter()
                .collect();
            // A pointer that leads nowhere changes nothing, and shows nothing.
            let _ = reversals_cases::patch::apply(&mut body, "", &set, &remove);
        }
        body
    }

    pub(crate) fn said(&self, good: &Good) -> Response {
        let mut said = Response {
            status: Some(self.status),
            ..Response::default()
        };
        let body = self.body().to_string();
        let text = raw(&body);
        if let Some((media, text)) = &self.text {
            said.headers = BTreeMap::from([("content-type".to_owned(), (*media).to_owned())]);
            said.text = Some(text.clone());
        } else if text != body {
            said.text = Some(text);
        } else {
            match (&self.own, &good.payload) {
                (Some(own), _) => said.body = Some(own.clone()),
                (None, Some(payload)) => said.payload = Some(payload.clone()),
                (None, None) => said.body = Some(good.body.clone()),
            }
            match self.change.clone() {
                Some((pointer, Some(value))) => {
                    said.set.insert(pointer, value);
                }
                Some((pointer, None)) => said.remove.push(pointer),
                None => {}
            }
        }
        said
    }
}

/// JSON text in which what no value holds stands as a number.
fn raw(body: &str) -> String {
    body.replace(&format!("\"{TOO_SMALL}\""), TOO_SMALL)
}
