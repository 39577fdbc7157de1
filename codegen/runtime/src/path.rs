//! Where inside a JSON document a decoding error arose.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::strict::Strict;
#[cfg(feature = "client")]
use crate::unions::Came;
#[cfg(any(feature = "server", test))]
use crate::unions::Placed;

/// Decodes one whole JSON document, objects from objects only; the error's text begins with the JSON pointer of the refused place.
pub(crate) fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    attempt(bytes).map_err(|error| match error {
        Refusal::Inside(error) => located(&error),
        Refusal::After(error) => error,
    })
}

/// Any JSON document, whole numbers of 64 bits to the last digit however they are written.
#[cfg(feature = "server")]
pub(crate) fn value(bytes: &[u8]) -> Result<serde_json::Value, serde_json::Error> {
    match std::str::from_utf8(bytes).map(crate::number::spelt) {
        Ok(Cow::Owned(spelt)) => from_slice(spelt.as_bytes()).or_else(|_| from_slice(bytes)),
        _ => from_slice(bytes),
    }
}

/// Decodes one whole JSON document in the same way; an error comes with the JSON pointer of the refused place beside
/// it.
#[cfg(feature = "client")]
pub(crate) fn placed_slice<T: DeserializeOwned>(
    bytes: &[u8],
) -> Result<T, (String, serde_json::Error)> {
    attempt(bytes).map_err(|error| match error {
        Refusal::Inside(error) => (pointer(error.path()), error.into_inner()),
        Refusal::After(error) => (String::new(), error),
    })
}

/// Where a document is refused: inside its value, or for what comes after that.
enum Refusal {
    Inside(serde_path_to_error::Error<serde_json::Error>),
    After(serde_json::Error),
}

fn attempt<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    // Keeping track of the place costs as much as decoding, so it is done only for what is refused.
    let mut json = serde_json::Deserializer::from_slice(bytes);
    if let Ok(value) = T::deserialize(Strict(&mut json))
        && json.end().is_ok()
    {
        return Ok(value);
    }
    // An integer may be written as no float has it.
    if let Ok(Cow::Owned(spelt)) = std::str::from_utf8(bytes).map(crate::number::spelt)
        && let Ok(value) = attempt(spelt.as_bytes())
    {
        return Ok(value);
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(Strict(&mut json)).map_err(Refusal::Inside)?;
    json.end().map_err(Refusal::After)?;
    Ok(value)
}

/// Decodes a JSON value in memory, as strictly and with the same errors as [`from_slice`].
#[cfg(any(feature = "server", test))]
pub(crate) fn from_value<T: DeserializeOwned>(
    value: &serde_json::Value,
) -> Result<T, serde_json::Error> {
    // As with text, the place is looked for only where there is something to tell of it. A union keeps what it reads
    // itself: most requests have none, and would keep all for nobody.
    T::deserialize(Strict(Placed::new(value))).or_else(|_| {
        let placed = Placed::new(value);
        serde_path_to_error::deserialize(Strict(placed)).map_err(|error| located(&error))
    })
}

/// Decodes a JSON value in memory; an error comes with the JSON pointer of the refused place beside it.
#[cfg(feature = "client")]
pub(crate) fn placed<T: DeserializeOwned>(
    value: serde_json::Value,
) -> Result<T, (String, serde_json::Error)> {
    let came = Came::new(value);
    serde_path_to_error::deserialize(Strict(came.placed()))
        .map_err(|error| (pointer(error.path()), error.into_inner()))
}

fn located(error: &serde_path_to_error::Error<serde_json::Error>) -> serde_json::Error {
    let pointer = pointer(error.path());
    // The empty pointer is legal but unreadable in a sentence.
    let place = if pointer.is_empty() {
        "the root"
    } else {
        &pointer
    };
    serde::de::Error::custom(format!("at {place}: {}", error.inner()))
}

fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&escaped(key));
            }
            // An enum's variant is a name in Rust and, in the untagged and adjacent forms, no place in the document.
            Segment::Enum { .. } => {}
            Segment::Unknown => pointer.push_str("/?"),
        }
    }
    pointer
}

/// A name as a part of a JSON pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_refusal_names_the_json_pointer() {
        let error = from_slice::<BTreeMap<String, Vec<i64>>>(br#"{"a/b~c":[1,"x"]}"#).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("at /a~1b~0c/1: invalid type: string \"x\", expected i64"),
            "{text}"
        );
    }

    #[test]
    fn a_refusal_of_the_whole_document_says_so() {
        let text = from_slice::<i64>(b"true").unwrap_err().to_string();
        assert!(
            text.starts_with("at the root: invalid type: boolean `true`"),
            "{text}"
        );
    }

    #[test]
    fn a_list_is_no_object_at_any_depth() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Money {
            amount: i64,
            rest: Option<Box<Money>>,
        }

        let good = br#"{"a":[{"amount":1,"rest":{"amount":2,"rest":null}}]}"#;
        let read: BTreeMap<String, Vec<Money>> = from_slice(good).unwrap();
        assert_eq!(read["a"][0].rest.as_ref().unwrap().amount, 2);
        for (body, place) in [
            (r#"{"a":[[1,null]]}"#, "/a/0"),
            (r#"{"a":[{"amount":1,"rest":[2,null]}]}"#, "/a/0/rest"),
        ] {
            let error = from_slice::<BTreeMap<String, Vec<Money>>>(body.as_bytes()).unwrap_err();
            let expected = format!("at {place}: invalid type: sequence, expected struct Money");
            assert!(error.to_string().starts_with(&expected), "{error}");
        }
    }

    #[test]
    fn text_after_the_document_is_refused() {
        assert!(from_slice::<i64>(b"1 2").is_err());
    }
}
