//! Segments of a path.

use super::Error;
use crate::form;

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
