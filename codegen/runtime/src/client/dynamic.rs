//! Calls by operationId: from JSON arguments to the types of a builder, and from what it gives back to JSON.
//!
//! Generated clients are made of this where their feature `dynamic` is on. Nothing is guessed: an argument that the
//! types can't hold as it is, such as a member that they would leave out, is refused before anything is sent.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::doubt::Doubt;
use super::{Error, Mismatch, ResponseValue, Undecodable};
use crate::Arguments;
use crate::path::escaped;

/// Why a call by operationId gave no value.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The client has no operation of this id.
    #[error("the client has no operation {0}")]
    Operation(String),
    /// The arguments can't be expressed in the operation's types; nothing was sent.
    #[error("the arguments do not fit: at {place}: {text}")]
    Arguments {
        /// The JSON pointer of the refused place in the [`Arguments`], such as `/query/limit`.
        place: String,
        /// What is wrong there.
        text: String,
    },
    /// The operation takes or gives a file, which JSON can't say: it is called by its method. Nothing was sent.
    #[error("{0} takes or gives a file, which no JSON can say: call its method")]
    File(String),
    /// What the operation's own `send` fails with. A documented failure has its error encoded again.
    #[error(transparent)]
    Client(Box<Error<Value>>),
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

/// The arguments of one call, which are taken out one by one.
#[derive(Debug)]
pub struct Given(Arguments);

impl Given {
    /// All of the arguments.
    pub fn new(arguments: Arguments) -> Self {
        Self(arguments)
    }

    /// Takes a parameter that must be given.
    ///
    /// Errors: [`CallError::Arguments`] where it is not, or is not a `T` as it stands.
    pub fn required<T>(&mut self, place: Place, name: &str) -> Result<T, CallError>
    where
        T: DeserializeOwned + Serialize,
    {
        self.optional(place, name)?
            .ok_or_else(|| refused(pointer(place, name), "it is missing"))
    }

    /// Takes a parameter that may be given.
    ///
    /// Errors: [`CallError::Arguments`] where it is given and is not a `T` as it stands; null is not the same as
    /// absent.
    pub fn optional<T>(&mut self, place: Place, name: &str) -> Result<Option<T>, CallError>
    where
        T: DeserializeOwned + Serialize,
    {
        let value = self.members(place).remove(name);
        value
            .map(|value| typed(&value, &pointer(place, name)))
            .transpose()
    }

    /// Takes the body of a form. No form is an empty one, as it is on the wire.
    ///
    /// Errors: [`CallError::Arguments`] where it is not a `T` as it stands.
    pub fn form<T: DeserializeOwned + Serialize>(&mut self) -> Result<T, CallError> {
        let body = self.0.body.take();
        typed(&body.unwrap_or_else(|| Value::Object(Map::new())), "/body")
    }

    /// Takes a JSON body.
    ///
    /// Errors: [`CallError::Arguments`] where it is not a `T` as it stands, or is not given.
    pub fn json<T: DeserializeOwned + Serialize>(&mut self) -> Result<T, CallError> {
        self.body()?
            .ok_or_else(|| refused("/body".to_owned(), "it is missing"))
    }

    /// Takes a body that need not be given.
    ///
    /// Errors: [`CallError::Arguments`] where it is given and is not a `T` as it stands.
    pub fn body<T: DeserializeOwned + Serialize>(&mut self) -> Result<Option<T>, CallError> {
        let body = self.0.body.take();
        body.map(|body| typed(&body, "/body")).transpose()
    }

    /// Ends the taking.
    ///
    /// Errors: [`CallError::Arguments`] for the first argument that nothing took.
    pub fn end(mut self) -> Result<(), CallError> {
        for place in [Place::Path, Place::Query, Place::Header, Place::Cookie] {
            if let Some(name) = self.members(place).keys().next() {
                return Err(refused(pointer(place, name), "no such parameter"));
            }
        }
        match self.0.body {
            Some(_) => Err(refused("/body".to_owned(), "the operation takes no body")),
            None => Ok(()),
        }
    }

    fn members(&mut self, place: Place) -> &mut Map<String, Value> {
        match place {
            Place::Path => &mut self.0.path,
            Place::Query => &mut self.0.query,
            Place::Header => &mut self.0.headers,
            Place::Cookie => &mut self.0.cookies,
        }
    }
}

impl CallError {
    /// Whether the same call may be sent again, a clone of it, which keeps the idempotency key: see
    /// [`Error::is_retryable`].
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Operation(_) | Self::File(_) | Self::Arguments { .. } => false,
            Self::Client(error) => error.is_retryable(),
        }
    }
}

/// What a builder's `send` gave, as JSON: the success or the documented error encoded again, all else as it is.
///
/// Errors: that of `send`; [`Error::Undecodable`] where a typed value has no JSON.
pub fn answered<T: Serialize, E: Serialize>(
    outcome: Result<ResponseValue<T>, Error<E>>,
) -> Result<ResponseValue<Value>, CallError> {
    let again = match outcome {
        Ok(answer) => {
            let (status, headers) = (answer.status(), answer.headers().clone());
            match serde_json::to_value(answer.into_inner()) {
                Ok(value) => Ok(ResponseValue::new(value, status, headers)),
                Err(_) => Err(wordless(status, headers, Doubt::This)),
            }
        }
        Err(error) => Err(untyped(error)),
    };
    again.map_err(|error| CallError::Client(Box::new(error)))
}

/// The same error with a documented failure's error encoded again.
fn untyped<E: Serialize>(error: Error<E>) -> Error<Value> {
    match error {
        Error::Refused(refused) => {
            let encoded = refused.map(|body| serde_json::to_value(body).ok());
            if encoded.body.is_none() {
                return wordless(encoded.status, encoded.headers, encoded.doubt);
            }
            Error::Refused(Box::new(encoded.map(Option::unwrap_or_default)))
        }
        // There is no refusal left whose body would have to be one.
        other => other.map(|_| Value::Null),
    }
}

/// The answer was read, and what came of it can't be written: a hole in its type.
fn wordless(status: StatusCode, headers: HeaderMap, doubt: Doubt) -> Error<Value> {
    Error::Undecodable(Box::new(Undecodable {
        status,
        headers,
        mismatch: Mismatch::Body {
            place: String::new(),
            reason: "it has no JSON".to_owned(),
        },
        body: Vec::new(),
        excerpt: String::new(),
        doubt,
    }))
}

/// Gives a value its type, which must hold all of it.
fn typed<T: DeserializeOwned + Serialize>(value: &Value, place: &str) -> Result<T, CallError> {
    let typed: T = crate::path::placed(value.clone())
        .map_err(|(inner, error)| refused(format!("{place}{inner}"), &error.to_string()))?;
    let kept = serde_json::to_value(&typed)
        .map_err(|error| refused(place.to_owned(), &error.to_string()))?;
    match lost(value, &kept) {
        None => Ok(typed),
        Some(inner) => Err(refused(
            format!("{place}{inner}"),
            "the client has no words for it",
        )),
    }
}

/// The JSON pointer of the first place of `given` that is not so in `kept`.
fn lost(given: &Value, kept: &Value) -> Option<String> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => given.iter().find_map(|(name, value)| {
            let inner = match kept.get(name) {
                Some(kept) => lost(value, kept)?,
                None => String::new(),
            };
            Some(format!("/{}{inner}", escaped(name)))
        }),
        (Value::Array(given), Value::Array(kept)) if given.len() == kept.len() => {
            let mut pairs = given.iter().zip(kept).enumerate();
            pairs.find_map(|(index, (given, kept))| Some(format!("/{index}{}", lost(given, kept)?)))
        }
        // A whole number may be held as a fraction: `1` and `1.0` are one number.
        (Value::Number(given), Value::Number(kept)) if given.as_f64() == kept.as_f64() => None,
        _ => (given != kept).then(String::new),
    }
}

fn pointer(place: Place, name: &str) -> String {
    let place = match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "headers",
        Place::Cookie => "cookies",
    };
    format!("/{place}/{}", escaped(name))
}

fn refused(place: String, text: &str) -> CallError {
    let text = text.to_owned();
    CallError::Arguments { place, text }
}

#[cfg(test)]
mod tests;
