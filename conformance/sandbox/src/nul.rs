//! NUL in a request's texts. PostgreSQL keeps no text with one and SQLite does, so that none is let through to either.

use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{Method, Uri};
use serde_json::Value;

use crate::refusal::Refusal;

/// In an address, NUL is read as U+0001, which is in no ID either: what it asks for is not there. The parameters in the
/// address of a POST are left to [`refuse`], since they may be for keeping.
pub(crate) async fn in_address(mut request: Request) -> Request {
    let asks = request.method() != Method::POST;
    let uri = request.uri_mut();
    let Some(address) = uri
        .path_and_query()
        .filter(|it| it.as_str().contains("%00"))
    else {
        return request;
    };
    let mut text = address.path().replace("%00", "%01");
    if let Some(query) = address.query() {
        text.push('?');
        text.push_str(&if asks {
            query.replace("%00", "%01")
        } else {
            query.to_owned()
        });
    }
    let mut parts = uri.clone().into_parts();
    // It is as long as before, and of the same characters.
    parts.path_and_query = PathAndQuery::try_from(text).ok();
    if let Ok(changed) = Uri::from_parts(parts) {
        *uri = changed;
    }
    request
}

/// Refuses parameters, written as JSON, one of which has a NUL in it.
///
/// Errors: a 400 that names the first such parameter.
pub(crate) fn refuse(parameters: &str) -> Result<(), Refusal> {
    // Most have none, and a look at the text is cheap.
    if !parameters.contains("\\u0000") {
        return Ok(());
    }
    let parameters = serde_json::from_str(parameters).unwrap_or_default();
    let Some(name) = find(&parameters, "") else {
        return Ok(());
    };
    let message = format!("Invalid string: {name} has a NUL character (U+0000) in it.");
    Err(Refusal::invalid(message).param(&name))
}

/// The bracketed name of the first text with a NUL; where the name has one itself, of what it is in.
fn find(value: &Value, name: &str) -> Option<String> {
    let inner = |key: &str| {
        if name.is_empty() {
            key.to_owned()
        } else {
            format!("{name}[{key}]")
        }
    };
    match value {
        Value::String(text) => text.contains('\0').then(|| name.to_owned()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| find(item, &inner(&index.to_string()))),
        Value::Object(members) => members.iter().find_map(|(key, member)| {
            if key.contains('\0') {
                Some(name.to_owned())
            } else {
                find(member, &inner(key))
            }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_nul_is_refused_by_the_name_of_its_parameter_and_what_looks_like_one_is_not() {
        for (parameters, param) in [
            (json!({ "description": "a\0" }), "description"),
            (json!({ "metadata": { "a": "\0" } }), "metadata[a]"),
            (json!({ "metadata": { "a\0": "b" } }), "metadata"),
            (json!({ "expand": ["a", "\0"] }), "expand[1]"),
        ] {
            let refusal = refuse(&parameters.to_string()).unwrap_err();
            assert_eq!(refusal.error.param.as_deref(), Some(param));
        }
        for parameters in [json!({ "description": "\\u0000" }), json!({ "amount": 0 })] {
            assert!(refuse(&parameters.to_string()).is_ok(), "{parameters}");
        }
    }
}
