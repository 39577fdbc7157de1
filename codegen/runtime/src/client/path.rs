//! Segments of a path.

use serde::Serialize;

use super::Error;
use crate::form::{self, Carrier};
use crate::shape::Packing;

/// Escapes one segment of a path, all but `A-Z a-z 0-9 - . _ ~`; slashes and backslashes included.
///
/// Errors: [`Error::InvalidRequest`] for `""`, `"."` and `".."`, which would address another resource than the one
/// meant: an empty id turns the retrieval of one into the list of all.
pub fn encode_path<E>(segment: &str) -> Result<String, Error<E>> {
    match segment {
        "" | "." | ".." => Err(Error::InvalidRequest(format!(
            "{segment:?} cannot be a segment of a path"
        ))),
        _ => Ok(form::encode(segment)),
    }
}

/// Writes a parameter as one segment of a path, or a part of one. `guard` has what is escaped in it besides, since the
/// text around it, or that of another path, would be found in it.
///
/// Errors: [`Error::InvalidRequest`] as for [`encode_path`], and for what this style cannot carry.
pub fn path_param<E>(
    name: &str,
    packing: Packing,
    guard: &str,
    value: &impl Serialize,
) -> Result<String, Error<E>> {
    let text = form::packed(name, value, packing, Carrier::Escaped(guard))
        .map_err(|error| Error::InvalidRequest(error.to_string()))?
        .unwrap_or_default();
    match text.as_str() {
        // The guard may have spelt dots otherwise, which an address takes for the same.
        "" | "." | ".." | "%2E" | "%2E%2E" => Err(Error::InvalidRequest(format!(
            "the path parameter `{name}` cannot be empty or dots"
        ))),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_unreserved_characters_is_escaped() {
        let encode = |segment| encode_path::<()>(segment).unwrap();
        assert_eq!(encode("id_1-.~Z"), "id_1-.~Z");
        assert_eq!(encode(r"a/b\c?d#e%f g"), "a%2Fb%5Cc%3Fd%23e%25f%20g");
        assert_eq!(encode("../x"), "..%2Fx");
        assert_eq!(encode("%2e%2e"), "%252e%252e");
        assert_eq!(encode("..."), "...");
    }

    #[test]
    fn segments_that_address_another_resource_are_refused() {
        for segment in ["", ".", ".."] {
            let error = encode_path::<()>(segment).unwrap_err();
            assert!(
                matches!(&error, Error::InvalidRequest(text) if text == &format!("{segment:?} cannot be a segment of a path"))
            );
        }
    }
}
