//! From the arguments of a call to the request that a generated client builds of them.

use std::sync::OnceLock;

use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request};
use reversals_codegen::ir::{self, Media, Param, Type};
use reversals_codegen::lowered;
use reversals_runtime::Arguments;
use reversals_runtime::client::{
    CallError, Error, Given, Place, QueryParam, RequestBuilderExt as _, Session, encode_path,
    path_param,
};
use reversals_runtime::shape::Packing;

use super::plan::Planned;
use super::shapes::packing;
use super::slot::{ARGUMENT, FAILURE, Scope, Slot};
use super::typed::Typed;

/// What goes wrong in a call of an interpreted operation.
pub(super) type Failed = Error<Slot<FAILURE>>;

/// The host of every address; no request ever leaves.
const BASE: &str = "http://localhost";

/// The parameters that are given, each with its value.
type Values<'a> = Vec<(&'a Param, Typed)>;

/// Arguments in the types of an operation.
pub(super) struct Typeset<'a> {
    path: Values<'a>,
    query: Values<'a>,
    headers: Values<'a>,
    cookies: Values<'a>,
    body: Option<Typed>,
}

/// Gives arguments their types.
///
/// Errors: [`CallError::Arguments`] where a type of the client can't hold an argument.
pub(super) fn typed(planned: &Planned, arguments: Arguments) -> Result<Typeset<'_>, CallError> {
    let operation = &planned.operation;
    let mut given = Given::new(arguments);
    let path = values(planned, &mut given, Place::Path, &operation.path_params)?;
    let query = values(planned, &mut given, Place::Query, &operation.query)?;
    let headers = values(planned, &mut given, Place::Header, &operation.headers)?;
    let cookies = values(planned, &mut given, Place::Cookie, &operation.cookies)?;
    let body = operation.body.as_ref().map(|body| {
        let scope = Scope::of(&planned.scope.types, &body.ty, ARGUMENT);
        scope.within(|| match body.media {
            _ if planned.can_lack_body => given.body::<Slot<ARGUMENT>>(),
            Media::Form => given.form::<Slot<ARGUMENT>>().map(Some),
            Media::Json | Media::Multipart | Media::Raw => given.json::<Slot<ARGUMENT>>().map(Some),
        })
    });
    let body = body.transpose()?.flatten().map(|slot| slot.0);
    given.end()?;
    Ok(Typeset {
        path,
        query,
        headers,
        cookies,
        body,
    })
}

fn values<'a>(
    planned: &Planned,
    given: &mut Given,
    place: Place,
    params: &'a [Param],
) -> Result<Values<'a>, CallError> {
    let mut values = Vec::new();
    for param in params {
        let scope = Scope::of(&planned.scope.types, &param.ty, ARGUMENT);
        let value: Option<Slot<ARGUMENT>> = scope.within(|| {
            if param.required {
                given.required(place, &param.name).map(Some)
            } else {
                given.optional(place, &param.name)
            }
        })?;
        values.extend(value.map(|value| (param, value.0)));
    }
    Ok(values)
}

/// Builds the request, but for what the session adds.
///
/// Errors: [`Error::InvalidRequest`] for what path, query, headers or body can't carry.
pub(super) fn request(
    planned: &Planned,
    session: &Session,
    typed: Typeset<'_>,
) -> Result<Request, Failed> {
    let operation = &planned.operation;
    let method = Method::from_bytes(operation.method.to_uppercase().as_bytes())
        .map_err(|error| Error::InvalidRequest(error.to_string()))?;
    let url = format!("{BASE}{}", path(operation, &typed.path)?);
    let mut builder = http()?
        .request(method, url)
        .header(ACCEPT, HeaderValue::from_static("application/json"));
    if let (Some(body), Some(value)) = (&operation.body, &typed.body) {
        builder = match body.media {
            Media::Json | Media::Multipart | Media::Raw => builder.json(value),
            Media::Form => builder.form_urlencoded(value)?,
        };
    }
    for (param, value) in named(typed.query) {
        builder = match param.packing() {
            Some(packing) => builder.packed_param(&param.name, self::packing(packing), &value)?,
            None => builder.query_param(&QueryParam::new(&lowered::written_name(param), &value))?,
        };
    }
    for (param, value) in &typed.cookies {
        builder = builder.cookie_param(&param.name, whole(param), value)?;
    }
    let mut headers = HeaderMap::new();
    for (param, value) in &typed.headers {
        if !is_plain(param) {
            builder = builder.header_param(&param.name, whole(param), value)?;
            continue;
        }
        let name = HeaderName::from_bytes(param.name.as_bytes())
            .map_err(|error| Error::InvalidRequest(error.to_string()))?;
        headers.append(name, value.plain().try_into()?);
    }
    let builder = builder.headers(headers);
    Ok(builder.keyed(session, planned.security)?.build()?)
}

/// The query parameters in the order of the names that the client knows them by.
fn named(mut query: Values<'_>) -> Values<'_> {
    query.sort_by_cached_key(|(param, _)| lowered::query_name(param));
    query
}

/// Whether a parameter of a path or header is one text that needs nothing but the usual escapes. An enum's is one that
/// is written alike either way.
fn is_plain(param: &Param) -> bool {
    let scalar = matches!(
        param.ty,
        Type::String(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean
    );
    scalar && param.packing().is_none() && param.guard.is_empty()
}

/// How a value is one text: what is plain stays as it is.
fn whole(param: &Param) -> Packing {
    param.packing().map_or(Packing::Commas, packing)
}

fn path(operation: &ir::Operation, values: &Values<'_>) -> Result<String, Failed> {
    let mut path = operation.path.clone();
    // From the end, so that no value is searched for names; the check of the first comes first.
    let segments = values.iter().map(|(param, value)| {
        let segment = if is_plain(param) {
            encode_path(&value.plain())?
        } else {
            path_param(&param.name, whole(param), &param.guard, value)?
        };
        Ok((format!("{{{}}}", param.name), segment))
    });
    let segments: Vec<(String, String)> = segments.collect::<Result<_, Failed>>()?;
    for (name, segment) in segments.iter().rev() {
        if let Some(at) = path.rfind(name) {
            path.replace_range(at..at + name.len(), segment);
        }
    }
    Ok(path)
}

/// One HTTP client for all: it only builds requests.
pub(super) fn http() -> Result<Client, Failed> {
    static HTTP: OnceLock<Option<Client>> = OnceLock::new();
    HTTP.get_or_init(|| Client::builder().build().ok())
        .clone()
        .ok_or_else(|| Error::InvalidRequest("no HTTP client can be built".to_owned()))
}
