//! The address that a client is given.

use std::fmt;

use reqwest::Url;

use super::Error;

/// The address of a service, ready to have paths appended.
#[derive(Clone)]
pub struct Base {
    text: String,
    /// The same, read once: most of what reading an address takes is its host.
    url: Url,
}

impl Base {
    /// As it was given, without slashes at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// An address that mostly is this one with an escaped path behind it.
    ///
    /// Errors: [`Error::InvalidRequest`] for another that is no address.
    pub fn url<E>(&self, address: &str) -> Result<Url, Error<E>> {
        match address.strip_prefix(&self.text) {
            Some(path) if path.starts_with('/') => {
                let mut url = self.url.clone();
                let before = self.url.path().trim_end_matches('/');
                url.set_path(&[before, path].concat());
                Ok(url)
            }
            _ => Url::parse(address)
                .map_err(|_| Error::InvalidRequest("the address is no URL".to_owned())),
        }
    }
}

impl fmt::Display for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

/// The address of a service, ready to have paths appended: without slashes at its end.
///
/// Errors: [`Error::InvalidRequest`] for what would send the key to another host than the one meant or lose the
/// path, without the address: no `http` or `https`, no host, a space or a control character (also at the end, as a line
/// read from a file has one), a user name or password, a query, a fragment.
pub fn base<E>(address: &str) -> Result<Base, Error<E>> {
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
    let text = address.trim_end_matches('/').to_owned();
    Ok(Base { text, url })
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
            assert_eq!(base::<()>(given).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn a_path_is_appended_as_if_all_was_read_anew() {
        for given in [
            "https://api.example.com/",
            "http://[::1]:80",
            "https://example.com/proxy//",
            "https://example.com//a/%7eb/../c",
            "https://example.com/a/%2e%2e",
            "https://EXAMPLE.com\\a",
            "https://ex\u{e4}mple.com/\u{e4}",
        ] {
            let base = base::<()>(given).unwrap();
            for path in [
                "/v1/a",
                "/v1/a%2Fb/..c",
                "/",
                "/../x",
                "//x",
                "/v1/a.b:cancel",
                "/\u{e4}",
            ] {
                let address = format!("{base}{path}");
                let read = Url::parse(&address).unwrap();
                assert_eq!(base.url::<()>(&address).unwrap(), read, "{address}");
            }
        }
    }

    #[test]
    fn an_address_that_only_begins_alike_is_another() {
        let base = base::<()>("https://example.com").unwrap();
        let url = |address| base.url::<()>(address).map(|url| url.to_string());
        let other = "https://example.com.evil/a";
        assert_eq!(url(other).unwrap(), other);
        assert!(matches!(url("https://"), Err(Error::InvalidRequest(_))));
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
