//! The one request that a call must be, written without any code of either side.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reversals_codegen::ir::{Api, Media, Operation, Type};
use serde_json::{Map, Value};

use super::strings;
use reversals_cases::wire::Request;
use reversals_judge::subject::{Authorization, Call, KEY};

/// The header that is any UUID where the caller gives none.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Everything but the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One pair of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The parameter's name.
    pub(super) name: String,
    /// What stands in each of the brackets behind it; none where nothing does.
    pub(super) steps: Vec<Option<String>>,
    /// The text.
    pub(super) text: String,
}

/// The text with all but the unreserved characters escaped.
pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// The request of a call, with `<uuid>` for a key that the client makes up.
pub(super) fn canonical(api: &Api, operation: &Operation, call: &Call) -> Request {
    let arguments = &call.arguments;
    let query = query_pairs(operation, &arguments.query);
    let mut headers: Vec<(String, String)> =
        vec![("accept".to_owned(), "application/json".to_owned())];
    let mut head = |name: &str, value: String| headers.push((name.to_owned(), value));
    match call.caller.authorization {
        Authorization::Bearer => head("authorization", format!("Bearer {KEY}")),
        Authorization::Basic => {
            use base64::Engine as _;
            let pair = base64::engine::general_purpose::STANDARD.encode(format!("{KEY}:"));
            head("authorization", format!("Basic {pair}"));
        }
        Authorization::None => {}
    }
    let mut body = None;
    if let (Some(described), Some(given)) = (&operation.body, &arguments.body) {
        let (media, text) = match described.media {
            Media::Form => {
                let members = given.as_object().cloned().unwrap_or_default();
                (
                    "application/x-www-form-urlencoded",
                    joined(&pairs(&members)),
                )
            }
            // What is no form is JSON as far as arguments can say it.
            Media::Json | Media::Multipart | Media::Raw => ("application/json", given.to_string()),
        };
        head("content-type", media.to_owned());
        body = Some(text);
    }
    if operation.method == "post" {
        let key = call.caller.idempotency_key.as_deref();
        head(IDEMPOTENCY_KEY, key.unwrap_or("<uuid>").to_owned());
    }
    if let Some(account) = &call.caller.account {
        head("stripe-account", account.clone());
    }
    let version = call.caller.version.as_ref().unwrap_or(&api.version);
    head("stripe-version", version.clone());
    for (name, value) in strings::members(&arguments.headers) {
        head(
            &name.to_lowercase(),
            value.as_str().unwrap_or_default().to_owned(),
        );
    }
    headers.sort();
    Request {
        method: operation.method.to_uppercase(),
        path: path(operation, &arguments.path),
        query: (!query.is_empty()).then(|| joined(&query)),
        headers,
        body,
    }
}

fn path(operation: &Operation, arguments: &Map<String, Value>) -> String {
    let segments = operation.path.split('/').map(|segment| {
        let name = segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        match name.and_then(|name| strings::of(arguments.get(name)?)) {
            Some(value) => escaped(value.as_str().unwrap_or_default()),
            None => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The pairs of a query: a list without brackets where the document doesn't say `deepObject`.
fn query_pairs(operation: &Operation, arguments: &Map<String, Value>) -> Vec<Pair> {
    let mut pairs = pairs(arguments);
    for pair in &mut pairs {
        let param = operation.query.iter().find(|param| param.name == pair.name);
        if param.is_some_and(|param| !param.is_deep() && matches!(param.ty, Type::List { .. }))
            && pair.steps == [None]
        {
            pair.steps.clear();
        }
    }
    pairs
}

/// The pairs of members, in the order of their names.
pub(super) fn pairs(members: &Map<String, Value>) -> Vec<Pair> {
    let mut out = Vec::new();
    for (name, value) in strings::members(members) {
        push(&name, &mut Vec::new(), &value, &mut out);
    }
    out
}

fn push(name: &str, steps: &mut Vec<Option<String>>, value: &Value, out: &mut Vec<Pair>) {
    let mut below = |step: Option<String>, value: &Value| {
        steps.push(step);
        push(name, steps, value, out);
        steps.pop();
    };
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                below(Some(key.clone()), value);
            }
        }
        // Scalars are pushed; what has brackets of its own needs an index.
        Value::Array(items) if items.iter().all(Value::is_string) => {
            for item in items {
                below(None, item);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(Some(index.to_string()), item);
            }
        }
        scalar => out.push(Pair {
            name: name.to_owned(),
            steps: steps.clone(),
            text: scalar.as_str().unwrap_or_default().to_owned(),
        }),
    }
}

fn joined(pairs: &[Pair]) -> String {
    let texts = pairs.iter().map(|pair| {
        let step =
            |step: &Option<String>| format!("[{}]", escaped(step.as_deref().unwrap_or_default()));
        let steps: String = pair.steps.iter().map(step).collect();
        format!("{}{steps}={}", escaped(&pair.name), escaped(&pair.text))
    });
    texts.collect::<Vec<_>>().join("&")
}
