//! From the arguments of a call to the request that a generated client builds of them.

use std::sync::OnceLock;

use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request};
use reversals_codegen::ir::{self, Media, Type};
use reversals_runtime::Arguments;
use reversals_runtime::client::{Error, QueryParam, RequestBuilderExt as _, encode_path};
use serde::de::DeserializeSeed as _;
use serde_json::{Map, Value};

use super::plan::Planned;
use super::read::As;
use super::slot::{FAILURE, HEADERS, PATH, QUERY, Slot};
use super::typed::Typed;
use super::types::Def;

/// What goes wrong in a call of an interpreted operation.
pub(super) type Failed = Error<Slot<FAILURE>>;

/// The host of every address; no request ever leaves.
const BASE: &str = "http://localhost";

/// Arguments in the types of an operation.
pub(super) struct Given {
    path: Typed,
    query: Typed,
    headers: Typed,
    body: Option<Typed>,
}

/// Gives arguments their types.
///
/// Errors: a text where a type of the client can't hold an argument.
pub(super) fn given(planned: &Planned, arguments: &Arguments) -> Result<Given, String> {
    let members = |place, members: &Map<String, Value>| {
        let members = Value::Object(members.clone());
        let read = planned.scope.read(place, members.clone());
        let read = read.map_err(|error: serde_json::Error| error.to_string())?;
        as_given(&members, read)
    };
    Ok(Given {
        path: members(PATH, &arguments.path)?,
        query: members(QUERY, &arguments.query)?,
        headers: members(HEADERS, &arguments.headers)?,
        body: body(planned, arguments.body.as_ref())?,
    })
}

fn body(planned: &Planned, given: Option<&Value>) -> Result<Option<Typed>, String> {
    let types = &planned.scope.types;
    let (ty, given) = match (&planned.operation.body, given) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err("the operation takes no body".to_owned()),
        (Some(body), Some(given)) => (&body.ty, given.clone()),
        // A builder begins with an empty struct, where the body is one.
        (Some(body), None) => match &body.ty {
            Type::Named(name) if matches!(types.get(name), Some(Def::Record(_))) => {
                (&body.ty, Value::Object(Map::new()))
            }
            _ => return Err("body was not initialized".to_owned()),
        },
    };
    let read = As { types, ty }.deserialize(given.clone());
    as_given(&given, read.map_err(|error| error.to_string())?).map(Some)
}

/// The value where its type keeps all of it. What a type reads as something else, such as null as absent, or leaves
/// out, a caller of typed code has no words for.
fn as_given(given: &Value, read: Typed) -> Result<Typed, String> {
    let again = match &read {
        Typed::Nothing => Value::Object(Map::new()),
        read => read.to_json(),
    };
    if again == *given {
        return Ok(read);
    }
    Err("the client has no words for it".to_owned())
}

/// Builds the request, but for what the session adds.
///
/// Errors: [`Error::InvalidRequest`] for what path, query, headers or body can't carry.
pub(super) fn request(operation: &ir::Operation, given: &Given) -> Result<Request, Failed> {
    let method = Method::from_bytes(operation.method.to_uppercase().as_bytes())
        .map_err(|error| Error::Custom(error.to_string()))?;
    let url = format!("{BASE}{}", path(operation, &given.path)?);
    let mut builder = http()?
        .request(method, url)
        .header(ACCEPT, HeaderValue::from_static("application/json"));
    if let (Some(body), Some(value)) = (&operation.body, &given.body) {
        builder = match body.media {
            Media::Json => builder.json(value),
            Media::Form => builder.form_urlencoded(value)?,
        };
    }
    for (name, param) in query_names(operation) {
        if let Some(value) = given.query.member(&param.name) {
            builder = builder.query_param(&QueryParam::new(&name, value))?;
        }
    }
    let mut headers = HeaderMap::new();
    for param in &operation.headers {
        if let Some(value) = given.headers.member(&param.name) {
            let name = HeaderName::from_bytes(param.name.as_bytes())
                .map_err(|error| Error::Custom(error.to_string()))?;
            headers.append(name, value.plain().try_into()?);
        }
    }
    Ok(builder.headers(headers).build()?)
}

/// The query parameters by the names that the client knows them by, which are also their order.
fn query_names(operation: &ir::Operation) -> Vec<(String, &ir::Param)> {
    let mut names: Vec<_> = operation
        .query
        .iter()
        .map(|param| {
            let brackets = if param.deep { "[]" } else { "" };
            (format!("{}{brackets}", param.name), param)
        })
        .collect();
    names.sort_by(|(left, _), (right, _)| left.cmp(right));
    names
}

fn path(operation: &ir::Operation, values: &Typed) -> Result<String, Failed> {
    let mut path = operation.path.clone();
    // From the end, so that no value is searched for names.
    for param in operation.path_params.iter().rev() {
        let value = values.member(&param.name).map(Typed::plain);
        let segment = encode_path(&value.unwrap_or_default())?;
        let name = format!("{{{}}}", param.name);
        if let Some(at) = path.rfind(&name) {
            path.replace_range(at..at + name.len(), &segment);
        }
    }
    Ok(path)
}

/// One HTTP client for all: it only builds requests.
fn http() -> Result<Client, Failed> {
    static HTTP: OnceLock<Option<Client>> = OnceLock::new();
    HTTP.get_or_init(|| Client::builder().build().ok())
        .clone()
        .ok_or_else(|| Error::Custom("no HTTP client can be built".to_owned()))
}
