//! The model as the OpenAPI document that progenitor takes.
//!
//! Operations only, in words that progenitor knows: one response type for success and one for failure, no encodings,
//! no bounds. Every type that is not plain is an `x-rust-type`, of the runtime or of the models crate, which we emit
//! ourselves; that crate is called `TYPES` here, and the polishing pass says `types` for it.

use serde_json::{Map, Value, json};

use crate::check::media::{JSON, essence};
use crate::ir::{
    Answer, Api, Codes, Common, Content, Media, Operation, Param, Style, Type, TypeShape,
};
use crate::naming;

/// The crate that the document's types are said to be in.
pub(crate) const TYPES: &str = "document_types";

/// What the names of stand-ins for an operation's answers begin with; the operation's name follows.
pub(crate) const ANSWER: &str = "answer_of_";

/// What the names of stand-ins for an operation's body begin with.
pub(crate) const BODY: &str = "body_of_";

/// The lowered document.
pub fn document(api: &Api) -> Value {
    let mut paths = Map::new();
    for operation in &api.operations {
        let item = paths.entry(path(operation)).or_insert_with(|| json!({}));
        item[operation.method.as_str()] = self::operation(operation, api);
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": api.title, "version": header_text(&api.version), "description": api.description },
        "paths": paths,
    })
}

/// The version goes into a header constant, which takes visible ASCII only.
fn header_text(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_graphic() || c == ' ' {
                c
            } else {
                '?'
            }
        })
        .collect()
}

fn operation(operation: &Operation, api: &Api) -> Value {
    let mut parameters = Vec::new();
    for (place, params) in [
        ("path", &operation.path_params),
        ("query", &operation.query),
        ("header", &operation.headers),
        ("cookie", &operation.cookies),
    ] {
        parameters.extend(params.iter().map(|param| parameter(place, param, api)));
    }
    let mut out = json!({
        "operationId": operation.rust_name,
        "description": format!("{}\n\nSource: `{}`", operation.docs, operation.source),
        "parameters": parameters,
        "responses": responses(operation),
    });
    if let Some(body) = &operation.body {
        let (media, schema) = match body.media {
            Media::Form => ("application/x-www-form-urlencoded", schema(&body.ty)),
            Media::Json => ("application/json", schema(&body.ty)),
            Media::Raw | Media::Multipart => (
                "application/json",
                opaque(&format!("{BODY}{}", operation.rust_name)),
            ),
        };
        out["requestBody"] =
            json!({ "required": true, "content": { media: { "schema": schema } } });
    }
    out
}

/// Whether progenitor has words for an operation as it is: JSON of one type for success, and JSON of one type for all
/// else; a form or JSON to send; one server.
pub(crate) fn is_plain(operation: &Operation) -> bool {
    let is_json = |common: Common<'_>| matches!(common, Common::One(Content::Json { media, .. }) if essence(media) == JSON);
    let codes = |answer: &Answer| match answer.codes {
        Codes::Status(status) => status < 300,
        // Beside it another is one too many.
        Codes::Range(digit) => digit == 2 && operation.successes.len() == 1,
        Codes::Default => false,
    };
    let sends = operation.body.as_ref().is_none_or(|body| match body.media {
        Media::Form => true,
        Media::Json => body.types.iter().all(|media| essence(media) == JSON),
        Media::Multipart | Media::Raw => false,
    });
    let errors = operation.error();
    sends
        && operation.server.is_none()
        && operation.successes.iter().all(codes)
        && is_json(operation.success())
        && (matches!(errors, Common::Nothing) || is_json(errors))
}

fn responses(operation: &Operation) -> Value {
    let mut out = json!({});
    if !is_plain(operation) {
        // How it is read is told by the emitter of clients, which knows the operation by this type.
        let ty = opaque(&format!("{ANSWER}{}", operation.rust_name));
        out["2XX"] = json!({ "description": "", "content": { JSON: { "schema": ty } } });
        return out;
    }
    for success in &operation.successes {
        let code = match success.codes {
            Codes::Status(status) => status.to_string(),
            Codes::Range(_) | Codes::Default => "2XX".to_owned(),
        };
        if let Some(ty) = success.content.json() {
            out[code] = answer(&success.docs, ty);
        }
    }
    if let Some(error) = operation.error_type() {
        // A `default` of another type than the success has no place in progenitor's signature.
        for range in ["4XX", "5XX"] {
            out[range] = answer("", error);
        }
    }
    out
}

/// A type that is no type, by which an operation is found again in what progenitor makes.
fn opaque(name: &str) -> Value {
    rust("reversals_runtime", name, &[])
}

fn answer(docs: &str, ty: &Type) -> Value {
    json!({ "description": docs, "content": { "application/json": { "schema": schema(ty) } } })
}

/// The path by which progenitor knows an operation: the template, with the names that its parameters are known by.
pub(crate) fn path(operation: &Operation) -> String {
    let mut out = String::with_capacity(operation.path.len());
    let mut rest = operation.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let param = operation
            .path_params
            .iter()
            .find(|param| param.name == name);
        let known = param.map_or(name, |param| own_name(param));
        out.extend([before, "{", known, "}"]);
        rest = after;
    }
    out + rest
}

/// The wire name, or where progenitor would make another Rust name of it than ours, that one.
fn own_name(param: &Param) -> &str {
    if is_called(param) {
        &param.name
    } else {
        &param.rust_name
    }
}

fn parameter(place: &str, param: &Param, api: &Api) -> Value {
    let (place, name) = known_as(place, param, api);
    let style = if place == "query" { "form" } else { "simple" };
    json!({
        "name": name, "in": place, "required": param.required, "style": style,
        "description": param.docs, "schema": schema(&param.ty),
    })
}

/// The place and the name by which progenitor knows a parameter. What it has no words for goes as a query parameter under
/// its Rust name; `polish` puts the call there that says what it is.
fn known_as<'a>(place: &'a str, param: &Param, api: &Api) -> (&'a str, String) {
    match place {
        "cookie" => ("query", param.rust_name.clone()),
        "header" if !is_plain_header(param, api) => ("query", param.rust_name.clone()),
        "query" => ("query", query_name(param)),
        _ => (place, own_name(param).to_owned()),
    }
}

/// The name by which progenitor knows a query parameter, which is also what they are sorted by.
pub fn query_name(param: &Param) -> String {
    if is_plain_query(param) {
        written_name(param)
    } else {
        param.rust_name.clone()
    }
}

/// The name of a query parameter as the drop-in takes it: the suffix tells it that the parameter is written with brackets.
pub fn written_name(param: &Param) -> String {
    match param.style {
        Style::Brackets => format!("{}[]", param.name),
        Style::Plain | Style::Packed(_) => param.name.clone(),
    }
}

/// Whether progenitor makes our Rust name of the wire name. It makes another where ours was given or told from others.
fn is_called(param: &Param) -> bool {
    naming::of_progenitor(&written_name(param)) == param.rust_name
}

/// Whether progenitor writes a query parameter as it should be.
pub(crate) fn is_plain_query(param: &Param) -> bool {
    param.packing().is_none() && is_called(param)
}

/// The same of a header.
pub(crate) fn is_plain_header(param: &Param, api: &Api) -> bool {
    is_plain_param(param, api) && is_called(param)
}

/// The same of a path.
pub(crate) fn is_plain_path(operation: &Operation, api: &Api) -> bool {
    let params = &operation.path_params;
    params
        .iter()
        .all(|param| is_plain_param(param, api) && is_called(param))
}

/// Whether a parameter of a path or header is one text that needs nothing but the usual escapes.
pub(crate) fn is_plain_param(param: &Param, api: &Api) -> bool {
    let scalar = match &param.ty {
        Type::String(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean => true,
        Type::Named(name) => matches!(
            api.types.get(name).map(|def| &def.shape),
            Some(TypeShape::Enum { .. })
        ),
        _ => false,
    };
    scalar && param.packing().is_none() && param.guard.is_empty()
}

/// A type expression as a schema.
fn schema(ty: &Type) -> Value {
    match ty {
        Type::String(_) => json!({ "type": "string" }),
        Type::Integer(_) => json!({ "type": "integer", "format": "int64" }),
        Type::Number(_) => json!({ "type": "number", "format": "double" }),
        Type::Boolean | Type::Only(_) => json!({ "type": "boolean" }),
        Type::Any => json!({}),
        Type::OpenObject => json!({ "type": "object", "additionalProperties": true }),
        Type::List { items, .. } => json!({ "type": "array", "items": schema(items) }),
        // For a map of anything typify has another type.
        Type::Map { values, .. } if **values == Type::Any => {
            let parameters = [json!({ "type": "string" }), schema(values)];
            rust("std", "collections::BTreeMap", &parameters)
        }
        Type::Map { values, .. } => {
            json!({ "type": "object", "additionalProperties": schema(values) })
        }
        Type::Named(name) => rust(TYPES, name, &[]),
        Type::OpenEnum(name) => runtime("OpenEnum", &Type::Named(name.clone())),
        Type::Expandable(inner) => runtime("Expandable", inner),
        Type::OrEmpty(inner) => runtime("OrEmpty", inner),
        Type::Page(inner) => runtime("List", inner),
        Type::OrNull(inner) => rust("std", "option::Option", &[schema(inner)]),
    }
}

/// A type of the runtime crate with one parameter.
fn runtime(name: &str, parameter: &Type) -> Value {
    rust("reversals_runtime", name, &[schema(parameter)])
}

/// A type that typify is to name, not to make.
fn rust(of: &str, path: &str, parameters: &[Value]) -> Value {
    json!({ "x-rust-type": {
        "crate": of.replace('_', "-"),
        "version": "*",
        "path": format!("{of}::{path}"),
        "parameters": parameters,
    } })
}
