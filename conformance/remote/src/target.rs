//! Addresses of services.

use std::str::FromStr;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use super::Error;

/// Where a service is: scheme, host and port, and what its paths begin with.
#[derive(Clone, Debug)]
pub struct Target {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl FromStr for Target {
    type Err = Error;

    /// Reads `http://localhost:8080` or `https://example.com/prefix/`.
    ///
    /// Errors: no absolute address, one with a query, or one with a user name or password in it, which would be a
    /// second key beside the one that is given; `https` in a build without the feature `tls`. The text is not
    /// repeated.
    fn from_str(text: &str) -> Result<Self, Error> {
        let uri: Uri = text
            .trim()
            .parse()
            .map_err(|_| Error::Address("it is no URL"))?;
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(Error::Address("it must begin with http:// or https://"));
        };
        if scheme == Scheme::HTTPS {
            if cfg!(not(feature = "tls")) {
                return Err(Error::NoTls);
            }
        } else if scheme != Scheme::HTTP {
            return Err(Error::Address("it must begin with http:// or https://"));
        }
        if authority.as_str().contains('@') {
            return Err(Error::Address("it must not have a user name or password"));
        }
        let path = parts.path_and_query;
        if path.as_ref().is_some_and(|path| path.query().is_some()) {
            return Err(Error::Address("it must not have a query"));
        }
        let prefix = path.as_ref().map_or("", PathAndQuery::path);
        Ok(Self {
            scheme,
            authority,
            prefix: prefix.trim_end_matches('/').to_owned(),
        })
    }
}

impl Target {
    /// The address of a path with its query, without any change of either.
    pub(super) fn at(&self, path_and_query: &str) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(format!("{}{path_and_query}", self.prefix))
            .build()
    }

    /// The value of the `Host` header.
    pub(super) fn host(&self) -> &str {
        self.authority.as_str()
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_goes_before_the_path_and_nothing_of_the_path_changes() {
        let target: Target = "http://localhost:1/a/b/".parse().unwrap();
        assert_eq!(target.to_string(), "http://localhost:1/a/b");
        for path in ["/v1/%2E%2E/x", "/v1/a//b/", "/v1/[a]?expand[]=b%5b"] {
            let uri = target.at(path).unwrap();
            assert_eq!(
                uri.path_and_query().unwrap().as_str(),
                format!("/a/b{path}")
            );
        }
    }

    #[test]
    fn what_is_no_address_of_a_service_is_refused_without_being_repeated() {
        for text in [
            "localhost:8080",
            "/v1",
            "ftp://localhost",
            "http://key@localhost",
            "http://localhost?a=b",
            "http://",
        ] {
            let error = text.parse::<Target>().unwrap_err().to_string();
            assert!(!error.contains(text), "{error}");
        }
    }
}
