//! The model as the OpenAPI document that progenitor takes.
//!
//! What progenitor and typify refuse or misread is said in words that they know: one response type
//! for success and one for failure, no encodings, no bounds, every inline type a component, and the
//! shapes of this idiom through `x-rust-type`. Types under `marker` never reach an output: the
//! polishing pass replaces them.

use serde_json::{Map, Value, json};

use crate::check::media::{JSON, essence};
use crate::ir::{
    Answer, Api, Codes, Common, Content, Field, Media, Operation, Param, Presence, Type, TypeDef,
    TypeShape,
};

/// The module of the stand-in types.
pub(crate) const MARKER: &str = "marker";

/// What the names of stand-ins for an operation's answers begin with; the operation's name follows.
pub(crate) const ANSWER: &str = "answer_of_";

/// What the names of stand-ins for an operation's body begin with.
pub(crate) const BODY: &str = "body_of_";

/// The lowered document.
pub fn document(api: &Api) -> Value {
    let mut paths = Map::new();
    for operation in &api.operations {
        let item = paths
            .entry(operation.path.clone())
            .or_insert_with(|| json!({}));
        item[operation.method.as_str()] = self::operation(operation, api);
    }
    let schemas: Map<String, Value> = api
        .types
        .iter()
        .map(|(name, def)| (name.clone(), definition(name, def, api)))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": api.title, "version": header_text(&api.version), "description": api.description },
        "paths": paths,
        "components": { "schemas": schemas },
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
    json!({ "x-rust-type": {
        "crate": "reversals-runtime",
        "version": "*",
        "path": format!("reversals_runtime::{MARKER}::{name}"),
    } })
}

fn answer(docs: &str, ty: &Type) -> Value {
    json!({ "description": docs, "content": { "application/json": { "schema": schema(ty) } } })
}

fn parameter(place: &str, param: &Param, api: &Api) -> Value {
    // The suffix tells the drop-in that the parameter is written with brackets; the Rust name stays.
    let name = if param.deep {
        format!("{}[]", param.name)
    } else {
        param.name.clone()
    };
    let mut schema = schema(&param.ty);
    if let Type::Named(name) = &param.ty
        && matches!(
            api.types.get(name).map(|def| &def.shape),
            Some(TypeShape::Struct { .. })
        )
    {
        // progenitor's builders panic on an optional parameter that is a struct of theirs.
        schema = runtime("DeepObject", &schema);
    }
    let style = if place == "query" { "form" } else { "simple" };
    json!({
        "name": name, "in": place, "required": param.required, "style": style,
        "description": param.docs, "schema": schema,
    })
}

fn definition(name: &str, def: &TypeDef, api: &Api) -> Value {
    let mut docs = def.docs.clone();
    if !docs.is_empty() {
        docs.push_str("\n\n");
    }
    docs.push_str(&format!("Source: `{}`", def.source));
    let mut out = match &def.shape {
        TypeShape::Enum { values } => {
            let values: Vec<Value> = values.iter().map(|choice| choice.value.to_json()).collect();
            let kind = match values.first() {
                Some(Value::Number(_)) => "integer",
                _ => "string",
            };
            json!({ "type": kind, "enum": values })
        }
        // The models emitter has its own words for it.
        TypeShape::Union { .. } => json!({ "type": "string", "enum": ["union"] }),
        TypeShape::Struct {
            fields,
            closed,
            rest,
            ..
        } => {
            let properties: Map<String, Value> = fields
                .iter()
                .map(|field| (field.name.clone(), property(name, field, api)))
                .collect();
            let required: Vec<&str> = fields
                .iter()
                .filter(|field| field.presence == Presence::Required)
                .map(|field| field.name.as_str())
                .collect();
            let mut out =
                json!({ "type": "object", "properties": properties, "required": required });
            if *closed || rest.is_some() {
                out["additionalProperties"] = rest.as_ref().map_or(Value::Bool(false), schema);
            }
            out
        }
    };
    out["description"] = Value::String(docs);
    out
}

fn property(owner: &str, field: &Field, api: &Api) -> Value {
    let mut value = schema(&field.ty);
    let recursive = field
        .ty
        .by_value()
        .is_some_and(|target| api.holds(target, owner));
    if recursive {
        value = marker("Boxed", &value);
    }
    let mut out = match field.presence {
        Presence::Nullable => runtime("Nullable", &value),
        Presence::Clearable => runtime("Clearable", &value),
        // typify folds an absent list or map into an empty one; the marker keeps them apart.
        Presence::Optional
            if matches!(
                field.ty,
                Type::List { .. } | Type::Map { .. } | Type::OpenObject
            ) =>
        {
            marker("Optional", &value)
        }
        // OpenAPI 3.0 has no place for a description beside a reference.
        Presence::Required | Presence::Optional if value.get("$ref").is_some() => {
            marker("Plain", &value)
        }
        Presence::Required | Presence::Optional => value,
    };
    out["description"] = Value::String(field.docs.clone());
    out
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
        Type::Map { values, .. } => {
            json!({ "type": "object", "additionalProperties": schema(values) })
        }
        Type::Named(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        Type::OpenEnum(name) => runtime("OpenEnum", &schema(&Type::Named(name.clone()))),
        Type::Expandable(inner) => runtime("Expandable", &schema(inner)),
        Type::OrEmpty(inner) => runtime("OrEmpty", &schema(inner)),
        Type::Page(inner) => runtime("List", &schema(inner)),
        Type::OrNull(inner) => marker("OrNull", &schema(inner)),
    }
}

fn marker(name: &str, parameter: &Value) -> Value {
    runtime(&format!("{MARKER}::{name}"), parameter)
}

/// A type of the runtime crate with one parameter.
fn runtime(name: &str, parameter: &Value) -> Value {
    json!({ "x-rust-type": {
        "crate": "reversals-runtime",
        "version": "*",
        "path": format!("reversals_runtime::{name}"),
        "parameters": [parameter],
    } })
}
