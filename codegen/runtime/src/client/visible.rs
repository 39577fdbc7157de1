//! Values of headers.

use super::Error;

/// A text of visible ASCII, not empty. The error names the thing and never shows it, as it may be a key.
pub(super) fn visible<'a, E>(text: &'a str, what: &str) -> Result<&'a str, Error<E>> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text);
    }
    Err(Error::InvalidRequest(format!(
        "the {what} must be visible ASCII characters, at least one"
    )))
}

/// A text of visible ASCII with single spaces inside at most, such as `Token abc`, not empty. The error does not show it.
pub(super) fn phrase<'a, E>(text: &'a str, what: &str) -> Result<&'a str, Error<E>> {
    let words = text.split(' ');
    if words
        .into_iter()
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic()))
    {
        return Ok(text);
    }
    Err(Error::InvalidRequest(format!(
        "the {what} must be visible ASCII characters, at least one"
    )))
}
