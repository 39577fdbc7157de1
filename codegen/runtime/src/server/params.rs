//! From a request's parts to the JSON objects of its parameters.

use std::borrow::Cow;

use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::body::Incoming;
use super::template::{Captures, captures};
use super::{Body, Failure, Operation, Scheme, auth};
use crate::form::Branch;
use crate::shape::{Medium, Rule, Unreadable};
use crate::{ByteStream, form, media, shape};

/// The type of the parameters of an operation that has none in that place: `{}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// The values of the path's parameters, by the names that the operation gives them.
pub(super) fn path(operation: &Operation, parts: &Parts) -> Result<Value, Failure> {
    let captures = match captures(operation.path, parts.uri.path()) {
        Captures::Values(values) => values,
        // The router takes an empty segment in the middle of a path for a parameter; nothing has an empty id.
        Captures::None => return Err(Failure::unrecognized(&parts.method, &parts.uri)),
        Captures::Ambiguous => {
            return Err(Failure::bad_request(format!(
                "The path can be read in more than one way. Escape what belongs to a value: {}",
                operation.path
            )));
        }
    };
    if captures.len() != operation.path_params.len() {
        return Err(Failure::internal(
            "The route and the operation differ in the number of path parameters.",
        ));
    }
    let mut values = Map::new();
    for (field, text) in operation.path_params.iter().zip(captures) {
        let value =
            shape::decode_one(text, field, Medium::Escaped).map_err(|error| match error {
                Unreadable::Text(_) => Failure::bad_request("The path is not valid UTF-8."),
                Unreadable::Value(refusal) => refusal.into(),
            })?;
        values.insert(field.name.to_owned(), value);
    }
    Ok(Value::Object(values))
}

/// The query but for API keys, which are no parameters.
fn without_keys<'a>(operation: &Operation, parts: &'a Parts) -> Cow<'a, [u8]> {
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let keys = operation.security.iter().copied().flatten();
    let keys: Vec<&str> = keys
        .filter_map(|scheme| match scheme {
            Scheme::Query(name) => Some(*name),
            _ => None,
        })
        .filter(|name| operation.query.iter().all(|field| field.name != *name))
        .collect();
    if keys.is_empty() {
        return Cow::Borrowed(query);
    }
    let is_key = |pair: &&[u8]| auth::query_name(pair).is_some_and(|name| keys.contains(&&*name));
    let rest: Vec<&[u8]> = query
        .split(|&byte| byte == b'&')
        .filter(|pair| !is_key(pair))
        .collect();
    Cow::Owned(rest.join(&b'&'))
}

/// The values of the query and of the body.
pub(super) fn query_and_body(
    operation: &Operation,
    parts: &Parts,
    body: &[u8],
) -> Result<(Value, Value), Failure> {
    let query = without_keys(operation, parts);
    if let Body::Form {
        required,
        fields,
        rest,
        rules,
    } = operation.body
    {
        media_type(parts, body, "application/x-www-form-urlencoded")?;
        // Without parameters in the query there is one bag of parameters, as the service has it. To ignore the query would
        // be worse than to refuse it: an amount in the wrong place would go unnoticed.
        let bag = if operation.query.is_empty() && !query.is_empty() {
            Cow::Owned([&*query, b"&", body].concat())
        } else {
            Cow::Borrowed(body)
        };
        let query = if operation.query.is_empty() {
            Value::Object(Map::new())
        } else {
            decode_query(operation, &query)?
        };
        let form = form::parse(&bag)?;
        let is_empty = form.branch().is_some_and(Branch::is_empty);
        if !required && is_empty && fields.iter().any(|field| field.required) {
            // It is not there, and an empty one would not do.
            return Ok((query, Value::Null));
        }
        let values = shape::decode_form(&form, fields, rest)?;
        whole(&values, required, rules)?;
        return Ok((query, values));
    }
    let query = decode_query(operation, &query)?;
    let body = match operation.body {
        Body::Json { required, shape } => json(parts, body, required, shape)?,
        _ if body.is_empty() => Value::Object(Map::new()),
        _ => {
            return Err(Failure::bad_request(
                "This operation takes no request body.",
            ));
        }
    };
    Ok((query, body))
}

/// The values of the query, of an operation whose body is no parameters.
pub(super) fn query(operation: &Operation, parts: &Parts) -> Result<Value, Failure> {
    decode_query(operation, &without_keys(operation, parts))
}

/// The body of an operation that takes bytes.
pub(super) fn bytes(
    operation: &Operation,
    parts: &Parts,
    incoming: &mut Incoming,
) -> Result<ByteStream, Failure> {
    let Body::Bytes { required, media } = operation.body else {
        return Err(Failure::internal("The operation takes no bytes."));
    };
    let stream = incoming.stream()?;
    if stream.size() == Some(0) {
        if required {
            return Err(Failure::bad_request("This operation needs a request body."));
        }
        return Ok(stream);
    }
    let said = content_type(parts);
    if !media.iter().any(|media| media::fits(said, media)) {
        let expected = media.join(" or ");
        return Err(Failure::bad_request(format!(
            "The request body must have the Content-Type {expected}."
        )));
    }
    Ok(stream.with_content_type(said))
}

/// What a request says that its body is; nothing where it says so twice.
pub(super) fn content_type(parts: &Parts) -> &str {
    let mut types = parts.headers.get_all(CONTENT_TYPE).iter();
    match (types.next(), types.next()) {
        (Some(only), None) => only.to_str().unwrap_or_default(),
        _ => "",
    }
}

fn decode_query(operation: &Operation, query: &[u8]) -> Result<Value, Failure> {
    let query = shape::respell(query, operation.query)?;
    Ok(shape::decode_query(
        &form::parse(&query)?,
        operation.query,
        operation.query_styles,
    )?)
}

fn json(
    parts: &Parts,
    body: &[u8],
    required: bool,
    shape: &shape::Shape,
) -> Result<Value, Failure> {
    if body.is_empty() {
        if required {
            return Err(Failure::bad_request(
                "This operation needs a JSON request body.",
            ));
        }
        return Ok(Value::Null);
    }
    media_type(parts, body, "application/json")?;
    let value = crate::path::value(body).map_err(|error| {
        Failure::bad_request(format!("Invalid JSON: {}", shape::cut(&error.to_string())))
    })?;
    shape::refuse_repeated(body)?;
    shape::check_json(&value, shape)?;
    Ok(value)
}

/// Holds a form to what it is held to as a whole. One that may be absent and has no members is absent.
pub(super) fn whole(values: &Value, required: bool, rules: &[Rule<'_>]) -> Result<(), Failure> {
    if required
        || values
            .as_object()
            .is_some_and(|members| !members.is_empty())
    {
        shape::hold_whole(values, rules)?;
    }
    Ok(())
}

/// Refuses a body that is not said to be what it must be. Parameters such as `charset` are accepted.
fn media_type(parts: &Parts, body: &[u8], expected: &str) -> Result<(), Failure> {
    let essence = media::essence(content_type(parts));
    // JSON has names of its own, such as `application/merge-patch+json`.
    let is_json = expected == "application/json" && essence.ends_with("+json");
    if body.is_empty() || is_json || essence.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(Failure::bad_request(format!(
        "The request body must have the Content-Type {expected}."
    )))
}

/// Gives checked values their type. It fails only where the type asks for more than the shape does.
pub(super) fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Failure> {
    crate::path::from_value(value).map_err(|error| {
        Failure::bad_request(format!(
            "Invalid parameters: {}",
            shape::cut(&error.to_string())
        ))
    })
}
