//! The address that a client is given.

use reqwest::Url;

use super::Error;

/// The address of a service, ready to have paths appended: without slashes at its end.
///
/// Errors: [`Error::InvalidRequest`] for what would send the key to another host than the one meant or lose the
/// path, without the address: no `http` or `https`, no host, a space or a control character (also at the end, as a line
/// read from a file has one), a user name or password, a query, a fragment.
pub fn base<E>(address: &str) -> Result<String, Error<E>> {
    let refuse = |what: &str| {
        Err(Error::InvalidRequest(format!(
            "the address of the service {what}"
        )))
    };
    // The host is looked for as it was written: the parser takes `https:///v1` for a host called `v1`.
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme));
    let Some(host) = host else {
        return refuse("does not begin with `http://` or `https://`");
    };
    if host.starts_with(['/', '\\']) || host.is_empty() {
        return refuse("has no host");
    }
    // The parser that follows leaves some of them out, and those at the end become a part of the path that is appended.
    if address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return refuse("has a space or a control character");
    }
    let Ok(url) = Url::parse(address) else {
        return refuse("is no URL");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("has a user name; the key goes into the session");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment");
    }
    Ok(address.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_but_for_the_slashes_at_its_end() {
        for (given, kept) in [
            ("https://api.example.com/", "https://api.example.com"),
            ("http://127.0.0.1:12111", "http://127.0.0.1:12111"),
            ("https://example.com/proxy//", "https://example.com/proxy"),
            ("http://[::1]:80", "http://[::1]:80"),
        ] {
            assert_eq!(base::<()>(given).unwrap(), kept);
        }
    }

    #[test]
    fn an_address_that_could_send_the_key_elsewhere_is_refused_and_not_told_back() {
        for (given, why) in [
            ("https://", "has no host"),
            ("https:///v1", "has no host"),
            ("http://\\\\evil", "has no host"),
            ("api.example.com", "does not begin with"),
            ("ftp://example.com", "does not begin with"),
            ("https://user:secret@example.com", "has a user name"),
            ("https://secret@example.com", "has a user name"),
            ("https://:secret@example.com", "has a user name"),
            ("https://example.com?a=b", "has a query"),
            ("https://example.com#a", "has a query or a fragment"),
            ("https://exa mple", "has a space or a control"),
            ("https://ex\tample.com", "has a space"),
            ("https://example.com\n", "has a space"),
            ("https://example.com/ ", "has a space"),
            ("https://example.com/\r\n", "has a space"),
            ("https://exa[mple", "is no URL"),
            ("", "does not begin with"),
        ] {
            let Err(Error::InvalidRequest(text)) = base::<()>(given) else {
                panic!("{given:?} was taken");
            };
            assert!(text.contains(why), "{given:?}: {text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }
}
