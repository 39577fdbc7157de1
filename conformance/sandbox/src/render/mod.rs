//! Rows as the objects that the service answers with, with what is to be expanded in them.

mod balance;
mod charge;
mod secrets;
mod transfers;
mod treasury;

pub(crate) use secrets::deleted;

use std::collections::BTreeMap;
use std::pin::Pin;

use reversals_runtime::{Expandable, Nullable};
use serde_json::{Map, Value, json};
use sqlx::AnyConnection;

use crate::expand::Expand;
use crate::refusal::Refusal;
use crate::room::Share;
use crate::version::Shape;

/// Makes objects of one account.
pub(crate) struct Render<'c> {
    pub(crate) connection: &'c mut AnyConnection,
    pub(crate) account: i64,
    /// Where each object is counted as soon as it is made, so that there is never much more than may be answered.
    pub(crate) share: &'c Share,
    pub(crate) shape: Shape,
}

/// An object on its way. Objects lead into each other, so their types can't hold each other unboxed.
type Making<'r, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'r>>;

/// An object that the sandbox knows no more of.
pub(crate) type Other = Map<String, Value>;

/// A reference that stays an ID.
fn id<T>(id: Option<&str>) -> Nullable<Expandable<T>> {
    id.map_or(Nullable::Null, |id| {
        Nullable::Value(Expandable::reference(id))
    })
}

/// A reference to an account, which need say no more than what it is.
fn account(id: &str, expand: Option<&Expand>) -> Expandable<Other> {
    match expand {
        None => Expandable::reference(id),
        Some(_) => Expandable::whole(object_of(json!({ "id": id, "object": "account" }))),
    }
}

fn object_of(value: Value) -> Other {
    match value {
        Value::Object(members) => members,
        _ => Other::new(),
    }
}

fn nullable<T>(value: Option<T>) -> Nullable<T> {
    value.map_or(Nullable::Null, Nullable::Value)
}

/// Metadata as it is kept. It was written by the sandbox, so what can't be read is nobody's.
pub(crate) fn metadata(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// A reference to a row that is gone, which only a hand in the database can bring about.
fn gone(id: &str) -> Refusal {
    tracing::error!(id, "an object that others refer to is not in the database");
    Refusal::internal()
}
