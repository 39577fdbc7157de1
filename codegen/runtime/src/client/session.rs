//! Who speaks, for which account, in which version: the inner value of a generated client.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use secrecy::{ExposeSecret, SecretString};

use super::shown::Hidden;
use super::visible::{phrase, visible};
use super::{CallOptions, Error, Retries, Scheme, Transport};
use crate::form::encode;

/// The inner value of a generated client: the key, and what all calls are told. A clone costs a counter. Its `Debug` shows
/// no key.
#[derive(Clone)]
pub struct Session(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    credentials: Credentials,
    /// The header that is made of them, once it was.
    authorization: OnceLock<HeaderValue>,
    keys: Vec<(Place, String, SecretString)>,
    all: CallOptions,
    application: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    addresses: Vec<(String, String)>,
}

/// What a generated client is, to the service.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The version of the API that it was generated for, where versions are dates.
    pub version: Option<&'a str>,
    /// Its name and version, as a `User-Agent` has them.
    pub user_agent: &'a str,
}

/// Where an API key is beside `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Header,
    Query,
    Cookie,
}

#[derive(Clone)]
enum Credentials {
    Anonymous,
    Basic(SecretString),
    Bearer(SecretString),
}

impl Session {
    /// Sends the key as `Authorization: Bearer KEY`.
    pub fn bearer(key: impl Into<String>) -> Self {
        Self::new(Credentials::Bearer(SecretString::from(key.into())))
    }

    /// Sends the key as the user name of HTTP Basic, with an empty password. The name ends at the first colon, so a
    /// key that has one is refused on sending.
    pub fn basic(key: impl Into<String>) -> Self {
        Self::new(Credentials::Basic(SecretString::from(key.into())))
    }

    /// Sends no key.
    pub fn anonymous() -> Self {
        Self::new(Credentials::Anonymous)
    }

    fn new(credentials: Credentials) -> Self {
        Self(Arc::new(Parts {
            credentials,
            authorization: OnceLock::new(),
            keys: Vec::new(),
            all: CallOptions::default(),
            application: None,
            transport: None,
            addresses: Vec::new(),
        }))
    }

    /// This value, to be changed.
    fn parts(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }

    /// The same with other options for all calls.
    fn told(mut self, tell: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        let parts = self.parts();
        parts.all = tell(std::mem::take(&mut parts.all));
        self
    }

    /// An API key in a header of that name, for the operations whose document asks for it there. It is never sent with
    /// others.
    ///
    /// A `reqwest::Client` of the caller's own that follows redirects takes such a header along to other hosts; the one
    /// that `connect` makes follows none.
    #[must_use]
    pub fn with_header_key(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.with_key(Place::Header, name.into(), key.into())
    }

    /// The same in a query parameter. It is a part of the address then, which no error of this crate shows.
    #[must_use]
    pub fn with_query_key(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.with_key(Place::Query, name.into(), key.into())
    }

    /// The same in a cookie.
    #[must_use]
    pub fn with_cookie_key(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.with_key(Place::Cookie, name.into(), key.into())
    }

    fn with_key(mut self, place: Place, name: String, key: String) -> Self {
        // Another key of that name takes the place of the first.
        let keys = &mut self.parts().keys;
        keys.retain(|(at, own, _)| (*at, own) != (place, &name));
        keys.push((place, name, key.into()));
        self
    }

    /// The API keys of the first alternative that this session has all of.
    pub(super) fn proofs(&self, security: &[&[Scheme]]) -> Vec<(Scheme, &str)> {
        let proof = |scheme: &Scheme| match scheme {
            Scheme::Basic => {
                matches!(self.0.credentials, Credentials::Basic(_)).then_some((*scheme, ""))
            }
            Scheme::Bearer => {
                matches!(self.0.credentials, Credentials::Bearer(_)).then_some((*scheme, ""))
            }
            Scheme::Header(name) => self.key(Place::Header, name).map(|key| (*scheme, key)),
            Scheme::Query(name) => self.key(Place::Query, name).map(|key| (*scheme, key)),
            Scheme::Cookie(name) => self.key(Place::Cookie, name).map(|key| (*scheme, key)),
        };
        security
            .iter()
            .find_map(|all| all.iter().map(proof).collect::<Option<Vec<_>>>())
            .unwrap_or_default()
    }

    /// Names of headers are the same in capitals and small letters.
    fn key(&self, place: Place, name: &str) -> Option<&str> {
        let same = |own: &str| match place {
            Place::Header => own.eq_ignore_ascii_case(name),
            Place::Query | Place::Cookie => own == name,
        };
        let found = self
            .0
            .keys
            .iter()
            .find(|(at, own, _)| *at == place && same(own));
        found.map(|(_, _, key)| key.expose_secret())
    }

    /// The API version to answer in: see [`CallOptions::with_version`].
    #[must_use]
    pub fn with_version(self, version: impl Into<String>) -> Self {
        self.told(|all| all.with_version(version))
    }

    /// The connected account to act for: see [`CallOptions::with_account`].
    #[must_use]
    pub fn with_account(self, account: impl Into<String>) -> Self {
        self.told(|all| all.with_account(account))
    }

    /// The account to act in: see [`CallOptions::with_context`].
    #[must_use]
    pub fn with_context(self, context: impl Into<String>) -> Self {
        self.told(|all| all.with_context(context))
    }

    /// How long one attempt may take: see [`CallOptions::with_timeout`].
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        self.told(|all| all.with_timeout(timeout))
    }

    /// A header more: see [`CallOptions::with_header`].
    #[must_use]
    pub fn with_header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.told(|all| all.with_header(name, value))
    }

    /// How often a call is sent again by itself: see [`CallOptions::with_retries`].
    #[must_use]
    pub fn with_retries(self, retries: impl Into<Retries>) -> Self {
        self.told(|all| all.with_retries(retries))
    }

    /// The idempotency key of the POSTs of this value, instead of the one that each call has for itself: 1 to 255
    /// visible ASCII characters, checked on sending. Meant for one operation and its retries; a call can be given its
    /// own.
    ///
    /// Give one to what may have to be done again when this program is no longer there to remember: a builder and its
    /// clones have a key of their own, but a second builder has another, and does the operation a second time.
    #[must_use]
    pub fn with_idempotency_key(self, key: impl Into<String>) -> Self {
        self.told(|all| all.with_idempotency_key(key))
    }

    /// The application that calls, such as `shop/1.2`, behind the client's own name in `User-Agent`.
    #[must_use]
    pub fn with_application(mut self, application: impl Into<String>) -> Self {
        self.parts().application = Some(application.into());
        self
    }

    /// Where operations are asked that the document gives a server of their own, which it calls `server`, such as
    /// `https://files.stripe.com`: at `address`, wherever the client's own address is.
    ///
    /// Without it they are asked at `server` only by a client whose address is the document's own, and any other asks them
    /// at its own address: no key and no file that is meant for a sandbox leaves it.
    #[must_use]
    pub fn with_address(mut self, server: impl Into<String>, address: impl Into<String>) -> Self {
        let trimmed = |text: String| text.trim_end_matches('/').to_owned();
        let address = (trimmed(server.into()), trimmed(address.into()));
        self.parts().addresses.push(address);
        self
    }

    /// The address of an operation that has the server `own`, for a client at `base` of a document whose first server is
    /// `documented`.
    ///
    /// Errors: [`Error::InvalidRequest`] for an address given by [`with_address`](Self::with_address) that is none that
    /// paths can be appended to.
    pub fn address<E>(
        &self,
        base: &str,
        documented: Option<&str>,
        own: &str,
    ) -> Result<String, Error<E>> {
        let given = self
            .0
            .addresses
            .iter()
            .rev()
            .find(|(server, _)| server == own);
        match given {
            Some((_, address)) => super::base(address).map(|base| base.to_string()),
            None if documented == Some(base.trim_end_matches('/')) => Ok(own.to_owned()),
            None => Ok(base.to_owned()),
        }
    }

    /// Sends by something else than the network.
    #[must_use]
    pub fn with_transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.parts().transport = Some(transport);
        self
    }

    /// Whether requests leave this process.
    pub(super) fn is_on_the_network(&self) -> bool {
        self.0.transport.is_none()
    }

    fn prepare<E>(
        &self,
        request: &mut Request,
        options: &CallOptions,
        about: About<'_>,
    ) -> Result<(), Error<E>> {
        options.apply(&self.0.all, request, about.version)?;
        if let Some(application) = &self.0.application {
            let application = phrase(application, "name of the application")?;
            let agent = format!("{} {application}", about.user_agent);
            request
                .headers_mut()
                .insert(USER_AGENT, HeaderValue::from_str(&agent)?);
        }
        if let Some(value) = self.authorization()? {
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Ok(())
    }

    /// What no answer may tell back.
    pub(super) fn hidden(&self) -> Hidden {
        let mut hidden = match &self.0.credentials {
            Credentials::Anonymous => Vec::new(),
            Credentials::Bearer(key) => vec![key.clone()],
            Credentials::Basic(key) => vec![key.clone(), basic(key.expose_secret()).into()],
        };
        for (_, _, key) in &self.0.keys {
            hidden.extend([key.clone(), encode(key.expose_secret()).into()]);
        }
        // Nothing to hide would be found everywhere.
        hidden.retain(|secret| !secret.expose_secret().is_empty());
        Hidden(hidden)
    }

    fn authorization<E>(&self) -> Result<Option<HeaderValue>, Error<E>> {
        if let Some(made) = self.0.authorization.get() {
            return Ok(Some(made.clone()));
        }
        let text = match &self.0.credentials {
            Credentials::Anonymous => return Ok(None),
            Credentials::Bearer(key) => {
                format!("Bearer {}", visible(key.expose_secret(), "API key")?)
            }
            Credentials::Basic(key) => {
                let key = visible(key.expose_secret(), "API key")?;
                if key.contains(':') {
                    let text = "the API key must not hold a colon";
                    return Err(Error::InvalidRequest(text.to_owned()));
                }
                format!("Basic {}", basic(key))
            }
        };
        let mut value = HeaderValue::from_str(&text)?;
        // Keeps the key out of the `Debug` of requests and out of HTTP/2's header tables.
        value.set_sensitive(true);
        Ok(Some(self.0.authorization.get_or_init(|| value).clone()))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials = match &self.0.credentials {
            Credentials::Anonymous => "anonymous",
            Credentials::Basic(_) => "basic [redacted]",
            Credentials::Bearer(_) => "bearer [redacted]",
        };
        let keys = self.0.keys.iter().map(|(place, name, _)| (place, name));
        formatter
            .debug_struct("Session")
            .field("credentials", &credentials)
            .field("keys", &keys.collect::<Vec<_>>())
            .field("all", &self.0.all)
            .field("application", &self.0.application)
            .field("transport", &self.0.transport.as_ref().map(|_| "custom"))
            .field("addresses", &self.0.addresses)
            .finish()
    }
}

/// The key as the user name of HTTP Basic, with an empty password.
fn basic(key: &str) -> String {
    STANDARD.encode(format!("{key}:"))
}

mod send;
#[cfg(test)]
mod tests;
