//! From what was given to the arguments of a call: as a form, read by the document's shapes.

use std::fmt;

use clap::ArgMatches;
use reversals_runtime::shape::{self, Field, Refusal, Shape};
use reversals_runtime::{Arguments, form};
use serde_json::{Map, Value};

use crate::flags::{self, Flag, Kind, Place};
use crate::pairs::Pairs;
use crate::{Body, Operation};

/// Why what was given is no call.
#[derive(Debug)]
pub(crate) struct Misused(pub(crate) String);

impl fmt::Display for Misused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<Refusal> for Misused {
    fn from(refusal: Refusal) -> Self {
        let Refusal { param, message, .. } = refusal;
        match param {
            Some(param) if !message.contains(&param) => {
                Self(format!("{message} (parameter {param})"))
            }
            _ => Self(message),
        }
    }
}

/// The arguments of a call of an operation.
///
/// Errors: what the document's shapes refuse, in the service's words, and what is no parameter at all.
pub(crate) fn arguments(operation: &Operation, given: &ArgMatches) -> Result<Arguments, Misused> {
    let flags = flags::flags(operation);
    let mut pairs = Pairs::default();
    for flag in &flags {
        let long = flag.long.as_deref().unwrap_or_default();
        for text in texts(given, &flag.id, flag.long.is_some()) {
            add(&mut pairs, flag, long, text)?;
        }
    }
    for text in texts(given, "data", true) {
        data(&mut pairs, operation, text)?;
    }
    Ok(Arguments {
        path: path(operation, given)?,
        query: read(&pairs, Place::Query, operation.query.fields, None)?,
        headers: read(&pairs, Place::Header, operation.headers.fields, None)?,
        cookies: read(&pairs, Place::Cookie, operation.cookies.fields, None)?,
        body: body(operation, &pairs, given)?,
    })
}

/// The texts of an argument, where the command has it.
fn texts<'a>(given: &'a ArgMatches, id: &str, is_there: bool) -> Vec<&'a str> {
    let values = is_there.then(|| given.get_many::<String>(id)).flatten();
    values.into_iter().flatten().map(String::as_str).collect()
}

fn add(pairs: &mut Pairs, flag: &Flag, long: &str, text: &str) -> Result<(), Misused> {
    let (place, name) = (flag.place, flag.field.name);
    match &flag.kind {
        // In place of a map the empty text is no entry: it unsets all, or is refused. It may be an item of a list.
        Kind::Entry | Kind::Members(_) if text.is_empty() => pairs.one(place, name, text),
        Kind::Each(..) if text.is_empty() && flags::unsets(flag.field.shape) => {
            pairs.one(place, name, text);
        }
        Kind::One(..) | Kind::Brackets(_) => pairs.one(place, name, text),
        Kind::Each(..) => pairs.item(place, name, text),
        Kind::Entry | Kind::Members(_) => match entry(text) {
            Some((key, value)) if !key.is_empty() => pairs.entry(place, name, &key, value),
            _ => {
                let unset = if flags::unsets(flag.field.shape) {
                    ", or '' to unset all"
                } else {
                    ""
                };
                let told = format!("--{long} takes KEY=VALUE{unset}, and not '{text}'");
                return Err(Misused(told));
            }
        },
    }
    Ok(())
}

/// Key and value of `KEY=VALUE`; `\=` is a sign of the key.
fn entry(text: &str) -> Option<(String, &str)> {
    let ends = text.match_indices('=');
    let mut ends = ends.filter(|(at, _)| !text[..*at].ends_with('\\'));
    let (at, _) = ends.next()?;
    Some((text[..at].replace("\\=", "="), &text[at + 1..]))
}

/// Adds what `-d` gave to the place that has a parameter of that name.
fn data(pairs: &mut Pairs, operation: &Operation, text: &str) -> Result<(), Misused> {
    let Some((name, value)) = text.split_once('=') else {
        let told = format!("-d takes KEY=VALUE, such as metadata[order_id]=6735, and not '{text}'");
        return Err(Misused(told));
    };
    let head = name.split('[').next().unwrap_or_default();
    let has = |place: &Place| {
        let params = flags::params(operation, *place);
        params.fields.iter().any(|field| field.name == head)
    };
    let known = Place::NAMED.into_iter().find(has);
    // One that nobody knows is refused where it is read.
    let place = known.unwrap_or(match operation.body {
        Body::Form { .. } | Body::Json { .. } => Place::Body,
        Body::None | Body::File => Place::Query,
    });
    pairs.bracketed(place, name, value);
    Ok(())
}

fn read(
    pairs: &Pairs,
    place: Place,
    fields: &[Field],
    rest: Option<&'static Shape>,
) -> Result<Map<String, Value>, Misused> {
    let tree = form::parse(pairs.of(place).as_bytes()).map_err(|it| Misused(it.to_string()))?;
    match shape::decode_form(&tree, fields, rest)? {
        Value::Object(members) => Ok(members),
        _ => Ok(Map::new()),
    }
}

/// A list in the path is given with commas, what else is no plain value as JSON.
fn path(operation: &Operation, given: &ArgMatches) -> Result<Map<String, Value>, Misused> {
    let mut pairs = Pairs::default();
    let mut values = Map::new();
    for (index, field) in operation.path_params.fields.iter().enumerate() {
        let Some(text) = given.get_one::<String>(&path_id(index)) else {
            continue;
        };
        match plain(field.shape) {
            Shape::Array { .. } => {
                for item in text.split(',') {
                    pairs.item(Place::Path, field.name, item);
                }
            }
            Shape::Map { .. } | Shape::Object { .. } => {
                let value = json(text, field.name)?;
                shape::check_json(&value, field.shape)?;
                values.insert(field.name.to_owned(), value);
            }
            _ => pairs.one(Place::Path, field.name, text),
        }
    }
    let fields = operation.path_params.fields.iter().copied();
    let unread: Vec<Field> = fields
        .filter(|field| !values.contains_key(field.name))
        .collect();
    values.extend(read(&pairs, Place::Path, &unread, None)?);
    Ok(values)
}

/// The id of a parameter of the path.
pub(crate) fn path_id(index: usize) -> String {
    format!("path:{index}")
}

fn plain(shape: &'static Shape) -> &'static Shape {
    match shape {
        Shape::Held(inner, _) | Shape::OrEmpty(inner) | Shape::OrNull(inner) => plain(inner),
        other => other,
    }
}

fn json(text: &str, name: &str) -> Result<Value, Misused> {
    serde_json::from_str(text).map_err(|error| Misused(format!("{name} is no JSON: {error}")))
}

fn body(
    operation: &Operation,
    pairs: &Pairs,
    given: &ArgMatches,
) -> Result<Option<Value>, Misused> {
    let is_empty = pairs.of(Place::Body).is_empty();
    match &operation.body {
        Body::None | Body::File => Ok(None),
        Body::Form { required, .. } | Body::Json { required, .. } if is_empty && !required => {
            whole(operation, given)
        }
        Body::Form { params, rest, .. } => {
            read(pairs, Place::Body, params.fields, *rest).map(|it| Some(it.into()))
        }
        Body::Json { params, rest, .. } => match whole(operation, given)? {
            Some(_) if !is_empty => {
                let told = "--body is the whole body: give its members in it";
                Err(Misused(told.to_owned()))
            }
            Some(body) => Ok(Some(body)),
            None => read(pairs, Place::Body, params.fields, *rest).map(|it| Some(it.into())),
        },
    }
}

/// A whole JSON body that was given.
fn whole(operation: &Operation, given: &ArgMatches) -> Result<Option<Value>, Misused> {
    let Body::Json { shape, .. } = operation.body else {
        return Ok(None);
    };
    let Some(text) = given.get_one::<String>("body") else {
        return Ok(None);
    };
    let body = json(text, "--body")?;
    shape::check_json(&body, shape)?;
    Ok(Some(body))
}
