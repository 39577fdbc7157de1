//! The headers and cookies that are parameters of an operation.

use axum::http::HeaderMap;
use axum::http::header::AsHeaderName;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Context, Failure, Field, Operation, cookies, params};
use crate::shape::{self, Medium, Packing, Shape};
use crate::unions::Bounds;

/// Refuses those that are missing, or are not what the document says.
pub(super) fn check(operation: &Operation, headers: &HeaderMap) -> Result<(), Failure> {
    self::headers(operation, headers)?;
    self::cookies(operation, headers)?;
    Ok(())
}

/// The operation's own headers, by the names that the document gives them.
pub(super) fn headers(
    operation: &Operation,
    headers: &HeaderMap,
) -> Result<Map<String, Value>, Failure> {
    members(operation.headers, |field| {
        let text = if is_list(field) {
            joined(headers, field.name)?
        } else {
            text(headers, field.name)?
        };
        text.map(|text| Ok(shape::decode_one(&text, field, Medium::Raw)?))
            .transpose()
    })
}

/// The operation's own cookies, likewise.
pub(super) fn cookies(
    operation: &Operation,
    headers: &HeaderMap,
) -> Result<Map<String, Value>, Failure> {
    members(operation.cookies, |field| {
        let mut values = cookies::values(headers, field.name);
        let Some(text) = values.next() else {
            return Ok(None);
        };
        if values.any(|other| other != text) {
            let name = field.name;
            return Err(Failure::bad_request(format!(
                "The cookie {name} must be there once."
            )));
        }
        Ok(Some(shape::decode_one(text, field, Medium::Escaped)?))
    })
}

impl Context {
    /// The operation's own headers in their type.
    ///
    /// Errors: none where the router has let the request through.
    pub fn headers<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let _bounds = Bounds::new();
        params::typed(&Value::Object(headers(self.operation, &self.headers)?))
    }

    /// The operation's own cookies in their type.
    ///
    /// Errors: none where the router has let the request through.
    pub fn cookies<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let _bounds = Bounds::new();
        params::typed(&Value::Object(cookies(self.operation, &self.headers)?))
    }
}

fn members(
    fields: &[Field],
    read: impl Fn(&Field) -> Result<Option<Value>, Failure>,
) -> Result<Map<String, Value>, Failure> {
    let mut members = Map::new();
    for field in fields {
        match read(field)? {
            Some(value) => {
                members.insert(field.name.to_owned(), value);
            }
            None if field.required => return Err(shape::missing(field).into()),
            None => {}
        }
    }
    Ok(members)
}

/// Whether a header is a list: one in several lines is one in one line with commas between.
fn is_list(field: &Field) -> bool {
    matches!(field.shape, Shape::Packed { packing: Packing::Commas, of } if of.is_list())
}

fn joined(headers: &HeaderMap, name: &str) -> Result<Option<String>, Failure> {
    let lines = headers.get_all(name).iter();
    let lines: Vec<&str> = lines
        .map(|line| line.to_str().map_err(|_| refused(name, UNREADABLE)))
        .collect::<Result<_, _>>()?;
    Ok((!lines.is_empty()).then(|| lines.join(",")))
}

const UNREADABLE: &str = "must be visible ASCII characters";

fn refused(name: &str, what: &str) -> Failure {
    Failure::bad_request(format!("The {name} header {what}."))
}

/// The text of a header that must be there once.
pub(super) fn text<N: AsHeaderName + AsRef<str> + Copy>(
    headers: &HeaderMap,
    name: N,
) -> Result<Option<String>, Failure> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    // Two accounts, or two keys against doing a thing twice: whoever reads the other one does another thing.
    if values.next().is_some() {
        return Err(refused(name.as_ref(), "must be there once"));
    }
    match value.to_str() {
        // An empty key would be one key for everybody.
        Ok("") => Err(refused(name.as_ref(), "must not be empty")),
        Ok(text) => Ok(Some(text.to_owned())),
        Err(_) => Err(refused(name.as_ref(), UNREADABLE)),
    }
}
